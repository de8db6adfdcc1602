import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BenchRun, Measured, Row } from './row.ts'
import { table } from './table.ts'

const HELP = `Usage: npm run bench -- [options] [row…]

Measures this Despatch against its peers, in one run and in turn, and prints one table.
A ratio above 1 is better than the peer, whichever way the figure itself counts.

Options:
  --json FILE  keep the figures too: [{"name","value","unit","peer","peerValue","ratio"}]
  --quick      one short round of each: shows that the rows work, the figures mean little
  --list       say which rows there are
  -h, --help   this text
`

/** The order of the table; a row that is not named here comes last. */
const ORDER = [
  'submit',
  'submit-relay',
  'seal-submit-relay',
  'inbound-accept',
  'seal',
  'open',
  'log-append',
  'log-sequencing',
  'log-verify',
  'log-proof',
  'inbox',
  'web-inbox',
  'web-open',
  'web-large',
  'web-log-check',
  'start',
  'memory',
]

const ROWS = join(import.meta.dirname, 'rows')

// Peers that are programs of their own are ended when we exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

process.exitCode = await main(process.argv.slice(2))

/** @returns the exit code: 0 measured, 1 a row could not be measured, 2 wrong usage */
async function main(args: string[]): Promise<number> {
  const asked = readArguments(args)
  if (typeof asked === 'string') return refuse(asked)
  if (asked.values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const known = await rowNames()
  const unknown = asked.positionals.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    return refuse(`There is no row ${unknown.join(', ')}: there are ${known.join(', ')}.`)
  const rows = await Promise.all(
    known.filter((name) => asked.positionals.length === 0 || asked.positionals.includes(name)).map(load),
  )
  if (asked.values.list) {
    for (const { name, about } of rows) process.stdout.write(`${name}: ${about}\n`)
    return 0
  }
  const { measured, failed } = await measureAll(rows, asked.values.quick ?? false)
  process.stdout.write(table(measured))
  if (asked.values.json) await writeFile(asked.values.json, `${JSON.stringify(measured, null, 2)}\n`)
  return failed ? 1 : 0
}

async function measureAll(rows: Row[], quick: boolean): Promise<{ measured: Measured[]; failed: boolean }> {
  const measured: Measured[] = []
  let failed = false
  for (const row of rows) {
    const progress = (line: string) => process.stderr.write(`${row.name}: ${line}\n`)
    const run: BenchRun = { rounds: quick ? 1 : 3, seconds: quick ? 0.5 : 6, quick, progress }
    const began = performance.now()
    try {
      measured.push(...(await row.measure(run)))
      progress(`measured in ${Math.round((performance.now() - began) / 1000)} s`)
    } catch (error) {
      failed = true
      progress(`could not be measured: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }
  return { measured, failed }
}

async function rowNames(): Promise<string[]> {
  const names = (await readdir(ROWS))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  return names.toSorted((a, b) => place(a) - place(b))
}

async function load(name: string): Promise<Row> {
  const { default: row }: { default?: Row } = await import(join(ROWS, `${name}.ts`))
  if (row?.name !== name) throw new Error(`bench/rows/${name}.ts does not export the row ${name}`)
  return row
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'string' },
        quick: { type: 'boolean' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n\n${HELP}`)
  return 2
}
