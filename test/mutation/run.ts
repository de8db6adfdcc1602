import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PARTS } from './parts.ts'
import { importFrom, install } from './stryker.ts'

/**
 * Changes `src/domain/` in thousands of small ways, one at a time, and says how many of them its tests notice: `npm run mutation`,
 * or `npm run mutation -- decision kinds` for some parts, with `--tables` for what runs while a module loads as well. Ends with an
 * error below what must be reached. What is left out, and why, says docs/mutation.md.
 */

/** What the whole must reach, in percent. */
const MUST_REACH = 85

type Mutant = { fileName: string; status: string }
type Score = { part: string; noticed: number; missed: number; leftOut: number }

const root = join(import.meta.dirname, '../..')
const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { tables: { type: 'boolean', default: false } },
})
const unknown = asked.filter((name) => !(name in PARTS))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts are ${Object.keys(PARTS).join(', ')}.`)
  process.exit(2)
}

process.chdir(root)
install(root)
const { Stryker } = await importFrom(root, '@stryker-mutator/core')

const scores: Score[] = []
for (const [part, mutate] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(part)) continue
  console.info(`\n${part}`)
  scores.push(scoreOf(part, await mutantsOf(mutate)))
}
const sum = (of: (score: Score) => number) => scores.reduce((total, score) => total + of(score), 0)
const all = {
  part: 'all',
  noticed: sum(({ noticed }) => noticed),
  missed: sum(({ missed }) => missed),
  leftOut: sum(({ leftOut }) => leftOut),
}
console.info('')
for (const { part, noticed, missed, leftOut } of [...scores, all])
  console.info(
    `${part.padEnd(10)} ${percent({ noticed, missed }).toFixed(1).padStart(5)} %: ${noticed} noticed, ${missed} not, ${leftOut} left out`,
  )
if (percent(all) < MUST_REACH) {
  console.error(`That is below ${MUST_REACH} %.`)
  process.exitCode = 1
}

/** Makes the changes in a copy of the project, and tries each. */
async function mutantsOf(mutate: readonly string[]): Promise<Mutant[]> {
  const copy = await mkdtemp(join(tmpdir(), 'despatch-mutation-'))
  try {
    return await new Stryker({
      mutate: mutate.map((path) => path.replace(/^!?/, '$&src/domain/')),
      testRunner: 'resident',
      plugins: [join(import.meta.dirname, 'plugin.ts')],
      vitest: { configFile: 'test/mutation/vitest.config.ts' },
      coverageAnalysis: 'perTest',
      ignoreStatic: !values.tables,
      concurrency: 1,
      reporters: ['progress-append-only', 'clear-text'],
      clearTextReporter: { reportTests: false, logTests: false },
      tempDirName: copy,
      ignorePatterns: ['/bench', '/deploy', '/migrations', '/scripts'],
      // It would rewrite the paths in it by means that TypeScript 7 has not; no test reads it.
      tsconfigFile: 'none.json',
      timeoutMS: 10_000,
    }).runMutationTest()
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** How many of the changes that were tried a test noticed, by failing or by never ending. */
function scoreOf(part: string, mutants: readonly Mutant[]): Score {
  const of = (...states: string[]) => mutants.filter(({ status }) => states.includes(status)).length
  return {
    part,
    noticed: of('Killed', 'Timeout'),
    missed: of('Survived', 'NoCoverage'),
    leftOut: of('Ignored'),
  }
}

function percent({ noticed, missed }: Pick<Score, 'noticed' | 'missed'>): number {
  return (100 * noticed) / Math.max(1, noticed + missed)
}
