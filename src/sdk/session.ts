import { readCertificate } from '../crypto/certificate.ts'
import type { PrivateKey, PublicKey } from '../crypto/keys.ts'
import { signStatement } from '../crypto/statement.ts'
import { Challenge } from '../domain/wire/challenge.ts'
import type { ServiceDescription, SignInResponse } from '../domain/wire/session.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import type { Hash } from '../log/tree.ts'
import { type Client, withToken } from './client.ts'
import { ClientError } from './errors.ts'
import { createKept, type Kept } from './kept.ts'
import { type Pins, pin, pinsInMemory } from './pins.ts'
import { anchorFor } from './trust/anchor.ts'
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
  /** the person's own unlocked key */
  key: PrivateKey
  service: ServiceDescription
  /** what arrival statements are signed with; pinned */
  serviceCertificate: PublicKey
  pins: Pins
  /** what agencies have signed about keys */
  trust: Trust
  /** what it has worked out lately; without it everything is worked out each time */
  kept?: Kept
  /** SHA-256, synchronous: the log's mathematics takes it as an argument */
  hash: Hash
}

/**
 * Signs in: composes the challenge statement (it never signs bytes that it was given), signs it with the user
 * key, and pins what the service says of itself.
 *
 * @param pins what this machine remembers; in memory when left out
 * @param trusting what this machine has read of the trust log, and the root that it was told of, if it was
 * @throws ApiProblemError `sign-in-refused`, PinChangedError, TrustLogError, or ClientError when the service is another than the
 *   address says
 */
export async function signIn({
  client,
  login,
  key,
  now,
  hash,
  pins = pinsInMemory(),
  trusting = {},
}: {
  client: Client
  login: string
  key: PrivateKey
  now: Date
  hash: Hash
  pins?: Pins
  trusting?: { store?: TrustStore; root?: string | null; clock?: () => Date }
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
  const signature = await signStatement(statement, key, now)
  const { accessToken, expiresAt, person } = await client.signIn({ login, statement, signature })
  const signedIn = withToken(client, accessToken)
  const { store = trustInMemory(), root = null, clock = () => new Date() } = trusting
  const anchor = await anchorFor({ client: signedIn, key, store, root, now })
  const trust = createTrust({
    client: signedIn,
    trustKey: known.service.trustKey,
    anchor,
    store,
    hash,
    clock,
  })
  demandAgreed(await trust.state(), known)
  return {
    ...known,
    client: signedIn,
    person,
    expiresAt: new Date(expiresAt),
    key,
    pins,
    trust,
    kept: createKept(),
    hash,
  }
}

/**
 * What the service says of itself, pinned: the log's key and the service's certificate stay the same.
 *
 * @throws PinChangedError, or ClientError when the service names another origin than it was asked at: a proof of
 *   sign-in made for one must be none for the other
 */
export async function describeService(
  client: Client,
  pins: Pins,
): Promise<{ service: ServiceDescription; serviceCertificate: PublicKey }> {
  const service = await client.service()
  if (URL.parse(service.origin)?.origin !== client.origin) throw anotherService(client.origin, service.origin)
  const serviceCertificate = await readCertificate(service.serviceCertificate)
  await pin(pins, 'log', service.logKey, `the log key of ${client.origin}`)
  await pin(pins, 'trust', service.trustKey, `the trust log key of ${client.origin}`)
  await pin(
    pins,
    'service',
    serviceCertificate.getFingerprint(),
    `the service certificate of ${client.origin}`,
  )
  return { service, serviceCertificate }
}

const anotherService = (asked: string, says: string): ClientError =>
  new ClientError(
    `The service at ${asked} says that it is ${says}. Use the address it names, if that is right.`,
  )
