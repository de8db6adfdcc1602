import type { Command } from 'commander'
import { answerWord } from '../domain/delivery.ts'
import { prescribedInWords } from '../domain/prescribed.ts'
import { replyInWords } from '../domain/replies.ts'
import { knownBasis } from '../domain/rule-sets.ts'
import type { DisclosureRow } from '../domain/wire/register-response.ts'
import { registerRows } from '../sdk/register.ts'
import { type Cli, openReading, type Reading } from './account.ts'
import { action, UsageError, withAccount } from './action.ts'
import { type ProgressOptions, progressOf, progressOption } from './progress.ts'
import { type ExportOptions, exportAsked, exportRows } from './register-export.ts'
import {
  type DisclosureOptions,
  disclosureFiltersOf,
  type PageOptions,
  pageOf,
  withDisclosureFilters,
  withPages,
} from './register-filters.ts'
import { type RecordRow, recordTable } from './table.ts'
import { taught } from './taught.ts'
import { safeLine, wrapped } from './terminal-text.ts'
import { erasedBy, senderWords, shortTime } from './wording.ts'

type Options = PageOptions &
  DisclosureOptions &
  ExportOptions &
  ProgressOptions & { all?: boolean; explain?: boolean }

const HEADINGS = ['REFERENCE', 'MARKING', 'KIND', 'STATE', 'WHEN']

/** Rows of one table; a longer register is several, so that none has to wait for the last row. */
const TABLE_ROWS = 200

/** `disclosures`: the register, as a table, a document or a file. */
export function registerDisclosures(program: Command, cli: Cli): void {
  const command = withAccount(
    withPages(
      withDisclosureFilters(
        program
          .command('disclosures')
          .description('the register: what was disclosed to whom, why and with what evidence; no content'),
      ),
    )
      .option('--all', 'every row, not a page of them')
      .option('--explain', 'say what each legal basis in the list means')
      .option('--csv <file>', 'write all rows that match to a new file as CSV; - for the standard output')
      .option('--export <file.json>', 'write all rows that match to a new file as JSON')
      .addOption(progressOption()),
  )
  taught(command, {
    about: [
      'Auditors see every row, liaison officers those of their agency. Your reading is itself entered in the log.',
    ],
    examples: [
      {
        for: 'what the police sent or were sent, and on what grounds in words',
        type: 'despatch disclosures --agency police --explain',
      },
      { for: 'what nobody has answered yet', type: 'despatch disclosures --state unanswered --all' },
      {
        for: 'the orders of the courts, for a spreadsheet',
        type: 'despatch disclosures --kind court-order --since 2010-03-01 --csv orders.csv',
      },
    ],
    next: 'despatch log reconcile says whether register and log say the same; despatch refusals what was not let through.',
  })
  action<Options>(cli, command, async (options) => {
    const asked = exportAsked(options)
    const isWhole = asked !== null || options.all === true
    if (isWhole && (options.cursor !== undefined || options.limit !== undefined)) {
      throw new UsageError('--all, --csv and --export give every row: leave --limit and --cursor out')
    }
    const reading = await openReading(cli, options)
    const filters = await disclosureFiltersOf(reading, options)
    if (asked) {
      return exportRows(cli, options, asked, reading.client.disclosuresExport(asked.format, filters))
    }
    if (options.all) return showAll(cli, options, reading, registerRows(reading.client, filters))
    const { rows, next } = await reading.client.disclosures(filters, pageOf(options))
    if (options.json) return cli.terminal.json({ rows, next })
    print(cli, rows)
    if (rows.length === 0) cli.terminal.say(NOTHING)
    if (options.explain)
      await explain(
        cli,
        reading,
        rows.flatMap(({ bases }) => bases),
      )
    if (next !== null) cli.terminal.note(`There are more: add --cursor ${next}, or --all`)
  })
}

const NOTHING = 'The register has nothing of that kind that you may read.'

async function showAll(
  cli: Cli,
  options: Options,
  reading: Reading,
  all: AsyncIterable<DisclosureRow>,
): Promise<void> {
  const tell = progressOf(cli, options, 'rows')
  const rows: DisclosureRow[] = []
  const bases = new Set<string>()
  let count = 0
  for await (const row of all) {
    count += 1
    tell(count)
    rows.push(row)
    for (const basis of row.bases) bases.add(basis)
    if (!options.json && rows.length === TABLE_ROWS) print(cli, rows.splice(0))
  }
  if (options.json) return cli.terminal.json({ rows, next: null })
  print(cli, rows)
  cli.terminal.say(count === 0 ? NOTHING : `${count} ${count === 1 ? 'disclosure' : 'disclosures'}.`)
  if (options.explain) await explain(cli, reading, [...bases])
}

function print({ terminal }: Cli, rows: readonly DisclosureRow[]): void {
  if (rows.length > 0) terminal.say(...recordTable(HEADINGS, rows.map(recordOf), terminal.width))
}

function recordOf(row: DisclosureRow): RecordRow {
  const { reference, marking, kind, from, to, at } = row
  return {
    cells: [reference, marking ?? 'not yet marked', kind, stateOf(row), shortTime(at)],
    beneath: [
      `from ${senderWords({ from: from.mailbox, fromDomain: from.domain })}${from.agencyName === null ? '' : ` (${from.agencyName})`}`,
      `to ${to.mailbox} (${to.agencyName})`,
      ...reasonsOf(row),
      ...(row.sealedOnArrival ? ['it came unsealed, and was sealed on arrival'] : []),
      leafOf(row),
    ],
  }
}

/** The answer before the transport, and the strongest evidence of either. */
const stateOf = ({ state, answer, evidence }: DisclosureRow): string =>
  `${answer === null ? state : answerWord(answer)}${evidence === null ? '' : ` (${evidence})`}`

/** Why it was lawful. Mail from a partner says nothing of it. */
function reasonsOf({
  dataClass,
  categories,
  purpose,
  consent,
  otherConsents,
  guardian,
  bases,
  prescribed,
  reply,
  agreement,
  otherAgreements,
  urgency,
}: DisclosureRow): string[] {
  if (dataClass === null) return ['a partner’s mail: its data are not classified, and no basis is named']
  return [
    `${dataClass} data${categories.length === 0 ? '' : `: ${categories.join(', ')}`}`,
    `for ${purpose ?? 'no named purpose'}; consent ${[consent ?? 'not recorded', ...otherConsents.map(({ who, state }) => `of ${who}: ${state}`)].join(', ')}${urgency === null || urgency === 'routine' ? '' : `; ${urgency}`}`,
    ...(guardian === null
      ? []
      : [`Caldicott Guardian consented ${guardian.consented} (${guardian.reference})`]),
    `bases ${bases.length === 0 ? 'none' : bases.join(', ')}`,
    ...(reply === null ? [] : [`replies: ${replyInWords(reply)}`]),
    ...(prescribed === null ? [] : [`prescribed: ${prescribedInWords(prescribed)}`]),
    ...(agreement === null ? [] : [agreement, ...otherAgreements]).map(
      ({ id, version }) => `agreement ${id}, version ${version}`,
    ),
  ]
}

function leafOf({ leaf, record, destruction }: DisclosureRow): string {
  if (leaf === null) return 'not yet published in the log'
  return `entry ${leaf} of the log${record === 'kept' ? '' : `, ${erasedBy(destruction)}`}`
}

/** The sentence that people are shown when they choose a basis. A code means the same under every rule set. */
async function explain(
  { terminal }: Pick<Cli, 'terminal'>,
  { trust }: Pick<Reading, 'trust'>,
  codes: readonly string[],
): Promise<void> {
  const amendments = (await trust.state()).amendments.map(({ document }) => document)
  for (const code of [...new Set(codes)].sort()) {
    const basis = knownBasis(code, amendments)
    const text = basis
      ? `${basis.name} (${basis.statute}). ${basis.sentence}`
      : 'No rule set here has this basis, nor an amendment of one.'
    terminal.say('', code, ...wrapped(safeLine(`  ${text}`), terminal.width, '  '))
  }
}
