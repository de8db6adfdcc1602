import { hash as nodeHash } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient, withToken } from '../sdk/client.ts'
import { ClientError, isApiProblem } from '../sdk/errors.ts'
import { waitQuietly } from '../sdk/patience.ts'
import type { Pins } from '../sdk/pins.ts'
import { describeService, renew, type Session, signIn, type Trusting } from '../sdk/session.ts'
import { toldLines } from '../sdk/told.ts'
import { demandAgreed } from '../sdk/trust/annexes.ts'
import { createTrust } from '../sdk/trust/trust.ts'
import { type PrivateKey, unlockUserKey } from '../sdk/user-key.ts'
import { demandNoAlarm, keepCheckpoint } from './kept-checkpoint.ts'
import { keepSession, readSession, renewingAlone } from './kept-session.ts'
import { mentionDrafts } from './mention-drafts.ts'
import { readPassphrase } from './passphrase.ts'
import { pinsOf } from './pins-file.ts'
import type { ServiceClock } from './service-clock.ts'
import { type Account, personFolder, readCurrent, readText, type State } from './state.ts'
import type { Io, Terminal } from './terminal.ts'
import { trustStore } from './trust-file.ts'
import { shortTime } from './wording.ts'

/** What every command works with. */
export type Cli = { io: Io; terminal: Terminal; state: State; clock: () => Date; serviceClock: ServiceClock }

/** Options that every signed-in command has. */
export type AccountOptions = { server?: string; as?: string; passphraseFd?: number }

/** Signed in for reading lists and states: needs no key while the last access token lasts. */
export type Reading = Omit<Session, 'key'> & { account: Account }
/** Signed in with the key in hand. */
export type Signing = Session & { account: Account }

/** A client that says so when the service makes it wait. */
export const clientOf = (
  { terminal, serviceClock }: Pick<Cli, 'terminal' | 'serviceClock'>,
  origin: string,
): Client =>
  createClient({
    origin,
    fetch: serviceClock.fetch,
    wait: (seconds) => {
      terminal.note(
        `The service asks to wait ${seconds === 1 ? 'a second' : `${seconds} seconds`}; going on then.`,
      )
      return waitQuietly(seconds)
    },
  })

/** A person's own key, unlocked; and this machine's, where it has one, which signs in for them. */
export type Unlocked = { key: PrivateKey; device: PrivateKey | null }
/** And what both are locked by here, which may have to be asked for. */
export type Unlocking = Unlocked & { passphrase(): Promise<string> }

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
  const kept = (await readSession(cli, account)) ?? (await renewedToken(cli, account))
  if (!kept) return openSigning(cli, options)
  await demandNoAlarm(cli, account.origin)
  const pins = pinsOf(cli.state, account.origin)
  const client = withToken(clientOf(cli, account.origin), kept.accessToken)
  const store = trustStore(cli.state, account)
  const trusted = await store.read()
  // What was read of the trust log is gone, or an earlier version kept it: with the key in hand it is begun anew.
  if (trusted?.reader === undefined) return openSigning(cli, options)
  const { began, reader } = trusted
  const known = await describeService(client, pins)
  const { trustKey } = known.service
  const reading: Reading = {
    ...known,
    client,
    trust: createTrust({
      client,
      trustKey,
      reader,
      anchor: async () => began,
      store,
      hash: sha256,
      clock: cli.clock,
      check: (state) => demandAgreed(state, known),
    }),
    person: kept.person,
    expiresAt: new Date(kept.expiresAt),
    renewal: null,
    told: null,
    pins,
    hash: sha256,
    account,
  }
  await keepCheckpoint(cli, reading)
  await mentionDrafts(cli, client)
  return { ...reading, demandContinued: continuing(cli, reading) }
}

/** Holds checkpoints that proofs led to against what this machine has seen. */
const continuing =
  (cli: Cli, reading: Pick<Reading, 'client' | 'service' | 'hash' | 'formerLogKeys'>) =>
  async (note: string): Promise<void> => {
    await keepCheckpoint(cli, reading, note)
  }

/**
 * A kept session's next access token; null where there is none, or it has ended. The service is asked under its origin
 * alone: what it says of itself is compared with the pins by whoever goes on.
 */
async function renewedToken(cli: Cli, account: Account) {
  await demandNoAlarm(cli, account.origin)
  return renewingAlone(cli, account, (refreshToken) => clientOf(cli, account.origin).refresh(refreshToken))
}

/** Signed in with the unlocked key, asking for the passphrase: in the session that is kept here, else a new one. */
export async function openSigning(cli: Cli, options: AccountOptions): Promise<Signing> {
  const account = await accountOf(cli, options)
  await demandNoAlarm(cli, account.origin)
  const unlocked = await unlockKept(cli, account, options)
  const session = await signInWith(cli, account, unlocked)
  await keepCheckpoint(cli, session)
  await mentionDrafts(cli, session.client)
  return session
}

/** The account's keys as `login` kept them here, unlocked by one passphrase. */
export async function unlockKept(cli: Cli, account: Account, options: AccountOptions): Promise<Unlocking> {
  const folder = personFolder(cli.state, account)
  const [locked, device] = await Promise.all([
    readText(join(folder, 'key.asc')),
    readText(join(folder, 'device.asc')),
  ])
  if (locked !== null) return unlock(cli, account, { locked, device }, options)
  throw new ClientError(
    `There is no key of ${account.login} here. Use: despatch login ${account.origin} --as ${account.login} --key FILE`,
  )
}

/** Unlocks a person's key, and a machine's beside it. The passphrase is asked for once, and only where it is needed. */
export async function unlock(
  { io }: Cli,
  account: Account,
  { locked, device }: { locked: string; device: string | null },
  { passphraseFd }: AccountOptions,
): Promise<Unlocking> {
  let asked: Promise<string> | undefined
  const passphrase = () => {
    const question = `Passphrase of ${account.login}’s key: `
    asked ??= readPassphrase(io, { fd: passphraseFd ?? null, question })
    return asked
  }
  const key = await unlockUserKey(locked, passphrase)
  return { key, device: device === null ? null : await unlockUserKey(device, passphrase), passphrase }
}

/** Goes on with the session that is kept here, or signs in anew; keeps its tokens for the next command. */
export async function signInWith(cli: Cli, account: Account, { key, device }: Unlocked): Promise<Signing> {
  const given = {
    client: clientOf(cli, account.origin),
    hash: sha256,
    pins: pinsOf(cli.state, account.origin),
    trusting: trustingOf(cli, account),
  }
  const renewed = await renewingAlone(cli, account, (refreshToken) => renew({ ...given, refreshToken, key }))
  if (renewed) return { ...renewed, account, demandContinued: continuing(cli, renewed) }
  return signInAnew(cli, account, { key, device })
}

/** What this machine has read of the trust log, and the root that its user names. */
export const trustingOf = (cli: Cli, account: Account, root: string | null = null): Trusting => ({
  store: trustStore(cli.state, account),
  root,
  clock: cli.clock,
})

/** Signs in with a challenge: by this machine's key where it has one, else by the person's own. */
export async function signInAnew(
  cli: Cli,
  account: Account,
  { key, device }: Unlocked,
  {
    label = machineLabel(),
    root = null,
    pins = pinsOf(cli.state, account.origin),
  }: { label?: string; root?: string | null; pins?: Pins } = {},
): Promise<Signing> {
  const session = await signIn({
    client: clientOf(cli, account.origin),
    login: account.login,
    key,
    ...(device ? { device } : {}),
    label,
    now: cli.clock(),
    hash: sha256,
    pins,
    trusting: trustingOf(cli, account, root),
  }).catch((error: unknown) => {
    if (device && isApiProblem(error, 'sign-in-refused')) throw deviceRefused(account)
    throw error
  })
  await keepSession(cli, account, session)
  // Whichever command it was that signed in: it is said once.
  cli.terminal.note(...toldLines(session.told, cli.clock(), shortTime))
  return { ...session, account, demandContinued: continuing(cli, session) }
}

const deviceRefused = ({ origin, login }: Account): ClientError =>
  new ClientError(
    `The service no longer takes this machine’s key for ${login}: it was revoked, or the account is not active. To approve this machine anew, with passphrase and kit: despatch login ${origin} --as ${login} --new-device`,
  )

/** What this machine is called in its owner's lists. */
export const machineLabel = (): string =>
  hostname()
    .replaceAll(/[^\w.-]/g, '')
    .slice(0, 80) || 'a machine'
