import { type RunnerTask, type RunnerTestCase, type RunnerTestFile, TestRunner } from 'vitest'

/**
 * The worker's half of `plugin.ts`: a runner of vitest which, when every test has run, stays where all is loaded, and runs again
 * those that it is asked for with one mutant active.
 */

/** One mutant, and the tests that reach it. `hitLimit`: after so many visits to its place it counts as an endless loop. */
export type Asked = { mutant: string; tests: readonly string[]; hitLimit: number | undefined }
/**
 * `killedBy` is the test that failed, with its message; absent where the mutant survived them all. `spoilt`: it fails without the
 * mutant too, since something that stays was changed. `wrong`: nothing can be said.
 * The first answer comes unasked, when all is ready.
 */
export type Answer =
  | { ran: number; hits: number; killedBy?: string; message?: string; spoilt?: boolean }
  | { wrong: string }

/** The channel on which `plugin.ts` asks and this answers. */
export const CHANNEL = 'mutants'

/** What the instrumented code looks at: the name is Stryker's. */
const switches: { activeMutant?: string | undefined; hitCount?: number; hitLimit?: number | undefined } = {}
Object.assign(globalThis, { __stryker__: switches })

export default class ResidentRunner extends TestRunner {
  override async onAfterRunFiles(files: RunnerTestFile[]): Promise<void> {
    const tests = testsByName(files)
    const channel = new BroadcastChannel(CHANNEL)
    await new Promise<void>((resolve) => {
      channel.onmessage = async ({ data }: MessageEvent<Asked | 'end'>) => {
        if (data === 'end') return resolve()
        channel.postMessage(await tried(data, tests).catch(({ message }: Error) => ({ wrong: message })))
      }
      void runAgain(tests).then((answer) => channel.postMessage(answer))
    })
    channel.close()
    super.onAfterRunFiles(files)
  }
}

/** Runs each test once more, with no mutant active: one that cannot be run twice would seem to notice everything. */
async function runAgain(tests: Map<string, RunnerTestCase[]>): Promise<Answer> {
  const answer = await tried({ mutant: '', tests: [...tests.keys()], hitLimit: undefined }, tests)
  return 'killedBy' in answer ? { wrong: `Run again, ${answer.killedBy} fails: ${answer.message}` } : answer
}

async function tried(
  { mutant, tests, hitLimit }: Asked,
  known: Map<string, RunnerTestCase[]>,
): Promise<Answer> {
  const asked = tests.flatMap((name) => {
    const found = known.get(name)
    if (found === undefined) throw new Error(`No test is named ${name}.`)
    return found.map((test) => ({ name, test }))
  })
  // The quickest first: most mutants are killed by any of them.
  asked.sort((a, b) => (a.test.result?.duration ?? 0) - (b.test.result?.duration ?? 0))
  Object.assign(switches, { activeMutant: mutant, hitCount: 0, hitLimit })
  let ran = 0
  try {
    for (const { name, test } of asked) {
      ran += 1
      try {
        await TestRunner.getTestFn(test)()
      } catch (thrown) {
        const hits = switches.hitCount ?? 0
        switches.activeMutant = undefined
        return { ran, hits, killedBy: name, message: String(thrown), spoilt: !(await passes(test)) }
      }
    }
    return { ran, hits: switches.hitCount ?? 0 }
  } finally {
    switches.activeMutant = undefined
  }
}

async function passes(test: RunnerTestCase): Promise<boolean> {
  try {
    await TestRunner.getTestFn(test)()
    return true
  } catch {
    return false
  }
}

/** The tests by the name that Stryker gives them: those of their groups, and their own. */
function testsByName(files: readonly RunnerTestFile[]): Map<string, RunnerTestCase[]> {
  const found = new Map<string, RunnerTestCase[]>()
  const look = (tasks: readonly RunnerTask[], groups: readonly string[]) => {
    for (const task of tasks) {
      const names = [...groups, task.name]
      if (task.type === 'suite') look(task.tasks, names)
      else {
        const name = names.join(' > ').trim()
        found.set(name, [...(found.get(name) ?? []), task])
      }
    }
  }
  for (const { tasks } of files) look(tasks, [])
  return found
}
