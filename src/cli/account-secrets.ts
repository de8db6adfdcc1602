import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { lockedUnder } from '../sdk/devices.ts'
import { ClientError } from '../sdk/errors.ts'
import { type AccountSecret, kitOf, newAccountSecret, secretFrom } from '../sdk/kit.ts'
import {
  demandPassphrase,
  setPassphrase,
  signInByPassphrase,
  WrongPassphraseError,
} from '../sdk/passphrase.ts'
import { demandUsable } from '../sdk/passphrase-length.ts'
import {
  accountOf,
  type Cli,
  clientOf,
  type Signing,
  sha256,
  signInWith,
  type Unlocking,
  unlockKept,
} from './account.ts'
import { action, type CommonOptions, descriptor, UsageError, withAccount } from './action.ts'
import { demandNoAlarm, keepCheckpoint } from './kept-checkpoint.ts'
import { readKitWords, readNewPassphrase } from './passphrase.ts'
import { personFolder, writeText } from './state.ts'
import { taught } from './taught.ts'

type SecretOptions = CommonOptions & { kit?: string; writeKit?: string; newPassphraseFd?: number }
type Own = { session: Signing; unlocked: Unlocking }

/** `account passphrase` and `account kit`. */
export function registerSecrets(account: Command, cli: Cli): void {
  const passphrase = withAccount(
    account
      .command('passphrase')
      .description('set the passphrase of your account, or change it')
      .option('--kit <file>', 'the file of your kit, in place of typing its words, to change a passphrase')
      .option('--write-kit <file>', 'where the new kit goes, when the first passphrase is set')
      .addOption(
        new Option(
          '--new-passphrase-fd <n>',
          'read the new passphrase from this file descriptor, not from the terminal',
        ).argParser(descriptor),
      ),
  )
  taught(passphrase, {
    about: [
      'The first time it makes your kit too: 12 words that are shown once, or written to a file for you to print. Then it asks for passphrase and kit as they are, and changes the passphrase alone. You are signed out everywhere else, and this machine locks your key by the new passphrase.',
    ],
    examples: ['despatch account passphrase --write-kit kit.txt', 'despatch account passphrase'],
    next: 'print the kit, then delete the file; despatch account kit makes another, and the old one is void.',
  })
  action<SecretOptions>(cli, passphrase, async (options) => {
    const own = await openOwn(cli, options)
    const { passphrase: standing } = await own.session.client.account()
    if (standing === null) await setFirst(cli, own, options)
    else await change(cli, own, options, standing.version)
  })

  const kit = withAccount(
    account
      .command('kit')
      .description('make a new kit; the old one is void')
      .option('--write-kit <file>', 'where it goes, instead of to the terminal'),
  )
  taught(kit, {
    about: [
      'When the old one is lost or others may have seen it. It needs your passphrase, and a machine that has your key: this one. You are signed out everywhere else.',
    ],
    examples: ['despatch account kit --write-kit kit.txt'],
    next: 'print it, then delete the file.',
  })
  action<SecretOptions>(cli, kit, async (options) => {
    demandPlaceForKit(options)
    const own = await openOwn(cli, options)
    const { passphrase: standing } = await own.session.client.account()
    if (standing === null)
      throw new ClientError('Your account has no passphrase yet: despatch account passphrase makes both.')
    const typed = await own.unlocked.passphrase()
    await demandPassphrase(own.session, typed).catch(explainOtherLock)
    await renewKit(cli, own, options, { passphrase: typed, replaces: standing.version })
  })
}

/** Signed in with the key in hand, and what it is locked by here. */
async function openOwn(cli: Cli, options: SecretOptions): Promise<Own> {
  const account = await accountOf(cli, options)
  await demandNoAlarm(cli, account.origin)
  const unlocked = await unlockKept(cli, account, options)
  const session = await signInWith(cli, account, unlocked)
  await keepCheckpoint(cli, session)
  return { session, unlocked }
}

async function setFirst(cli: Cli, own: Own, options: SecretOptions): Promise<void> {
  demandPlaceForKit(options)
  const passphrase = await readNewPassphrase(cli.io, options.newPassphraseFd ?? null)
  demandUsable(passphrase)
  await renewKit(cli, own, options, { passphrase, replaces: 0 })
  await lockHere(cli, own, passphrase)
}

async function change(cli: Cli, own: Own, options: SecretOptions, replaces: number): Promise<void> {
  const { account, pins } = own.session
  const typed = await own.unlocked.passphrase()
  const secret = secretFrom(await readKitWords(cli.io, options.kit ?? null))
  // That passphrase and kit are right as they are is proved by opening the wrapped key with them.
  const proof = await signInByPassphrase({
    client: clientOf(cli, account.origin),
    login: account.login,
    passphrase: typed,
    secret,
    hash: sha256,
    pins,
  }).catch(explainOtherLock)
  await proof.client.endSessions('this')
  const passphrase = await readNewPassphrase(cli.io, options.newPassphraseFd ?? null)
  await setPassphrase(own.session, { passphrase, secret }, { replaces, now: cli.clock() })
  await lockHere(cli, own, passphrase)
  if (options.json) return cli.terminal.json({ version: replaces + 1, kit: null })
  cli.terminal.say('The passphrase is changed. Your kit stays the same. You are signed out everywhere else.')
}

/** Makes a kit and sets it with the passphrase. What is written is written first: it is nowhere else. */
async function renewKit(
  cli: Cli,
  { session }: Own,
  options: SecretOptions,
  { passphrase, replaces }: { passphrase: string; replaces: number },
): Promise<void> {
  const secret = newAccountSecret()
  const kit = kitOf(secret, { ...session.account, made: cli.clock() })
  const { writeKit } = options
  if (writeKit !== undefined) await writeNew(writeKit, `${kit.text}\n`)
  const { version } = await set(cli, session, { passphrase, secret, replaces }, writeKit)
  if (options.json) return cli.terminal.json({ version, kit: writeKit ?? null })
  cli.terminal.say(
    ...(writeKit === undefined ? [kit.text, ''] : []),
    replaces === 0
      ? 'The passphrase is set.'
      : 'The old kit is void, and you are signed out everywhere else.',
    writeKit === undefined
      ? 'This is your kit, and it is shown this once: write the words down or print them.'
      : `Your kit is in ${writeKit}: print it, then delete the file.`,
  )
}

async function set(
  { clock }: Cli,
  session: Signing,
  { passphrase, secret, replaces }: { passphrase: string; secret: AccountSecret; replaces: number },
  writeKit: string | undefined,
): Promise<{ version: number }> {
  try {
    return await setPassphrase(session, { passphrase, secret }, { replaces, now: clock() })
  } catch (error) {
    if (writeKit === undefined || !(error instanceof ClientError)) throw error
    throw new ClientError(
      `${error.message} Whether the kit in ${writeKit} counts is not certain: despatch account says when the passphrase was last set.`,
    )
  }
}

/** The keys of this machine are locked by the new passphrase from now on. */
async function lockHere(cli: Cli, { session, unlocked }: Own, passphrase: string): Promise<void> {
  const folder = personFolder(cli.state, session.account)
  await writeText(join(folder, 'key.asc'), await lockedUnder(session.key, passphrase))
  if (unlocked.device)
    await writeText(join(folder, 'device.asc'), await lockedUnder(unlocked.device, passphrase))
}

function demandPlaceForKit({ json, writeKit }: SecretOptions): void {
  if (json && writeKit === undefined)
    throw new UsageError('With --json say where the kit goes: --write-kit FILE. It is not printed as JSON.')
}

async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch(() => {
    throw new ClientError(`${path} cannot be made, or is there already. Nothing was changed.`)
  })
}

function explainOtherLock(error: unknown): never {
  if (!(error instanceof WrongPassphraseError)) throw error
  throw new ClientError(
    'The passphrase that locks your key on this machine is not that of your account. Sign in by passphrase and kit first: despatch login SERVER --as USER --new-device',
  )
}
