import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ExpectedError, readExpected } from './corpus/expected.ts'
import { score } from './corpus/score.ts'

const USAGE = `npm run corpus -- <folder> <expected.json> [--verbose]

Reads every mail that <expected.json> names from <folder> as a bounce and says how much of it was read as expected. The
last line is JSON: {"files":n,"rows":n,"recipients":0..1,"permanence":0..1,"status":0..1}

  recipients   share of mails with the right number of failed recipients
  permanence   share of expected rows read with the same "permanent": that the address itself is wrong
  status       share of expected rows read with exactly the same "status"

Rows are paired in the order of their mail. Out-of-office mail and spam complaints are one row each, of an empty status.

  --verbose    lists what was read otherwise than expected
  --help       this text

Exit codes: 0 all mails were read and scored, 1 a file could not be read, 2 wrong usage.`

process.exitCode = main(process.argv.slice(2))

function main(args: string[]): number {
  let given: ReturnType<typeof readArguments>
  try {
    given = readArguments(args)
  } catch (error) {
    return usageError(error instanceof Error ? error.message : String(error))
  }
  const { values, positionals } = given
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const [folder, file] = positionals
  if (folder === undefined || file === undefined || positionals.length > 2)
    return usageError('Two arguments are needed: a folder of mails and a file of expectations.')
  try {
    const result = score(readExpected(readFileSync(file, 'utf8')), (name) => readFileSync(join(folder, name)))
    if (values.verbose) for (const { file, what } of result.misses) console.log(`${file}: ${what}`)
    console.log(JSON.stringify(result.score))
    return 0
  } catch (error) {
    if (!(error instanceof ExpectedError) && !isFileError(error)) throw error
    console.error(error.message)
    return 1
  }
}

function readArguments(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: { verbose: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  })
}

function usageError(message: string): number {
  console.error(`${message}\n\n${USAGE}`)
  return 2
}

function isFileError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^E[A-Z]+$/.test(error.code)
  )
}
