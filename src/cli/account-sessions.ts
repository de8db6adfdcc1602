import type { Command } from 'commander'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, UsageError, withAccount } from './action.ts'
import { forgetSession } from './kept-session.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'
import { shortTime } from './wording.ts'

/** `account sessions` and `account logout`. */
export function registerSessions(account: Command, cli: Cli): void {
  const sessions = withAccount(account.command('sessions').description('list where you are signed in'))
  taught(sessions, {
    about: ['When each began and was last used, how, and what the machine calls itself.'],
    examples: ['despatch account sessions', 'despatch account sessions --json'],
    next: 'despatch account logout ID ends one of them at once.',
  })
  action<CommonOptions>(cli, sessions, async (options) => {
    const { client } = await openReading(cli, options)
    const rows = await client.sessions()
    if (options.json) return cli.terminal.json({ sessions: rows })
    const records = rows.map(({ id, how, label, beganAt, lastUsedAt, current }) => ({
      cells: [id, how, shortTime(lastUsedAt)],
      beneath: [
        `${label === null ? 'a machine without a name' : `on ${label}`}${current ? ' (this one)' : ''}, since ${shortTime(beganAt)}`,
      ],
    }))
    cli.terminal.say(...recordTable(['ID', 'HOW', 'LAST USED'], records, cli.terminal.width))
  })

  const signOut = withAccount(
    account
      .command('logout')
      .description('end your session here, another one, or several')
      .argument('[id]', 'the session to end, as despatch account sessions lists it')
      .option('--others', 'end all but this one')
      .option('--all', 'end all of them'),
  )
  taught(signOut, {
    about: ['It counts at once, on whatever machine. Your key stays on this one, locked.'],
    examples: ['despatch account logout', 'despatch account logout --others'],
    next: 'despatch login signs in again.',
  })
  type Options = CommonOptions & { others?: true; all?: true }
  action<Options>(cli, signOut, async (options, [id]) => {
    if ([id, options.others, options.all].filter((one) => one !== undefined).length > 1)
      throw new UsageError('Name one session, or --others, or --all.')
    const { client, account: own } = await openReading(cli, options)
    const which = options.others ? 'others' : options.all ? 'all' : 'this'
    const { ended } = id === undefined ? await client.endSessions(which) : await client.endSession(id)
    if (id === undefined && which !== 'others') await forgetSession(cli, own)
    if (options.json) return cli.terminal.json({ ended })
    cli.terminal.say(`${ended === 1 ? 'One session' : `${ended} sessions`} ended.`)
  })
}
