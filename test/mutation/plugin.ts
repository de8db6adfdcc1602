import { join } from 'node:path'
import { createVitest, type Vitest } from 'vitest/node'
import { type Answer, type Asked, CHANNEL } from './resident.ts'
import { importFrom } from './stryker.ts'

/**
 * A test runner of Stryker's for pure code. Its own starts a worker and loads every test anew for each mutant, which takes a second
 * where the tests take milliseconds; this one keeps a worker in which all is loaded (resident.ts), and leaves to Stryker's what
 * is run when a module is loaded, which has to be loaded anew.
 */

type MutantRun = {
  activeMutant: { id: string }
  mutantActivation: 'static' | 'runtime'
  testFilter?: string[]
  hitLimit?: number
}
type Result =
  | { status: 'survived'; nrOfTests: number }
  | { status: 'killed'; nrOfTests: number; killedBy: string[]; failureMessage: string }
  | { status: 'timeout'; reason: string }
type Runner = {
  init(): Promise<void>
  dispose(): Promise<void>
  capabilities(): unknown
  dryRun(options: unknown): Promise<unknown>
  mutantRun(options: MutantRun): Promise<unknown>
}
type Injector = { injectFunction(factory: unknown): Runner }

const root = join(import.meta.dirname, '../..')
const { strykerPlugins: installed, strykerValidationSchema } = await importFrom(
  root,
  '@stryker-mutator/vitest-runner',
)

export { strykerValidationSchema }

const residentRunner = Object.assign(
  (injector: Injector): Runner => {
    const whole = injector.injectFunction(installed[0].factory)
    let resident: Resident | undefined
    return {
      // Both at once, before Stryker counts the time of any mutant.
      async init() {
        await whole.init()
        resident = await settle()
      },
      capabilities: () => whole.capabilities(),
      dryRun: (options) => whole.dryRun(options),
      async mutantRun(options) {
        const loadedAnew = options.mutantActivation === 'static' || options.testFilter === undefined
        if (loadedAnew || resident === undefined) return whole.mutantRun(options)
        const { result, spoilt } = await resident.run(options)
        if (!spoilt) return result
        // By this one or by one before it: only a worker that nothing has changed yet can tell.
        await resident.end()
        resident = await settle()
        return (await resident.run(options)).result
      },
      async dispose() {
        await resident?.end()
        await whole.dispose()
      },
    }
  },
  { inject: ['$injector'] },
)

export const strykerPlugins = [{ kind: 'TestRunner', name: 'resident', factory: residentRunner }]

/** Stryker lets a mutant visit its place a hundred times as often as the code itself does; here it is five times. */
const ALLOWED = 20

type Said = Exclude<Answer, { wrong: string }>
type Resident = {
  run(options: MutantRun): Promise<{ result: Result; spoilt: boolean }>
  end(): Promise<void>
}

/** Starts the worker that stays. */
async function settle(): Promise<Resident> {
  const channel = new BroadcastChannel(CHANNEL)
  const next = () =>
    new Promise<Said>((resolve, reject) => {
      channel.onmessage = ({ data }: MessageEvent<Answer>) =>
        'wrong' in data ? reject(new Error(data.wrong)) : resolve(data)
    })
  const ready = next()
  const vitest: Vitest = await createVitest('test', {
    config: 'test/mutation/vitest.config.ts',
    runner: join(import.meta.dirname, 'resident.ts'),
    pool: 'threads',
    reporters: [],
    watch: false,
  })
  const running = vitest.start()
  await ready
  return {
    async run({ activeMutant, testFilter = [], hitLimit: allowed }) {
      const hitLimit = allowed === undefined ? undefined : allowed / ALLOWED
      const tests = testFilter.map((id) => id.slice(id.indexOf('#') + 1))
      const answer = next()
      channel.postMessage({ mutant: activeMutant.id, tests, hitLimit } satisfies Asked)
      const said = await answer
      return { result: resultOf(said, testFilter, hitLimit), spoilt: said.spoilt === true }
    },
    async end() {
      channel.postMessage('end')
      await running
      await vitest.close()
      channel.close()
    },
  }
}

function resultOf({ ran, hits, killedBy, message = '' }: Said, ids: string[], hitLimit?: number): Result {
  if (hitLimit !== undefined && hits > hitLimit)
    return { status: 'timeout', reason: `Visited ${hits} times.` }
  if (killedBy === undefined) return { status: 'survived', nrOfTests: ran }
  const ended = ids.filter((id) => id.endsWith(`#${killedBy}`))
  return { status: 'killed', nrOfTests: ran, killedBy: ended, failureMessage: message }
}
