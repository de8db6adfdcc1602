import { type Command, InvalidArgumentError } from 'commander'
import { check } from '../domain/wire/check.ts'
import { Address } from '../domain/wire/primitives.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { type RecordRow, recordTable } from './table.ts'
import { taught } from './taught.ts'
import { cameWords, dueWords, senderWords, shortTime, stateWords } from './wording.ts'

/** What every list by mailbox takes. */
export type ListOptions = CommonOptions & { mailbox?: string; limit?: number; cursor?: string }

/** `inbox` and `sent`: newest first, a page at a time. */
export function registerLists(program: Command, cli: Cli): void {
  const inbox = listCommand(program, 'inbox', 'list what your mailboxes have received')
  taught(inbox, {
    about: [
      'Newest first: each with its marking, how far you have come with it, who sent it, and the day by which an answer is due. Reading the list tells nobody anything, and what is in it stays sealed.',
    ],
    examples: ['despatch inbox', 'despatch inbox --mailbox yot@liverpool.gcsx.gov.test --limit 10'],
    next: 'despatch open REF reads one, and signs for it.',
  })
  action<ListOptions>(cli, inbox, async (options) => {
    const { client, person } = await openReading(cli, options)
    const { rows, next } = await client.inbox(pageOf(options))
    if (options.json) return cli.terminal.json({ rows, next })
    const records = rows.map((row) => ({
      cells: [row.reference, row.marking ?? 'not yet marked', stateWords(row), shortTime(row.acceptedAt)],
      beneath: [`from ${senderWords(row)}${cameWords(row)}`, `to ${row.mailbox}${dueWords(row)}`],
    }))
    printed(cli, ['REFERENCE', 'MARKING', 'STATE', 'ACCEPTED'], records, {
      next,
      empty: person.mailboxes.length === 0 ? NO_MAILBOX : 'Nothing has been received.',
    })
  })

  const sent = listCommand(program, 'sent', 'list what your mailboxes have sent')
  taught(sent, {
    about: ['Newest first: each with its marking, and of every recipient how far it has come there.'],
    examples: ['despatch sent', 'despatch sent --mailbox asb.team@liverpool.gcsx.gov.test --limit 10'],
    next: 'despatch status REF shows the evidence; despatch thread REF who has answered.',
  })
  action<ListOptions>(cli, sent, async (options) => {
    const { client, person } = await openReading(cli, options)
    const { rows, next } = await client.sent(pageOf(options))
    if (options.json) return cli.terminal.json({ rows, next })
    const records = rows.map((row) => ({
      cells: [row.reference, row.marking ?? '', shortTime(row.acceptedAt)],
      beneath: [
        `from ${row.from}${dueWords(row)}`,
        ...row.to.map((recipient) => `to ${recipient.mailbox}: ${stateWords(recipient)}`),
      ],
    }))
    const empty = person.mailboxes.length === 0 ? NO_MAILBOX : 'Nothing has been sent.'
    printed(cli, ['REFERENCE', 'MARKING', 'ACCEPTED'], records, { next, empty })
  })
}

const NO_MAILBOX = 'You are a member of no mailbox.'

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
