import type { Command } from 'commander'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'
import { shortTime } from './wording.ts'

/** `account passkeys` and `account remove-passkey`. A passkey is added in a browser, which has the authenticator. */
export function registerPasskeys(account: Command, cli: Cli): void {
  const passkeys = withAccount(
    account.command('passkeys').description('list the passkeys that sign in for you in a browser'),
  )
  taught(passkeys, {
    about: ['Each was added in a browser, on the page of your account, and opens your key there.'],
    examples: ['despatch account passkeys', 'despatch account passkeys --json'],
    next: 'despatch account remove-passkey ID removes one that is lost.',
  })
  action<CommonOptions>(cli, passkeys, async (options) => {
    const { client } = await openReading(cli, options)
    const rows = await client.passkeys()
    if (options.json) return cli.terminal.json({ passkeys: rows })
    if (rows.length === 0)
      return cli.terminal.say('No passkey signs in for you: in a browser it takes passphrase and kit.')
    const records = rows.map(({ id, label, addedAt, lastUsedAt }) => ({
      cells: [id, shortTime(addedAt)],
      beneath: [`${label}, ${lastUsedAt === null ? 'never used' : `last used ${shortTime(lastUsedAt)}`}`],
    }))
    cli.terminal.say(...recordTable(['ID', 'ADDED'], records, cli.terminal.width))
  })

  const remove = withAccount(
    account
      .command('remove-passkey')
      .description('let a passkey sign in for you no more')
      .argument('<id>', 'of the passkey, as despatch account passkeys lists it'),
  )
  taught(remove, {
    about: [
      'For good, and its sessions end at once; the service deletes its copy of your key. If others have the passkey and could unlock it, tell your liaison officer: they may have used it before.',
    ],
    examples: ['despatch account remove-passkey 01970e3a-7c00-7abc-8def-0123456789ab'],
    next: 'despatch account passkeys lists what is left.',
  })
  action<CommonOptions>(cli, remove, async (options, [id = '']) => {
    const { client } = await openReading(cli, options)
    const row = await client.removePasskey(id.toLowerCase())
    if (options.json) return cli.terminal.json(row)
    cli.terminal.say(`${row.label} signs in for you no more.`)
  })
}
