import type { Command } from 'commander'
import { check } from '../domain/wire/check.ts'
import { Slug } from '../domain/wire/primitives.ts'
import { whoReads } from '../sdk/keys/who-reads.ts'
import { expandRecipients, keepList, recipientLists } from '../sdk/recipient-lists.ts'
import { readDirectory } from '../sdk/trust/trusted.ts'
import { type Cli, openReading, openSigning, type Reading } from './account.ts'
import { action, type CommonOptions, listed, UsageError, withAccount } from './action.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'
import { readerLines } from './who-will-read.ts'

type ListOptions = CommonOptions & { mailbox: string; to: string[] }

/** The mailboxes that `--to` means: lists of the sending mailbox expanded, each address once and in lower case. */
export const recipientsOf = (session: Reading, from: string, to: readonly string[]): Promise<string[]> =>
  expandRecipients(
    session,
    from.toLowerCase(),
    to.map((one) => one.toLowerCase()),
    () => readDirectory(session),
  )

/** `recipients` and its commands: lists of the mailboxes that `send --to @name` goes to. */
export function registerRecipients(program: Command, cli: Cli): void {
  const group = program
    .command('recipients')
    .description('keep named lists of recipients, which send --to @NAME expands')
  taught(group, {
    about: [
      'A list belongs to a mailbox, and whoever may send from it keeps it. It is signed by whoever wrote it and checked on your machine, so the service can put nobody into one. It is expanded before anything is sealed: the rules are asked of each mailbox, and you are shown who will be able to read it.',
    ],
    examples: [
      'despatch recipients',
      'despatch recipients put asb-panel --mailbox asb.team@liverpool.gcsx.gov.test --to yot@liverpool.gcsx.gov.test --to intelligence@merseyside.pnn.police.test',
    ],
    next: 'despatch send --to @asb-panel sends to everybody on it.',
  })

  const list = withAccount(
    group.command('list', { isDefault: true }).description('list them, with who can read what is sent there'),
  )
  taught(list, {
    about: ['The same as despatch recipients alone: those of all your mailboxes.'],
    examples: ['despatch recipients list', 'despatch recipients list --json'],
    next: 'despatch recipients put NAME changes one.',
  })
  action<CommonOptions>(cli, list, async (options) => {
    const session = await openReading(cli, options)
    const lists = await recipientLists(session)
    const state = await session.trust.state()
    const shown = lists.map(({ mailbox, name, members, time }) => ({
      mailbox,
      name,
      time,
      members: whoReads(state, members),
    }))
    if (options.json) return cli.terminal.json({ lists: shown })
    cli.terminal.say(
      ...(shown.length === 0
        ? ['There are no lists of recipients.']
        : recordTable(
            ['LIST', 'SINCE'],
            shown.map(({ mailbox, name, time, members }) => ({
              cells: [`@${name}`, time.slice(0, 10)],
              beneath: [
                `of ${mailbox}`,
                ...readerLines(members, cli.terminal.width).map((line) => line.trim()),
              ],
            })),
            cli.terminal.width,
          )),
    )
  })

  const put = withAccount(
    group
      .command('put')
      .description('keep a list, in the place of one of that name')
      .argument('<name>', 'lower-case letters, digits and hyphens; it names nobody')
      .requiredOption('--mailbox <address>', 'whose list it is')
      .requiredOption('--to <mailbox>', 'who is on it, divided by commas or one at a time', listed),
  )
  taught(put, {
    about: ['At most twenty mailboxes, all of this partnership: a referral goes to no more.'],
    examples: [
      'despatch recipients put asb-panel --mailbox asb.team@liverpool.gcsx.gov.test --to yot@liverpool.gcsx.gov.test --to intelligence@merseyside.pnn.police.test',
    ],
    next: 'despatch send --to @asb-panel sends to everybody on it.',
  })
  action<ListOptions>(cli, put, async (options, [text = '']) => {
    const name = nameOf(text)
    const mailbox = options.mailbox.toLowerCase()
    const session = await openSigning(cli, options)
    const directory = await readDirectory(session)
    const members = [...new Set(options.to.map((one) => one.toLowerCase()))]
    await keepList(session, { mailbox, name, members, directory }, cli.clock())
    if (options.json) return cli.terminal.json({ mailbox, name, members })
    cli.terminal.say(`@${name} of ${mailbox} is ${members.join(', ')}.`)
  })

  const gone = withAccount(
    group
      .command('delete')
      .description('delete a list')
      .argument('<name>', 'as the list of them names it')
      .requiredOption('--mailbox <address>', 'whose list it is'),
  )
  taught(gone, {
    about: ['What was sent to those on it stays sent.'],
    examples: ['despatch recipients delete asb-panel --mailbox asb.team@liverpool.gcsx.gov.test'],
    next: 'despatch recipients shows what is left.',
  })
  action<CommonOptions & { mailbox: string }>(cli, gone, async (options, [text = '']) => {
    const { client } = await openReading(cli, options)
    const done = await client.deleteRecipientList(options.mailbox.toLowerCase(), nameOf(text))
    if (options.json) return cli.terminal.json(done)
    cli.terminal.say('It is deleted.')
  })
}

/** With or without its `@`. @throws UsageError */
function nameOf(text: string): string {
  const name = text.replace(/^@/, '')
  const [fault] = check(Slug, name)
  if (fault) throw new UsageError(`the name of a list ${fault.message}`)
  return name
}
