import { mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { formatMarking, MarkingError, parseMarking } from '../../domain/marking.ts'
import { knownBasis } from '../../domain/rule-sets.ts'
import { check } from '../../domain/wire/check.ts'
import { MOST_MONTHS, Month, type StatisticsResponse } from '../../domain/wire/statistics-response.ts'
import { ClientError } from '../../sdk/errors.ts'
import { scopeOf, usualMarking } from '../../sdk/statistics/about.ts'
import {
  type Amendments,
  allRows,
  type StatisticsTable,
  shortened,
  statisticsTables,
  totals,
} from '../../sdk/statistics/tables.ts'
import { type Cli, openReading, type Reading } from '../account.ts'
import { action, type CommonOptions, UsageError, withAccount } from '../action.ts'
import { writeWhole } from '../register-file.ts'
import { table } from '../table.ts'
import { taught } from '../taught.ts'
import { wrapped } from '../terminal-text.ts'

type Options = CommonOptions & {
  since: string
  until?: string
  csv?: string
  html?: string
  marking?: string
}

/** `audit statistics`: the register counted by month, at the terminal, as files, or as a page with plots. */
export function registerStatistics(group: Command, cli: Cli): void {
  const command = withAccount(
    group
      .command('statistics')
      .description(
        'count the register by month: who discloses to whom, on what basis, late answers, refusals',
      )
      .requiredOption('--since <month>', 'the first month, such as 2010-03 (UTC)', month)
      .option('--until <month>', 'the last; the same as the first when left out', month)
      .option(
        '--csv <folder>',
        'write every table as a CSV file into a new folder, and disclosures and refusals by month',
      )
      .option('--html <file>', 'write a page with plots to a new file; it prints on A4')
      .option(
        '--marking <marking>',
        'what the page is marked with; PROTECT – MANAGEMENT or OFFICIAL unless told',
        markingText,
      ),
  )
  taught(command, {
    about: [
      'Auditors count every row, liaison officers those of their agency; at most 36 months at once. Your reading is itself entered in the log.',
      'Nothing is left out because it is rare: whoever may have the count may read the rows. docs/statistics.md says what counts, and what late means.',
    ],
    examples: [
      'despatch audit statistics --since 2010-03',
      {
        for: 'a year for the steering group, with plots',
        type: 'despatch audit statistics --since 2010-01 --until 2010-12 --html 2010.html',
      },
      {
        for: 'every number, for a spreadsheet',
        type: 'despatch audit statistics --since 2010-01 --until 2010-12 --csv 2010',
      },
    ],
    next: 'despatch disclosures and despatch refusals list the rows that are counted here.',
  })
  action<Options>(cli, command, async (options) => {
    const { since, until = since, csv, html } = options
    if (since > until) throw new UsageError('--until is before --since')
    if (monthsOf(until) - monthsOf(since) >= MOST_MONTHS)
      throw new UsageError(`at most ${MOST_MONTHS} months are counted at once`)
    if (csv !== undefined && html !== undefined) throw new UsageError('choose --csv or --html, not both')
    const reading = await openReading(cli, options)
    const found = await reading.client.statistics({ since, until })
    const counted = { found, amendments: await amendmentsFor(found, reading) }
    if (csv !== undefined) return writeTables(cli, options, csv, counted)
    if (html !== undefined) return writePage(cli, options, html, { ...counted, reading })
    if (options.json) return cli.terminal.json(found)
    print(cli, counted)
  })
}

type Counted = { found: StatisticsResponse; amendments: Amendments }

/** The trust log is read only where this program does not know a basis by itself. */
async function amendmentsFor({ bases }: StatisticsResponse, { trust }: Reading): Promise<Amendments> {
  if (bases.every(({ value }) => value === null || knownBasis(value, []))) return []
  return (await trust.state()).amendments.map(({ document }) => document)
}

async function writeTables(
  cli: Cli,
  options: Options,
  dir: string,
  { found, amendments }: Counted,
): Promise<void> {
  const folder = resolve(dir)
  const there = await readdir(folder).catch(() => [])
  if (there.length > 0) throw new ClientError(`${folder} is not empty. Name a new folder with --csv.`)
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {
    throw new ClientError(`${folder} is not a folder that can be written to.`)
  })
  const { byMonthCsv, statisticsCsv } = await import('../../sdk/statistics/csv.ts')
  const files = [await writeWhole(join(folder, 'by-month.csv'), textOf(byMonthCsv(found)))]
  for (const one of statisticsTables(found, amendments)) {
    files.push(await writeWhole(join(folder, `${one.id}.csv`), textOf(statisticsCsv(one, found.months))))
  }
  if (options.json) cli.terminal.json({ folder, files })
  else cli.terminal.say(`Wrote ${files.length} tables to ${folder}.`)
}

async function writePage(
  cli: Cli,
  options: Options,
  path: string,
  { found, amendments, reading }: Counted & { reading: Reading },
): Promise<void> {
  // What draws is loaded by whoever wants a drawing.
  const { statisticsPage } = await import('../../sdk/statistics/page.ts')
  const page = statisticsPage(found, {
    marking: options.marking ?? usualMarking(await reading.client.directory()),
    service: reading.service.origin,
    scope: scopeOf(reading.person),
    at: cli.clock(),
    amendments,
  })
  const file = await writeWhole(path, textOf(page))
  if (options.json) cli.terminal.json({ file })
  else cli.terminal.say(`Wrote ${file}.`)
}

function print({ terminal }: Cli, { found, amendments }: Counted): void {
  const { months, disclosures, refusals } = found
  const numbers = ['MONTH', 'DISCLOSURES', 'REFUSALS'].map((heading) => ({ heading }))
  const byMonth = months.map((one, at) => [one, String(disclosures[at] ?? 0), String(refusals[at] ?? 0)])
  terminal.say(...table(numbers, byMonth, terminal.width))
  for (const one of statisticsTables(found, amendments)) {
    terminal.say(
      '',
      ...wrapped(`${one.title}:`, terminal.width),
      ...tableLines(shortened(one), terminal.width),
    )
  }
}

function tableLines(one: StatisticsTable, width: number): string[] {
  if (one.rows.length === 0) return ['  nothing in these months']
  const columns = [
    ...one.headings.map((heading) => ({ heading: heading.toUpperCase(), cut: true })),
    ...one.measures.map((measure) => ({ heading: measure.toUpperCase() })),
  ]
  const rows = allRows(one).map((row) => [...row.names, ...totals(row).map(String)])
  return table(columns, rows, width)
}

async function* textOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}

/** Months since the year nought. */
const monthsOf = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5))

function month(text: string): string {
  const [fault] = check(Month, text)
  if (fault) throw new InvalidArgumentError(`It ${fault.message}.`)
  return text
}

function markingText(text: string): string {
  try {
    return formatMarking(parseMarking(text))
  } catch (error) {
    if (error instanceof MarkingError) throw new InvalidArgumentError(error.message)
    throw error
  }
}
