import { hash as nodeHash } from 'node:crypto'
import { join } from 'node:path'
import { SignInResponse } from '../domain/wire/session.ts'
import { type Client, createClient, withToken } from '../sdk/client.ts'
import { ClientError } from '../sdk/errors.ts'
import { waitQuietly } from '../sdk/patience.ts'
import { describeService, type Session, signIn } from '../sdk/session.ts'
import { createTrust } from '../sdk/trust/trust.ts'
import { type PrivateKey, unlockUserKey } from '../sdk/user-key.ts'
import { demandNoAlarm, keepCheckpoint } from './kept-checkpoint.ts'
import { mentionDrafts } from './mention-drafts.ts'
import { readPassphrase } from './passphrase.ts'
import { pinsOf } from './pins-file.ts'
import {
  type Account,
  personFolder,
  readCurrent,
  readJson,
  readText,
  type State,
  writeJson,
} from './state.ts'
import type { Io, Terminal } from './terminal.ts'
import { trustStore } from './trust-file.ts'

/** What every command works with. */
export type Cli = { io: Io; terminal: Terminal; state: State; clock: () => Date }

/** Options that every signed-in command has. */
export type AccountOptions = { server?: string; as?: string; passphraseFd?: number }

/** Signed in for reading lists and states: needs no key while the last access token lasts. */
export type Reading = Omit<Session, 'key'> & { account: Account }
/** Signed in with the key in hand. */
export type Signing = Session & { account: Account }

/** A client that says so when the service makes it wait. */
export const clientOf = ({ terminal }: Pick<Cli, 'terminal'>, origin: string): Client =>
  createClient({
    origin,
    wait: (seconds) => {
      terminal.note(
        `The service asks to wait ${seconds === 1 ? 'a second' : `${seconds} seconds`}; going on then.`,
      )
      return waitQuietly(seconds)
    },
  })

/** A token that ends sooner than this is not worth beginning with. */
const SPARE_MS = 30_000

export const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(nodeHash('sha256', data, 'buffer'))

/** The account that the options name, else the one last signed in. */
export async function accountOf({ state, io }: Cli, options: AccountOptions): Promise<Account> {
  const current = await readCurrent(state)
  const server = options.server ?? io.env.DESPATCH_SERVER
  const origin = server === undefined ? current?.origin : createClient({ origin: withScheme(server) }).origin
  const login = options.as ?? (origin === current?.origin ? current?.login : undefined)
  if (origin && login) return { origin, login }
  throw new ClientError('You are not signed in. Use: despatch login SERVER --as USER --key FILE')
}

/** `host` for `https://host`; for this machine itself `http`. */
export function withScheme(server: string): string {
  if (/^[a-z]+:\/\//i.test(server)) return server
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?\/?$/.test(server)
    ? `http://${server}`
    : `https://${server}`
}

/**
 * Signed in for reading. Whatever is read after this comes from a log that continues the one seen before.
 */
export async function openReading(cli: Cli, options: AccountOptions): Promise<Reading> {
  const account = await accountOf(cli, options)
  const kept = await readToken(cli, account)
  if (!kept) return openSigning(cli, options)
  await demandNoAlarm(cli, account.origin)
  const pins = pinsOf(cli.state, account.origin)
  const client = withToken(clientOf(cli, account.origin), kept.accessToken)
  const store = trustStore(cli.state, account)
  const anchor = (await store.read())?.began
  // What was read of the trust log is gone: with the key in hand it is begun anew.
  if (anchor === undefined) return openSigning(cli, options)
  const known = await describeService(client, pins)
  const { trustKey } = known.service
  const reading: Reading = {
    ...known,
    client,
    trust: createTrust({ client, trustKey, anchor, store, hash: sha256, clock: cli.clock }),
    person: kept.person,
    expiresAt: new Date(kept.expiresAt),
    pins,
    hash: sha256,
    account,
  }
  await keepCheckpoint(cli, reading)
  await mentionDrafts(cli, client)
  return reading
}

/** Signed in with the unlocked key, asking for the passphrase. */
export async function openSigning(cli: Cli, options: AccountOptions): Promise<Signing> {
  const account = await accountOf(cli, options)
  await demandNoAlarm(cli, account.origin)
  const session = await signInWith(cli, account, await unlockKept(cli, account, options))
  await keepCheckpoint(cli, session)
  await mentionDrafts(cli, session.client)
  return session
}

/** The account's key as `login` kept it here, unlocked. */
export async function unlockKept(cli: Cli, account: Account, options: AccountOptions): Promise<PrivateKey> {
  const locked = await readText(join(personFolder(cli.state, account), 'key.asc'))
  if (locked !== null) return unlock(cli, account, locked, options)
  throw new ClientError(
    `There is no key of ${account.login} here. Use: despatch login ${account.origin} --as ${account.login} --key FILE`,
  )
}

export async function unlock(
  { io }: Cli,
  account: Account,
  locked: string,
  { passphraseFd }: AccountOptions,
): Promise<PrivateKey> {
  const question = `Passphrase of ${account.login}’s key: `
  return unlockUserKey(locked, () => readPassphrase(io, { fd: passphraseFd ?? null, question }))
}

/** Signs in and keeps the short-lived token for the next command. */
export async function signInWith(
  cli: Cli,
  account: Account,
  key: PrivateKey,
  root: string | null = null,
): Promise<Signing> {
  const session = await signIn({
    client: clientOf(cli, account.origin),
    login: account.login,
    key,
    now: cli.clock(),
    hash: sha256,
    pins: pinsOf(cli.state, account.origin),
    trusting: { store: trustStore(cli.state, account), root, clock: cli.clock },
  })
  await writeJson(tokenFile(cli, account), {
    accessToken: session.client.token,
    expiresAt: session.expiresAt.toISOString(),
    person: session.person,
  })
  return { ...session, account }
}

const tokenFile = ({ state }: Cli, account: Account): string =>
  join(personFolder(state, account), 'session.json')

export async function readToken(cli: Cli, account: Account): Promise<SignInResponse | null> {
  // A damaged token is only an ended one: signing in again replaces it.
  const kept = await readJson(tokenFile(cli, account), SignInResponse).catch(() => null)
  if (!kept) return null
  return Date.parse(kept.expiresAt) > cli.clock().getTime() + SPARE_MS ? kept : null
}
