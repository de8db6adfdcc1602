import type { Command } from 'commander'
import { dayOf } from '../domain/day.ts'
import { type Cli, openReading } from './account.ts'
import { action } from './action.ts'
import {
  type AnswerOptions,
  filterOf,
  listCommand,
  NONE_TO_ANSWER,
  pageOf,
  printed,
  withAnswer,
} from './lists.ts'
import { taught } from './taught.ts'
import { dueOf, dueWords, senderWords, shortTime, stateWords } from './wording.ts'

/** `admin owed`: what the mailboxes of one's own agency have still to answer. */
export function registerOwedAnswers(admin: Command, cli: Cli): void {
  const owed = withAnswer(
    listCommand(admin, 'owed', 'list which answers the mailboxes of your agency owe, the longest due first'),
  )
  taught(owed, {
    about: [
      'For the liaison officer and the deputy, of their own agency alone: what has reached a mailbox, asks for an answer by a day and has none, or was only acknowledged. Nothing of what it says, and all of it as the service says: what was signed only members of the mailbox are given. Reading the list is entered in the log, as reading the register is.',
    ],
    examples: [
      'despatch admin owed',
      'despatch admin owed --answer overdue',
      'despatch admin owed --mailbox yot@liverpool.gcsx.gov.test --json',
    ],
    next: 'Members of the mailbox answer: despatch open REF, then despatch reply REF. despatch key show MAILBOX says who they are.',
  })
  action<AnswerOptions>(cli, owed, async (options) => {
    const { client } = await openReading(cli, options)
    const page = await client.owedAnswers({ ...pageOf(options), ...filterOf(options) })
    const today = dayOf(cli.clock())
    const { next } = page
    const rows = page.rows.map((row) => {
      const asked = { ...row, deliveries: [{ ...row, answeredBy: null }] }
      return { ...row, due: dueOf(asked, today), words: dueWords(asked, today) }
    })
    // Whoever may not open it has nothing that was signed to hold it against.
    if (options.json)
      return cli.terminal.json({
        rows: rows.map(({ words: _, ...row }) => ({ ...row, verified: false })),
        next,
      })
    const records = rows.map((row) => ({
      cells: [row.reference, row.marking ?? '', stateWords(row), shortTime(row.acceptedAt)],
      beneath: [`to ${row.mailbox}${row.words}`, `from ${senderWords(row)}`],
    }))
    const empty =
      options.answer === undefined ? 'Your agency owes no answer.' : NONE_TO_ANSWER[options.answer]
    printed(cli, ['REFERENCE', 'MARKING', 'STATE', 'ACCEPTED'], records, { next, empty })
    if (records.length > 0)
      cli.terminal.note(
        'All of it is as the service says, not yet verified: whoever opens it has it checked.',
      )
  })
}
