import { readCertificate } from '../crypto/certificate.ts'
import type { PrivateKey, PublicKey } from '../crypto/keys.ts'
import { signStatement } from '../crypto/statement.ts'
import { Challenge } from '../domain/wire/challenge.ts'
import type { RefreshResponse, ServiceDescription, SignInResponse } from '../domain/wire/session.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import type { Hash } from '../log/tree.ts'
import { type Client, withToken } from './client.ts'
import { ClientError } from './errors.ts'
import { type FormerService, pinService } from './former-services.ts'
import { createKept, type Kept } from './kept.ts'
import { pinLogKey } from './pin-log-key.ts'
import { type Pins, pinsInMemory } from './pins.ts'
import { anchorFor, demandOwnRoot } from './trust/anchor.ts'
import { demandAgreed } from './trust/annexes.ts'
import { type TrustStore, trustInMemory } from './trust/kept-trust.ts'
import { createTrust, type Trust } from './trust/trust.ts'

/** What everything else here works from: who is signed in, with which key, at which service. */
export type Session = {
  /** carries the access token */
  client: Client
  person: SignInResponse['person']
  /** when the access token ends */
  expiresAt: Date
  /** what the next tokens are had for, once; null for whoever reads with tokens that another keeps */
  renewal: Renewal | null
  /** what the service said at sign-in and a person should hear; null after a renewal */
  told: Told | null
  /** the person's own unlocked key */
  key: PrivateKey
  service: ServiceDescription
  /** the keys that the log had before the one that the service names; empty where this machine has known no other */
  formerLogKeys: readonly string[]
  /** what arrival statements are signed with; pinned */
  serviceCertificate: PublicKey
  /** what they were signed with before, and until when that counts */
  formerServices: readonly FormerService[]
  /**
   * Holds a checkpoint that a proof led to against what this machine has seen of the log; left out where nothing is kept.
   * @throws where the log contradicts itself
   */
  demandContinued?: (note: string) => Promise<void>
  pins: Pins
  /** what agencies have signed about keys */
  trust: Trust
  /** what it has worked out lately; without it everything is worked out each time */
  kept?: Kept
  /** SHA-256, synchronous: the log's mathematics takes it as an argument */
  hash: Hash
}

/** What this machine has read of the trust log (in memory when left out), and the root that its user was told of. */
export type Trusting = { store?: TrustStore; root?: string | null; clock?: () => Date }

export type Renewal = Pick<RefreshResponse, 'refreshToken' | 'session'>
export type Told = Pick<SignInResponse, 'failedAttempts' | 'lastActiveAt' | 'dormantAfterDays'>

/**
 * Signs in: composes the challenge statement (it never signs bytes that it was given), signs it with the user
 * key, and pins what the service says of itself.
 *
 * @param key the person's own
 * @param device the key of this machine, which the person has approved; it signs the challenge in place of their own
 * @param label what this machine is called in the person's list of sessions
 * @param pins what this machine remembers; in memory when left out
 * @param trusting what this machine has read of the trust log, and the root that it was told of, if it was
 * @throws ApiProblemError `sign-in-refused`, PinChangedError, TrustLogError, or ClientError when the service is another than the
 *   address says
 */
export async function signIn({
  client,
  login,
  key,
  device,
  label,
  now,
  hash,
  pins = pinsInMemory(),
  trusting = {},
}: {
  client: Client
  login: string
  key: PrivateKey
  device?: PrivateKey
  label?: string
  now: Date
  hash: Hash
  pins?: Pins
  trusting?: Trusting
}): Promise<Session> {
  const known = await describeService(client, pins)
  const { nonce, origin } = await client.challenge({ login })
  if (origin !== known.service.origin) throw anotherService(client.origin, origin)
  const statement = writeStatement(Challenge, {
    despatch: 'challenge/1',
    origin,
    nonce,
    time: now.toISOString(),
  })
  const signature = await signStatement(statement, device ?? key, now)
  const answer = await client.signIn({
    login,
    statement,
    signature,
    ...(device ? { device: device.getFingerprint() } : {}),
    ...(label === undefined ? {} : { label }),
  })
  return sessionOf({ ...known, client, answer, key, hash, pins, trusting })
}

/**
 * Goes on with a session by its refresh token, which is used up by it: keep the new one before anything else.
 *
 * @throws ApiProblemError `token-expired` when the session has ended, or the token was used already
 */
export async function renew({
  client,
  refreshToken,
  key,
  hash,
  pins,
  trusting = {},
}: {
  client: Client
  refreshToken: string
  key: PrivateKey
  hash: Hash
  pins: Pins
  trusting?: Trusting
}): Promise<Session> {
  const known = await describeService(client, pins)
  return sessionOf({
    ...known,
    client,
    answer: await client.refresh(refreshToken),
    key,
    hash,
    pins,
    trusting,
  })
}

/** A session of what the service answered, with the person's own key in hand. Nothing is read of the trust log yet. */
export function sessionOf({
  client,
  answer,
  trusting,
  ...rest
}: Known &
  Pick<Session, 'client' | 'key' | 'hash' | 'pins'> & {
    answer: SignInResponse | RefreshResponse
    trusting: Trusting
  }): Session {
  const { key, hash, service } = rest
  const signedIn = withToken(client, answer.accessToken)
  const { store = trustInMemory(), root = null, clock = () => new Date() } = trusting
  return {
    ...rest,
    client: signedIn,
    trust: createTrust({
      client: signedIn,
      trustKey: service.trustKey,
      reader: key.getFingerprint(),
      anchor: () => anchorFor({ client: signedIn, key, store, root, now: clock() }),
      store,
      hash,
      clock,
      check: (state) => {
        demandAgreed(state, rest)
        demandOwnRoot(state, key)
      },
    }),
    person: answer.person,
    expiresAt: new Date(answer.expiresAt),
    renewal: { refreshToken: answer.refreshToken, session: answer.session },
    told: 'failedAttempts' in answer ? toldOf(answer) : null,
    kept: createKept(),
  }
}

const toldOf = ({ failedAttempts, lastActiveAt, dormantAfterDays }: SignInResponse): Told => ({
  failedAttempts,
  lastActiveAt,
  dormantAfterDays,
})

/** What is known of a service before anybody signs in. */
type Known = Pick<Session, 'service' | 'serviceCertificate' | 'formerServices' | 'formerLogKeys'>

/**
 * What the service says of itself, pinned: its certificate stays the same, and the keys of its logs, unless the pinned key
 * has handed on to the next.
 *
 * @throws PinChangedError, or ClientError when the service names another origin than it was asked at: a proof of
 *   sign-in made for one must be none for the other
 */
export async function describeService(client: Client, pins: Pins): Promise<Known> {
  const service = await client.service()
  if (URL.parse(service.origin)?.origin !== client.origin) throw anotherService(client.origin, service.origin)
  const serviceCertificate = await readCertificate(service.serviceCertificate)
  const { logKey, trustKey, keyExchanges, logBegun } = service
  const named = `the log key of ${client.origin}`
  const formerLogKeys = await pinLogKey(pins, 'log', logKey, keyExchanges, named, logBegun)
  await pinLogKey(pins, 'trust', trustKey, keyExchanges, `the trust log key of ${client.origin}`)
  const formerServices = await pinService(pins, serviceCertificate, {
    service,
    named: `the service certificate of ${client.origin}`,
  })
  return { service, serviceCertificate, formerServices, formerLogKeys }
}

const anotherService = (asked: string, says: string): ClientError =>
  new ClientError(
    `The service at ${asked} says that it is ${says}. Use the address it names, if that is right.`,
  )
