import type { Command } from 'commander'
import type { RefusalRow } from '../domain/wire/register-response.ts'
import { type Cli, openReading } from './account.ts'
import { action, UsageError, withAccount } from './action.ts'
import { progressOption } from './progress.ts'
import { type ExportOptions, exportAsked, exportRows } from './register-export.ts'
import {
  type PageOptions,
  pageOf,
  type RefusalOptions,
  refusalFiltersOf,
  withPages,
  withRefusalFilters,
} from './register-filters.ts'
import { type RecordRow, recordTable, table } from './table.ts'
import { taught } from './taught.ts'
import { erasedBy, shortTime } from './wording.ts'

type Options = PageOptions & RefusalOptions & ExportOptions & { byRule?: boolean }

/** `refusals`: what the partnership's rules did not let through. */
export function registerRefusals(program: Command, cli: Cli): void {
  const command = withAccount(
    withPages(
      withRefusalFilters(
        program
          .command('refusals')
          .description(
            'what the partnership’s rules did not let through, and which rules; nothing of its content',
          ),
      ),
    )
      .option('--by-rule', 'count them by the rule that was not met')
      .option('--csv <file>', 'write all rows that match to a new file as CSV; - for the standard output')
      .option('--export <file.json>', 'write all rows that match to a new file as JSON')
      .addOption(progressOption()),
  )
  taught(command, {
    about: [
      'What reached the service and its rules refused, for auditors, and for liaison officers of their own agency. What the sender’s own machine stopped beforehand never left it and is not here. Your reading is itself entered in the log.',
    ],
    examples: [
      'despatch refusals --by-rule --since 2010-03-01',
      'despatch refusals --rule D3 --agency "council of liverpool"',
      'despatch refusals --csv refusals.csv',
    ],
    next: 'despatch rules uk-2010 has the law behind the rules; despatch disclosures what was let through.',
  })
  action<Options>(cli, command, async (options) => {
    const asked = exportAsked(options)
    const isPaged = options.cursor !== undefined || options.limit !== undefined
    if (asked && options.byRule) throw new UsageError('--by-rule counts; it is not exported')
    if ((asked || options.byRule) && isPaged) {
      throw new UsageError('--by-rule, --csv and --export take every row: leave --limit and --cursor out')
    }
    const { client } = await openReading(cli, options)
    const filters = await refusalFiltersOf({ client }, options)
    if (asked) return exportRows(cli, options, asked, client.refusalsExport(asked.format, filters))
    if (options.byRule) {
      const { rules } = await client.refusalsByRule(filters)
      if (options.json) return cli.terminal.json({ rules })
      return printRules(cli, rules)
    }
    const { rows, next } = await client.refusals(filters, pageOf(options))
    if (options.json) return cli.terminal.json({ rows, next })
    const { terminal } = cli
    if (rows.length === 0) terminal.say(NOTHING)
    else
      terminal.say(...recordTable(['WHEN', 'KIND', 'OUTCOME', 'RULES'], rows.map(recordOf), terminal.width))
    if (next !== null) terminal.note(`There are more: add --cursor ${next}`)
  })
}

const NOTHING = 'Nothing of that kind was refused, as far as you may read.'

function printRules(
  { terminal }: Cli,
  rules: readonly { rule: string; refused: number; needs: number }[],
): void {
  const rows = rules.map(({ rule, refused, needs }) => [rule, String(refused), String(needs)])
  const headings = [{ heading: 'RULE' }, { heading: 'REFUSED' }, { heading: 'SOMETHING MISSING' }]
  terminal.say(...(rows.length === 0 ? [NOTHING] : table(headings, rows, terminal.width)))
}

function recordOf(row: RefusalRow): RecordRow {
  const {
    at,
    kind,
    outcome,
    rules,
    mailbox,
    agencyName,
    marking,
    dataClass,
    agreement,
    leaf,
    record,
    destruction,
  } = row
  return {
    cells: [shortTime(at), kind, outcome === 'needs' ? 'something missing' : 'refused', rules.join(', ')],
    beneath: [
      `from ${mailbox} (${agencyName})`,
      `${marking ?? 'marking not recorded'}; ${dataClass === null ? 'class of data not recorded' : `${dataClass} data`}${agreement === null ? '' : `; agreement ${agreement.id}, version ${agreement.version}`}`,
      leaf === null
        ? 'not yet published in the log'
        : `entry ${leaf} of the log${record === 'kept' ? '' : `, ${erasedBy(destruction)}`}`,
    ],
  }
}
