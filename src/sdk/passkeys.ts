import { sha256Hex } from '../crypto/digest.ts'
import { finishRegistration, finishSignIn, startRegistration, startSignIn } from '../crypto/opaque.ts'
import { passkeyName, passkeySecrets } from '../crypto/passkey-secrets.ts'
import { signStatement } from '../crypto/statement.ts'
import { unwrapKey, WrappedKeyError, wrapKey } from '../crypto/wrapped-key.ts'
import { type PasskeyRow, PasskeyStatement } from '../domain/wire/passkey.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import type { Hash } from '../log/tree.ts'
import { type Client, withToken } from './client.ts'
import { ClientError } from './errors.ts'
import { type Pins, pinsInMemory } from './pins.ts'
import { describeService, type Session, sessionOf, type Trusting } from './session.ts'

/** A passkey as it was used: its id, in base64url, and the 32 octets that its PRF gave for `prfInput`. */
export type UsedPasskey = { credential: string; output: Uint8Array<ArrayBuffer> }

/** The service knows no such passkey, or another than that. */
export class UnknownPasskeyError extends ClientError {
  override name = 'UnknownPasskeyError'
}

/**
 * Signs in by passkey and opens its copy of the person's own key. What the PRF gave is not sent, nor anything that it
 * could be told from; the service gives the copy out only when OPAQUE has proved it.
 *
 * @param label what this browser is called in the person's list of sessions
 * @throws UnknownPasskeyError, ApiProblemError such as `sign-in-refused`, PinChangedError, or ClientError when the service
 *   is another than the address says
 */
export async function signInByPasskey({
  client,
  credential,
  output,
  label,
  hash,
  pins = pinsInMemory(),
  trusting = {},
}: UsedPasskey & {
  client: Client
  label?: string
  hash: Hash
  pins?: Pins
  trusting?: Trusting
}): Promise<Session> {
  const known = await describeService(client, pins)
  const { origin } = known.service
  const { secret, wrapping } = await passkeySecrets(output, origin)
  const { request, kept } = await startSignIn(secret)
  const begun = await client.beginPasskeySignIn({ credential, request })
  const parties = { login: await passkeyName(credential), origin }
  const proof = await finishSignIn(secret, parties, { kept, response: begun.response }, 'drawn')
  if (proof === null) {
    throw new UnknownPasskeyError(
      'That passkey signs in nobody here. It may have been removed. Use another, or sign in with your passphrase and kit.',
    )
  }
  const answer = await client.finishPasskeySignIn({
    credential,
    state: begun.state,
    finish: proof.finish,
    ...(label === undefined ? {} : { label }),
  })
  const { wrapped, fingerprint } = answer.key
  try {
    const secrets = { exportKey: proof.exportKey, secret: wrapping }
    const key = await unwrapKey(wrapped, secrets, { origin, login: answer.person.login, fingerprint })
    return sessionOf({ ...known, client, answer, key, hash, pins, trusting })
  } catch (error) {
    // The session that was given is of no use to anybody here.
    await withToken(client, answer.accessToken)
      .endSessions('this')
      .catch(() => undefined)
    if (!(error instanceof WrappedKeyError)) throw error
    throw new ClientError(
      'The passkey is right, but your key does not open: the service has given out another key than yours, or one that was changed. Tell your liaison officer.',
    )
  }
}

/**
 * Lets a passkey sign in for whoever is signed in with their own key in hand, who signs for it. Whoever calls this has made
 * sure that it is they who ask.
 *
 * @param label what the passkey is called in the person's list; one line of at most 80 characters
 * @throws ApiProblemError `conflict` when it was added already, or there are as many as there may be
 */
export async function addPasskey(
  { client, person, service, key }: Pick<Session, 'client' | 'person' | 'service' | 'key'>,
  { credential, output, label }: UsedPasskey & { label: string },
  now: Date,
): Promise<PasskeyRow> {
  const { origin } = service
  const { login } = person
  const fingerprint = key.getFingerprint()
  const { secret, wrapping } = await passkeySecrets(output, origin)
  const { request, kept } = await startRegistration(secret)
  const { response } = await client.beginPasskey({ credential, request })
  const parties = { login: await passkeyName(credential), origin }
  const { record, exportKey } = await finishRegistration(secret, parties, { kept, response }, 'drawn')
  const wrapped = await wrapKey(key, { exportKey, secret: wrapping }, { origin, login, fingerprint })
  const statement = writeStatement(PasskeyStatement, {
    despatch: 'passkey/1',
    origin,
    login,
    fingerprint,
    credential,
    label,
    record: await sha256Hex(record),
    wrapped: await sha256Hex(wrapped),
    time: now.toISOString(),
  })
  const signature = await signStatement(statement, key, now)
  return client.addPasskey({ record, wrapped, statement, signature })
}
