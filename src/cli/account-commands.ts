import type { Command } from 'commander'
import type { AccountResponse } from '../domain/wire/account.ts'
import { type Cli, openReading } from './account.ts'
import { registerDevices } from './account-devices.ts'
import { registerPasskeys } from './account-passkeys.ts'
import { registerSecrets } from './account-secrets.ts'
import { registerSessions } from './account-sessions.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { taught } from './taught.ts'
import { wrapped } from './terminal-text.ts'
import { shortTime } from './wording.ts'

/** `account` and its commands: passphrase and kit, sessions, devices, passkeys, and the lifting of a colleague's lock. */
export function registerAccount(program: Command, cli: Cli): void {
  const account = program
    .command('account')
    .description('your passphrase and kit, where you are signed in, which machines and passkeys may')
  taught(account, {
    about: [
      'With a passphrase and the printed kit you can sign in on any machine. The passphrase is never sent, and the kit never leaves your hands: whoever steals the service’s database can guess at neither.',
    ],
    examples: ['despatch account', 'despatch account passphrase', 'despatch account logout --others'],
    next: 'despatch login signs in on this machine.',
  })

  const show = withAccount(
    account.command('show', { isDefault: true }).description('show how your account stands'),
  )
  taught(show, {
    about: ['The same as despatch account alone.'],
    examples: ['despatch account show', 'despatch account show --json'],
    next: 'despatch account sessions shows where you are signed in.',
  })
  action<CommonOptions>(cli, show, async (options) => {
    const { client } = await openReading(cli, options)
    const found = await client.account()
    if (options.json) return cli.terminal.json(found)
    cli.terminal.say(...linesOf(found).flatMap((line) => wrapped(line, cli.terminal.width)))
  })

  registerSecrets(account, cli)
  registerSessions(account, cli)
  registerDevices(account, cli)
  registerPasskeys(account, cli)

  const lift = withAccount(
    account
      .command('lift')
      .description('lift the lock or the dormancy of a colleague’s account')
      .argument('<login>', 'the sign-in name of somebody of your agency'),
  )
  taught(lift, {
    about: [
      'For team managers and liaison officers, once they have made sure that it is the colleague who asks. An account is locked for a day by ten wrong passphrases, and suspended after 90 days without use.',
    ],
    examples: ['despatch account lift asb.caseworker'],
  })
  action<CommonOptions>(cli, lift, async (options, [login = '']) => {
    const { client } = await openReading(cli, options)
    const done = await client.liftAccount(login)
    if (options.json) return cli.terminal.json(done)
    const what = done.lifted.map((one) => (one === 'lock' ? 'The lock' : 'The suspension for want of use'))
    cli.terminal.say(
      what.length === 0
        ? `Neither a lock nor want of use keeps ${done.login} out.`
        : `${what.join(' and ')} of ${done.login} is lifted.`,
    )
  })
}

const linesOf = ({ login, fingerprint, passphrase, lastActiveAt, dormantAt }: AccountResponse): string[] => [
  login,
  `  key         ${fingerprint ?? 'none registered'}`,
  passphrase
    ? `  passphrase  set ${shortTime(passphrase.setAt)}`
    : '  passphrase  none; despatch account passphrase sets one',
  `  last used   ${shortTime(lastActiveAt)}`,
  ...(dormantAt === null ? [] : [`  suspended   ${shortTime(dormantAt)}, if it is not used before`]),
]
