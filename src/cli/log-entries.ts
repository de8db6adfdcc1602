import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  createEachEntry,
  type EachEntry,
  type EntriesAsked,
  type ListedEntry,
  RECORD_STATES,
  type RecordState,
  recordWords,
} from '../domain/history/each-entry.ts'
import { violationLines } from '../sdk/verdict-words.ts'
import { ENTRY_TYPES } from '../sdk/verify-log.ts'
import type { Cli } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { demandVerified, type Found } from './log-verdict.ts'
import { verify } from './log-verify.ts'
import { type ProgressOptions, progressOption } from './progress.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'

type Options = CommonOptions &
  ProgressOptions & { start?: bigint; count?: number; all?: boolean; record?: RecordState; type?: string }

const USUAL_COUNT = 50

/** `log entries`: each leaf, with what became of its record. */
export function registerLogEntries(log: Command, cli: Cli): void {
  const entries = withAccount(
    log
      .command('entries')
      .description('list the entries of a log that verifies: opened, erased by which entry, or withheld')
      .argument('[what]', 'folder of an export, or address of a server; the one signed in to when left out')
      .option('--start <entry>', 'from this entry on; the newest when left out', entryNumber)
      .option('--count <n>', `how many (${USUAL_COUNT})`, count)
      .option('--all', 'all that fit')
      .addOption(new Option('--record <state>', 'whose record is so').choices([...RECORD_STATES]))
      .addOption(new Option('--type <type>', 'of one type').choices([...ENTRY_TYPES]))
      .addOption(progressOption()),
  )
  taught(entries, {
    about: [
      'The whole log is verified first, from its first entry, as by log verify. Nothing is listed of one whose tree does not hold; where its history does not, that is said as well, and the exit code is 1.',
      'Of each entry it says what became of the record behind it. opened: you were given it, and it is the one that was logged. erased: an entry of the log says that it was destroyed, and why; log verify says whether who decided it might. withheld: it was not given to you. missing: you may open everything, and it is not there, and no entry says why.',
    ],
    examples: [
      'despatch log entries',
      { for: 'what was destroyed, and by which entries', type: 'despatch log entries --record erased --all' },
      { for: 'an export, offline', type: 'despatch log entries ./log-export --start 0 --count 100' },
    ],
    next: 'despatch disclosures --ref REFERRAL shows what the register has of one.',
  })
  action<Options>(cli, entries, (options, [what]) => list(cli, options, what))
}

async function list(cli: Cli, options: Options, what: string | undefined): Promise<void> {
  const each = createEachEntry()
  const asked: EntriesAsked = {
    most: options.all ? Number.POSITIVE_INFINITY : (options.count ?? USUAL_COUNT),
    ...(options.start === undefined ? {} : { from: options.start }),
    ...(options.record === undefined ? {} : { record: options.record }),
    ...(options.type === undefined ? {} : { type: options.type }),
  }
  // A destruction may stand anywhere behind what it destroyed: nothing is gone on from.
  await verify(cli, { ...options, whole: true }, what, {
    each,
    report: (found) => tell(cli, options, found, () => each.list(asked, found.everything)),
  })
}

type Listed = ReturnType<EachEntry['list']>

function tell({ terminal }: Cli, { json }: Options, found: Found, list: () => Listed): void {
  const { problems, size } = found.verdict
  const { violationCount } = found.history
  const listed = problems.length === 0 ? list() : null
  if (json) {
    const { logKey, violations } = { logKey: found.vkey, violations: found.history.violations }
    const verified = problems.length === 0 && violationCount === 0
    terminal.json({ verified, size, logKey, problems, violations, violationCount, ...listed })
  } else if (listed) {
    const { entries, more } = listed
    if (entries.length === 0) terminal.say(NOTHING)
    for (let at = 0; at < entries.length; at += TABLE_ROWS) {
      const rows = entries.slice(at, at + TABLE_ROWS).map(rowOf)
      terminal.say(...recordTable(HEADINGS, rows, terminal.width))
    }
    terminal.say(...violationLines(found.history))
    terminal.note(
      `${size === 1n ? '1 entry' : `${size} entries, each`} in the signed tree. ${found.key}`,
      ...(more === 0
        ? []
        : [`${more} more ${more === 1 ? 'fits' : 'fit'}: add --start and --count, or --all.`]),
    )
  } else terminal.say(...problems)
  demandVerified([...problems, ...Array.from({ length: violationCount }, () => '')])
}

const HEADINGS = ['ENTRY', 'TYPE', 'RECORD', 'REFERRAL']
/** Rows of one table: a long log is several. */
const TABLE_ROWS = 200
const NOTHING = 'The log has no entry of that kind.'

const rowOf = (entry: ListedEntry) => ({
  cells: [String(entry.index), entry.type, recordWords(entry), entry.referral ?? '-'],
  beneath: [],
})

const entryNumber = (text: string): bigint => {
  if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return BigInt(text)
  throw new InvalidArgumentError('Entries are counted from 0.')
}

const count = (text: string): number => {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a whole number from 1 to 999999.')
}
