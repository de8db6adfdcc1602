import { type Command, Option } from 'commander'
import type { CaseText } from '../../domain/cases/case-text.ts'
import { dueOf } from '../../domain/cases/due.ts'
import { linksOf } from '../../domain/cases/links.ts'
import { dayOf } from '../../domain/day.ts'
import { beginCase, type OpenedCase } from '../../sdk/cases/notes.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, offering, UsageError, withAccount } from '../action.ts'
import { oneOf } from '../option-values.ts'
import { recordTable } from '../table.ts'
import { taught } from '../taught.ts'
import { shortTime } from '../wording.ts'
import { documentOf, openAll, textFrom } from './changed.ts'

const WHICH = ['open', 'closed', 'all'] as const

/** `case list` and `case new`. */
export function registerCaseList(group: Command, cli: Cli): void {
  const list = withAccount(
    group
      .command('list', { isDefault: true })
      .description('list the cases of your mailboxes')
      .option('--mailbox <address>', 'one mailbox only')
      .addOption(offering(new Option('--status <status>', 'which of them').default('open'), WHICH)),
  )
  taught(list, {
    about: [
      'The same as despatch case alone: the newest first, with how many actions are open, overdue and due soon. Each is opened on this machine, since nobody else knows what is in it; of many that takes a while.',
    ],
    examples: [
      'despatch case list',
      'despatch case list --status all --mailbox asb.team@liverpool.gcsx.gov.test',
    ],
    next: 'despatch case show CASE has everything in the order of time.',
  })
  action<CommonOptions & { mailbox?: string; status: string }>(cli, list, async (options) => {
    const which = oneOf('status', WHICH, options.status)
    const session = await openSigning(cli, options)
    const read = await openAll(cli, session, options.mailbox?.toLowerCase())
    const cases = read.cases.filter(({ notes }) => which === 'all' || notes.status === which)
    if (options.json) return cli.terminal.json({ cases: cases.map(documentOf), unreadable: read.unreadable })
    const today = dayOf(cli.clock())
    cli.terminal.say(
      ...(cases.length === 0
        ? [`There are no ${which === 'all' ? '' : `${which} `}cases.`]
        : recordTable(
            ['ID', 'CHANGED'],
            cases.map((one) => recordOf(one, today)),
            cli.terminal.width,
          )),
    )
  })

  const made = withAccount(
    group
      .command('new')
      .description('begin a case')
      .requiredOption(
        '--title <text>',
        'what it is about; @FILE reads it from a file, - from the standard input',
      )
      .option('--number <number>', 'your own number of it; it goes into no referral')
      .option('--mailbox <address>', 'whose case it is; your only mailbox where you have one'),
  )
  taught(made, {
    about: ['Its mailbox is for ever: who is to read it, and who is not, follows from that.'],
    examples: ['despatch case new --title "Example Road, noise" --number ASB/2010/117'],
    next: 'despatch case add-thread CASE REF puts an exchange into it.',
  })
  action<CommonOptions & { title: string; number?: string; mailbox?: string }>(cli, made, async (options) => {
    const title = await textFrom(options.title)
    const session = await openSigning(cli, options)
    const own = session.person.mailboxes.map(({ address }) => address)
    const mailbox = options.mailbox?.toLowerCase() ?? (own.length === 1 ? own[0] : undefined)
    if (mailbox === undefined) throw new UsageError(`--mailbox must say whose case it is: ${own.join(', ')}`)
    const { number = null } = options
    const opened = await beginCase(session, {
      ...{ mailbox, title, number },
      now: cli.clock(),
    })
    if (options.json) return cli.terminal.json(documentOf(opened))
    cli.terminal.say(`Begun: the case ${opened.file.id} of ${mailbox}.`)
  })
}

const recordOf = ({ file, notes }: OpenedCase, today: string) => ({
  cells: [file.id, shortTime(file.changedAt)],
  beneath: [
    `${notes.number === null ? '' : `${notes.number}  `}${notes.title}${notes.status === 'closed' ? '  CLOSED' : ''}`,
    `of ${file.mailbox}; ${contentsOf(notes, today)}`,
  ],
})

/** How much of what is in it. */
function contentsOf(notes: CaseText, today: string): string {
  const open = notes.actions.filter(({ status }) => status === 'open')
  const [overdue, soon] = (['overdue', 'soon'] as const).map(
    (is) => open.filter((one) => dueOf(one, today) === is).length,
  )
  const counted = (count: number, one: string, several: string) => `${count} ${count === 1 ? one : several}`
  return [
    counted(notes.threads.length, 'exchange', 'exchanges'),
    counted(notes.people.length, 'person', 'people'),
    `${counted(open.length, 'open action', 'open actions')}${overdue ? `, ${overdue} OVERDUE` : ''}${soon ? `, ${soon} due soon` : ''}`,
    counted(linksOf(notes).length, 'link', 'links'),
  ].join(', ')
}
