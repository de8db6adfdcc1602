import type { Command } from 'commander'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'
import { shortTime } from './wording.ts'

/** `account devices` and `account revoke`. */
export function registerDevices(account: Command, cli: Cli): void {
  const devices = withAccount(
    account.command('devices').description('list the machines that may sign in for you'),
  )
  taught(devices, {
    about: ['Each has a key of its own, which you approved by passphrase and kit.'],
    examples: ['despatch account devices', 'despatch account devices --json'],
    next: 'despatch account revoke FINGERPRINT lets one sign in no more.',
  })
  action<CommonOptions>(cli, devices, async (options) => {
    const { client } = await openReading(cli, options)
    const rows = await client.devices()
    if (options.json) return cli.terminal.json({ devices: rows })
    if (rows.length === 0)
      return cli.terminal.say('No machine has a key of its own: you sign in by your key file, or by kit.')
    const records = rows.map(({ fingerprint, label, registeredAt, lastUsedAt, revokedAt }) => ({
      cells: [fingerprint, shortTime(registeredAt)],
      beneath: [`${label}, ${useWords(lastUsedAt, revokedAt)}`],
    }))
    cli.terminal.say(...recordTable(['FINGERPRINT', 'SINCE'], records, cli.terminal.width))
  })

  const revoke = withAccount(
    account
      .command('revoke')
      .description('let a machine sign in for you no more')
      .argument('<fingerprint>', 'of its key, as despatch account devices lists it'),
  )
  taught(revoke, {
    about: [
      'For good, and its sessions end at once. Your own key lies on it too, locked by your passphrase: if others have the machine and may know that, tell your liaison officer, who can revoke your key.',
    ],
    examples: ['despatch account revoke 0123456789abcdef0123456789abcdef01234567'],
    next: 'despatch account devices lists what is left.',
  })
  action<CommonOptions>(cli, revoke, async (options, [fingerprint = '']) => {
    const { client } = await openReading(cli, options)
    const row = await client.revokeDevice(fingerprint.toLowerCase())
    if (options.json) return cli.terminal.json(row)
    cli.terminal.say(`${row.label} signs in for you no more.`)
  })
}

function useWords(lastUsedAt: string | null, revokedAt: string | null): string {
  if (revokedAt !== null) return `revoked ${shortTime(revokedAt)}`
  return lastUsedAt === null ? 'never used' : `last used ${shortTime(lastUsedAt)}`
}
