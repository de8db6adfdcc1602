import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PARTS } from './parts.ts'

/**
 * Changes `src/domain/` in thousands of small ways, one at a time, and says how many of them its tests notice: `npm run mutation`,
 * or `npm run mutation -- rules trust` for parts of it. Ends with an error where a part is below what it must reach.
 *
 * Stryker does the changing. Its 177 packages are no part of the product or of its other tests, so they have their own folder and
 * lock here, and are installed when this is run. No script of theirs is.
 */

/** What the sources ask of the decision, and we of each part, in percent. */
const MUST_REACH = 85

const here = import.meta.dirname
const root = join(here, '../..')

if (!existsSync(join(here, 'node_modules'))) install()

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in PARTS))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts are ${Object.keys(PARTS).join(', ')}.`)
  process.exit(2)
}

process.chdir(root)
const STRYKER: string = '@stryker-mutator/core'
const { Stryker } = await import(STRYKER)

type Mutant = { fileName: string; status: string; mutatorName: string }
const scores: { part: string; score: number; counts: string }[] = []
for (const [part, mutate] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(part)) continue
  console.info(`\n${part}`)
  const mutants: Mutant[] = await mutantsOf(mutate)
  scores.push({ part, ...scoreOf(mutants) })
}

console.info('')
for (const { part, score, counts } of scores) console.info(`${part.padEnd(8)} ${score.toFixed(1).padStart(5)} %  ${counts}`)
const below = scores.filter(({ score }) => score < MUST_REACH)
if (below.length > 0) {
  console.error(`Below ${MUST_REACH} %: ${below.map(({ part }) => part).join(', ')}.`)
  process.exitCode = 1
}

function install(): void {
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('What changes the code could not be installed: see above.')
}

/** Changes these files in a copy of the project, and tries each change. */
async function mutantsOf(mutate: readonly string[]): Promise<Mutant[]> {
  const copy = await mkdtemp(join(tmpdir(), 'despatch-mutation-'))
  try {
    return await new Stryker({
      mutate: mutate.map((path) => path.replace(/^(!?)/, '$1src/domain/')),
      testRunner: 'resident',
      plugins: [join(here, 'plugin.ts')],
      vitest: { configFile: 'test/mutation/vitest.config.ts' },
      coverageAnalysis: 'perTest',
      // What runs while a module loads would need all to be loaded anew for each change: see docs.
      ignoreStatic: true,
      concurrency: 1,
      reporters: ['progress-append-only', 'clear-text'],
      clearTextReporter: { reportTests: false, logTests: false },
      tempDirName: copy,
      ignorePatterns: ['/bench', '/deploy', '/migrations', '/scripts', '/test/mutation/node_modules'],
      // TypeScript 7 has not what Stryker would rewrite the configuration with, and nothing of a test reads it.
      tsconfigFile: 'none.json',
      timeoutMS: 10_000,
    }).runMutationTest()
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** How many of the changes that were tried were noticed, by a test that failed or by never ending. */
function scoreOf(mutants: readonly Mutant[]): { score: number; counts: string } {
  const of = (...states: string[]) => mutants.filter(({ status }) => states.includes(status)).length
  const noticed = of('Killed', 'Timeout')
  const missed = of('Survived', 'NoCoverage')
  return {
    score: (100 * noticed) / (noticed + missed),
    counts: `${noticed} noticed, ${missed} not, ${of('Ignored')} left out`,
  }
}
