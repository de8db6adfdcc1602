import { createSHA256 } from 'hash-wasm'
import type { TrustState } from '../../domain/trust/state.ts'
import { nameOfKey } from '../../sdk/begun-anew.ts'
import type { HeardKey } from '../../sdk/changed-keys.ts'
import type { KeptCheckpoint } from '../../sdk/checkpoint.ts'
import { createClient } from '../../sdk/client.ts'
import { ClientError, isApiProblem } from '../../sdk/errors.ts'
import { secretFrom } from '../../sdk/kit.ts'
import { signInByPasskey as signInByPasskeyHere } from '../../sdk/passkeys.ts'
import { signInByPassphrase } from '../../sdk/passphrase.ts'
import { renew, type Session } from '../../sdk/session.ts'
import { toldLines } from '../../sdk/told.ts'
import { anchorOnce } from '../../sdk/trust/anchor.ts'
import { type KeptTrust, trustInMemory } from '../../sdk/trust/kept-trust.ts'
import { serviceOrigin } from '../service-origin.ts'
import { momentInWords } from '../words.ts'
import { markHere } from './browser-mark.ts'
import { type Accepting, accepting, type ChangedInWords, changesInWords } from './changed-keys.ts'
import { upload } from './compose/progress.ts'
import { type Kept, openKept, pinsIn } from './kept.ts'
import { demandOneService } from './one-service.ts'
import { demandNoAlarm, keepCheckpoint, keepTrustHead } from './seen-log.ts'
import { fetchTelling } from './uploading.ts'
import { signInFromEnrolment } from './waiting-key.ts'

/** What is typed to sign in. `root` is the fingerprint that the person was given, where this browser needs it. */
export type Credentials = {
  login: string
  passphrase: string
  kit: string
  root: string | null
  /** the changed keys of the service whose words the person was read */
  heard: readonly HeardKey[]
}

/** What the pages know of whoever is signed in: no key, no token. */
export type SignedIn = {
  person: Session['person']
  serviceDomain: string
  /** what the person should hear */
  told: string[]
}

/** An access token that ends sooner than this is not worth beginning with. */
const SPARE_MS = 30_000

const clock = () => new Date()
const telling = fetchTelling(upload)
const hasher = createSHA256()
const kept = openKept()
// It is told to whoever signs in.
kept.catch(() => undefined)
// In memory, to be read anew with each worker: parts of it are for the person's own agency alone.
const trusting = { store: trustInMemory(), clock }

/** The session has ended at the service: signing in again is all that helps. */
class SessionEndedError extends ClientError {
  override name = 'SessionEndedError'
}

/** Everything secret is here, and nowhere else in the page: to end the worker is to forget it. */
let held: Session | null = null
let renewing: Promise<Session> | null = null

/**
 * Signs in and opens the person's key. What does not prove to be right on the way, such as the service's keys, ends the session at once.
 *
 * @throws WordsError for words that cannot be right, before anything is sent; RootUnknownError, and whatever `signInByPassphrase` throws
 */
export async function signIn({ login, passphrase, kit, root, heard }: Credentials): Promise<SignedIn> {
  const secret = secretFrom(kit)
  const store = await kept
  await demandNoAlarm(store)
  await demandOneService(store, serviceOrigin())
  const client = createClient({ origin: serviceOrigin(), fetch: telling })
  const accepted = await accepting(store, client, heard)
  const how = {
    client,
    login,
    passphrase,
    secret,
    label: 'a browser',
    ...(await machine()),
    pins: accepted.pins,
    trusting: { ...trusting, root },
  }
  return begun(
    store,
    accepted,
    (await signInFromEnrolment(store, { ...how, now: clock() })) ??
      (await signInByPassphrase({ ...how, browser: await markHere(store, login) })),
  )
}

/**
 * Signs in by passkey and opens the person's key with what its PRF gave, which is wiped.
 *
 * @param passkey its id, and the root and what was heard as in `Credentials`
 * @throws UnknownPasskeyError, RootUnknownError, and whatever `signInByPasskey` of the SDK throws
 */
export async function signInByPasskey(
  { credential, root, heard }: { credential: string } & Pick<Credentials, 'root' | 'heard'>,
  given: ArrayBuffer,
): Promise<SignedIn> {
  const output = new Uint8Array(given)
  try {
    const store = await kept
    await demandNoAlarm(store)
    await demandOneService(store, serviceOrigin())
    const client = createClient({ origin: serviceOrigin(), fetch: telling })
    const accepted = await accepting(store, client, heard)
    return await begun(
      store,
      accepted,
      await signInByPasskeyHere({
        client,
        credential,
        output,
        label: 'a browser',
        ...(await machine()),
        pins: accepted.pins,
        trusting: { ...trusting, root },
      }),
    )
  } finally {
    output.fill(0)
  }
}

/** A session that is held from now on, once all that it stands on has proved right. */
async function begun(store: Kept, accepted: Accepting, session: Session): Promise<SignedIn> {
  try {
    await session.trust.state()
    await holdTrust(store, session)
    await anchorOnce(session, clock())
    const checkpoint = await keepCheckpoint(store, session)
    await accepted.settle({ name: nameOfKey(session.service.logKey), size: checkpoint?.size ?? 0n })
  } catch (error) {
    await session.client.endSessions('this').catch(() => undefined)
    throw error
  }
  // Those that it was begun with keep nothing any more.
  held = continued({ ...session, pins: pinsIn(store) })
  const { person, service, told } = session
  return { person, serviceDomain: service.serviceDomain, told: toldLines(told, clock(), momentInWords) }
}

/** Which keys of the service are other than this browser knows; it needs no sign-in. */
export const changedKeys = async (): Promise<ChangedInWords[]> => changesInWords(await kept)

/** Ends the session at the service: renewed where its token has ended, since that alone would leave it standing there. */
export async function signOut(): Promise<void> {
  const session = await current().catch(() => null)
  held = null
  await session?.client.endSessions('this').catch(() => undefined)
}

/**
 * The session, with an access token that lasts a while yet.
 * @throws SessionEndedError when it has ended at the service
 */
export async function current(): Promise<Session> {
  if (held === null) throw ended()
  if (held.expiresAt.getTime() - Date.now() > SPARE_MS) return held
  renewing ??= renewed(held).finally(() => {
    renewing = null
  })
  return renewing
}

/** What this browser remembers. */
export const keptHere = (): Promise<Kept> => kept

/**
 * What a method of the worker works with.
 * @throws ClientError once the log has contradicted itself, in this tab or another
 */
export async function work(): Promise<{ session: Session; now: Date }> {
  const store = await kept
  await demandNoAlarm(store)
  const session = await current()
  await holdTrust(store, session)
  return { session, now: clock() }
}

/** The checkpoint of the trust log whose head was last held against what this browser has seen. */
let heldTrust: string | undefined

/** The trust log grows while somebody works: what was read of it since is held against what other tabs have seen, and kept. */
async function holdTrust(store: Kept, session: Session): Promise<void> {
  const read = (await trusting.store.read())?.checkpoint
  if (read === undefined || read === heldTrust) return
  await keepTrustHead(store, session)
  heldTrust = read
}

/** Holds a checkpoint that a proof led to against what this browser has seen. */
export const keepSeen = async (session: Session, note: string): Promise<void> => {
  await keepCheckpoint(await kept, session, note)
}

/** The session, with what it holds the checkpoints of proofs against. */
const continued = (session: Session): Session => ({
  ...session,
  demandContinued: (note) => keepSeen(session, note),
})

/** The newest checkpoint of the log, held against what this browser has seen; null while it has published none. */
export const newestSeen = async (session: Session): Promise<KeptCheckpoint | null> =>
  keepCheckpoint(await kept, session)

/** What this browser keeps between two visits. */
export const browserKept = (): Promise<Kept> => kept

/** What was read of the trust log; null where nothing was yet. */
export const trustRead = (): Promise<KeptTrust | null> => trusting.store.read()

/** All that the trust log says, whoever believes it; null where it was not read. */
export const wholeTrust = async (): Promise<TrustState | null> => (await trustRead())?.state ?? null

async function machine() {
  const ready = await hasher
  return {
    hash: (data: Uint8Array): Uint8Array => ready.init().update(data).digest('binary'),
    pins: pinsIn(await kept),
  }
}

async function renewed(session: Session): Promise<Session> {
  const { renewal, key, kept: workedOut } = session
  if (renewal === null) throw ended()
  try {
    const next = await renew({
      client: createClient({ origin: serviceOrigin(), fetch: telling }),
      refreshToken: renewal.refreshToken,
      key,
      ...(await machine()),
      trusting,
    })
    held = continued({ ...next, ...(workedOut ? { kept: workedOut } : {}) })
    return held
  } catch (error) {
    if (isApiProblem(error, 'token-expired') || isApiProblem(error, 'not-signed-in')) throw ended()
    throw error
  }
}

const ended = (): SessionEndedError =>
  new SessionEndedError('Your session has ended. Sign in again to go on.')
