import { join } from 'node:path'
import { lockedUnder, registerDevice } from '../sdk/devices.ts'
import { secretFrom } from '../sdk/kit.ts'
import { signInByPassphrase } from '../sdk/passphrase.ts'
import type { Pins } from '../sdk/pins.ts'
import { toldLines } from '../sdk/told.ts'
import {
  type AccountOptions,
  type Cli,
  clientOf,
  machineLabel,
  type Signing,
  sha256,
  signInAnew,
  trustingOf,
} from './account.ts'
import { readKitWords, readPassphrase } from './passphrase.ts'
import { type Account, personFolder, writeText } from './state.ts'
import { shortTime } from './wording.ts'

/**
 * Signs in on a machine that has nothing yet: by passphrase and kit. What stays here is the person's key and a key of the
 * machine's own, both locked by the passphrase; the kit is not needed again.
 */
export async function loginWithKit(
  cli: Cli,
  account: Account,
  {
    passphraseFd,
    kit,
    label = machineLabel(),
    root = null,
    pins,
  }: AccountOptions & { kit?: string; label?: string; root?: string | null; pins: Pins },
): Promise<Signing> {
  const passphrase = await readPassphrase(cli.io, {
    fd: passphraseFd ?? null,
    question: `Passphrase of ${account.login}: `,
    nobody: `There is no key of ${account.login} on this machine. Name its file with --key FILE. To sign in by passphrase and kit where nobody can be asked, use --passphrase-fd N and --kit FILE.`,
  })
  // Words that cannot be right are told before anything is sent, and cost no try.
  const secret = secretFrom(await readKitWords(cli.io, kit ?? null))
  const session = await signInByPassphrase({
    client: clientOf(cli, account.origin),
    login: account.login,
    passphrase,
    secret,
    label,
    hash: sha256,
    pins,
    trusting: trustingOf(cli, account, root),
  })
  cli.terminal.note(...toldLines(session.told, cli.clock(), shortTime))
  try {
    const { key } = session
    const device = await registerDevice(session, label, cli.clock())
    const folder = personFolder(cli.state, account)
    await writeText(join(folder, 'key.asc'), await lockedUnder(key, passphrase))
    await writeText(join(folder, 'device.asc'), await lockedUnder(device.key, passphrase))
    // A session of the device, so that to revoke the device is to end all that this machine may do.
    return {
      ...(await signInAnew(cli, account, { key, device: device.key }, { label, root, pins })),
      told: session.told,
    }
  } finally {
    await session.client.endSessions('this').catch(() => undefined)
  }
}
