import { type Command, InvalidArgumentError, Option } from 'commander'
import { dayOf } from '../domain/day.ts'
import { check } from '../domain/wire/check.ts'
import { Address } from '../domain/wire/primitives.ts'
import type { AnswerFilter } from '../domain/wire/referral-response.ts'
import { believedInbox, believedSent } from '../sdk/believed-rows.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { demandBelieved, doubtLines, listMarking } from './believed.ts'
import { mentionDue } from './due-actions.ts'
import { type RecordRow, recordTable } from './table.ts'
import { taught } from './taught.ts'
import { cameWords, dueOf, dueWords, senderWords, shortTime, stateWords } from './wording.ts'

/** What every list by mailbox takes. */
export type ListOptions = CommonOptions & { mailbox?: string; limit?: number; cursor?: string }

const SIGNED_ROWS =
  'Kind, marking and sender are those that somebody signed, checked here; where they cannot be, the row says so and the exit code is 1. How far it has come is as the service says: despatch status REF checks the receipts.'

/** `inbox` and `sent`: newest first, a page at a time. */
export function registerLists(program: Command, cli: Cli): void {
  const inbox = withAnswer(listCommand(program, 'inbox', 'list what your mailboxes have received'))
  taught(inbox, {
    about: [
      'Newest first: each with its marking, how far you have come with it, who sent it, how urgent it is, and the day by which an answer is due, in working days of England and Wales. Reading the list tells nobody anything, and what is in it stays sealed.',
      SIGNED_ROWS,
    ],
    examples: [
      'despatch inbox',
      'despatch inbox --mailbox yot@liverpool.gcsx.gov.test --limit 10',
      { for: 'what should have been answered by now', type: 'despatch inbox --answer overdue' },
    ],
    next: 'despatch open REF reads one, and signs for it.',
  })
  action<AnswerOptions>(cli, inbox, async (options) => {
    const reading = await openReading(cli, options)
    const { client, person } = reading
    const page = await client.inbox({ ...pageOf(options), ...filterOf(options), signed: 'yes' })
    const today = dayOf(cli.clock())
    const { next } = page
    const believed = await believedInbox(reading, page.rows)
    const rows = believed.map((row) => ({ ...row, due: dueOf({ ...row, deliveries: [row] }, today) }))
    if (options.json) {
      cli.terminal.json({ rows, next })
      return demandBelieved(rows)
    }
    const records = rows.map((row) => ({
      cells: [row.reference, listMarking(row), stateWords(row), shortTime(row.acceptedAt)],
      beneath: [
        ...doubtLines(row),
        `from ${senderWords(row)}${cameWords(row)}`,
        `to ${row.mailbox}${dueWords({ ...row, deliveries: [row] }, today)}`,
      ],
    }))
    printed(cli, ['REFERENCE', 'MARKING', 'STATE', 'ACCEPTED'], records, {
      next,
      empty: emptyWords(person.mailboxes, options, 'Nothing has been received.'),
    })
    await mentionDue(cli, reading)
    demandBelieved(rows)
  })

  const sent = withAnswer(listCommand(program, 'sent', 'list what your mailboxes have sent'))
  taught(sent, {
    about: [
      'Newest first: each with its marking, and of every recipient how far it has come there, with the reason for which it was given back or taken back.',
      SIGNED_ROWS,
    ],
    examples: [
      'despatch sent',
      'despatch sent --mailbox asb.team@liverpool.gcsx.gov.test --limit 10',
      { for: 'what somebody has still to answer', type: 'despatch sent --answer needed' },
    ],
    next: 'despatch status REF shows the evidence; despatch thread REF who has answered.',
  })
  action<AnswerOptions>(cli, sent, async (options) => {
    const reading = await openReading(cli, options)
    const { client, person } = reading
    const page = await client.sent({ ...pageOf(options), ...filterOf(options), signed: 'yes' })
    const today = dayOf(cli.clock())
    const { next } = page
    const believed = await believedSent(reading, page.rows)
    const rows = believed.map((row) => ({ ...row, due: dueOf({ ...row, deliveries: row.to }, today) }))
    if (options.json) {
      cli.terminal.json({ rows, next })
      return demandBelieved(rows)
    }
    const records = rows.map((row) => ({
      cells: [row.reference, listMarking(row), shortTime(row.acceptedAt)],
      beneath: [
        ...doubtLines(row),
        `from ${row.from}${dueWords({ ...row, deliveries: row.to }, today)}`,
        ...row.to.map(
          ({ mailbox, reason, ...one }) => `to ${mailbox}: ${stateWords(one)}${reasonWords(reason)}`,
        ),
      ],
    }))
    const empty = emptyWords(person.mailboxes, options, 'Nothing has been sent.')
    printed(cli, ['REFERENCE', 'MARKING', 'ACCEPTED'], records, { next, empty })
    demandBelieved(rows)
  })
}

/** The code with which it was given back or taken back, after how it stands. */
const reasonWords = (reason: string | null): string => (reason === null ? '' : ` (${reason})`)

const NO_MAILBOX = 'You are a member of no mailbox.'

/** The same of a list that can be narrowed to what has still to be answered. */
export type AnswerOptions = ListOptions & { answer?: AnswerFilter }

export const filterOf = ({ answer }: AnswerOptions) => (answer === undefined ? {} : { answer })

function emptyWords(mailboxes: readonly unknown[], { answer }: AnswerOptions, words: string): string {
  if (mailboxes.length === 0) return NO_MAILBOX
  return answer === undefined ? words : NONE_TO_ANSWER[answer]
}

/** What an empty list says that was narrowed. */
export const NONE_TO_ANSWER: Readonly<Record<AnswerFilter, string>> = {
  needed: 'Nothing is still to be answered.',
  due: 'Nothing is to be answered by the next working day.',
  overdue: 'No answer is overdue.',
}

/** The lists that can be narrowed to what has still to be answered. */
export const withAnswer = (command: Command): Command =>
  command.addOption(
    new Option(
      '--answer <which>',
      'only what is still to be answered: all of it, what is due by the next working day, or what is overdue',
    ).choices(['needed', 'due', 'overdue'] satisfies AnswerFilter[]),
  )

/** A list of mailboxes' rows, a page at a time. */
export function listCommand(
  program: Command,
  name: string,
  description: string,
  { isDefault = false }: { isDefault?: boolean } = {},
): Command {
  return withAccount(
    program
      .command(name, { isDefault })
      .description(description)
      .option('--mailbox <address>', 'one mailbox only', mailboxAddress)
      .option('--limit <n>', 'rows to a page (50)', pageSize)
      .option('--cursor <cursor>', 'the page that the last one named'),
  )
}

function mailboxAddress(text: string): string {
  const address = text.toLowerCase()
  if (check(Address, address).length === 0) return address
  throw new InvalidArgumentError('A mailbox is an address, such as asb.team@liverpool.gcsx.gov.test.')
}

function pageSize(text: string): number {
  if (/^([1-9][0-9]?|1[0-9]{2}|200)$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A page has 1 to 200 rows.')
}

export const pageOf = ({ mailbox, limit, cursor }: ListOptions) => ({
  ...(mailbox === undefined ? {} : { mailbox }),
  ...(limit === undefined ? {} : { limit }),
  ...(cursor === undefined ? {} : { cursor }),
})

/** A page of records, and that there are more. */
export function printed(
  { terminal }: Cli,
  headings: string[],
  records: RecordRow[],
  { next, empty }: { next: string | null; empty: string },
): void {
  terminal.say(...(records.length === 0 ? [empty] : recordTable(headings, records, terminal.width)))
  if (next !== null) terminal.note(`There are more: add --cursor ${next}`)
}
