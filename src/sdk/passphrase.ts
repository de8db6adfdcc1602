import { sha256Hex } from '../crypto/digest.ts'
import { finishRegistration, finishSignIn, startRegistration, startSignIn } from '../crypto/opaque.ts'
import { signStatement } from '../crypto/statement.ts'
import { unwrapKey, WrappedKeyError, wrapKey } from '../crypto/wrapped-key.ts'
import { PassphraseStatement, type SetPassphraseResponse } from '../domain/wire/passphrase.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import type { Hash } from '../log/tree.ts'
import { type Client, withToken } from './client.ts'
import { ClientError } from './errors.ts'
import { demandUsable } from './passphrase-length.ts'
import { type Pins, pinsInMemory } from './pins.ts'
import { describeService, type Session, sessionOf, type Trusting } from './session.ts'

/** What a person knows, and what they have: the secret of the printed kit (16 bytes), or a passkey's PRF output (32). */
export type PassphraseAndSecret = { passphrase: string; secret: Uint8Array<ArrayBuffer> }

/** The passphrase is wrong, or the name, or the service is another than the account was made with. */
export class WrongPassphraseError extends ClientError {
  override name = 'WrongPassphraseError'
}

/** The passphrase is right and the kit is not, or the service gave out another key. */
export class WrongKitError extends ClientError {
  override name = 'WrongKitError'
}

/**
 * Signs in by passphrase (OPAQUE) and opens the person's own key with it and the account secret. Neither is sent.
 *
 * @param label what this machine or browser is called in the person's list of sessions
 * @param browser the mark that this browser keeps (`browserMark`), under which guesses made elsewhere do not keep it out
 * @throws WrongPassphraseError, WrongKitError, ApiProblemError such as `account-locked`, PinChangedError, or ClientError
 *   when the service is another than the address says
 */
export async function signInByPassphrase({
  client,
  login,
  passphrase,
  secret,
  label,
  browser,
  hash,
  pins = pinsInMemory(),
  trusting = {},
}: PassphraseAndSecret & {
  client: Client
  login: string
  label?: string
  browser?: string
  hash: Hash
  pins?: Pins
  trusting?: Trusting
}): Promise<Session> {
  const known = await describeService(client, pins)
  const parties = { login, origin: known.service.origin }
  const { request, kept } = await startSignIn(passphrase)
  const begun = await client.beginPassphraseSignIn({ login, request, ...(browser ? { browser } : {}) })
  const proof = await finishSignIn(passphrase, parties, { kept, response: begun.response })
  if (proof === null) throw wrongPassphrase(begun.attemptsLeft)
  const answer = await client.finishPassphraseSignIn({
    state: begun.state,
    finish: proof.finish,
    ...(label === undefined ? {} : { label }),
  })
  const { wrapped, fingerprint } = answer.key
  try {
    const key = await unwrapKey(wrapped, { exportKey: proof.exportKey, secret }, { ...parties, fingerprint })
    return sessionOf({ ...known, client, answer, key, hash, pins, trusting })
  } catch (error) {
    // The session that was given is of no use to anybody here.
    await withToken(client, answer.accessToken)
      .endSessions('this')
      .catch(() => undefined)
    throw error instanceof WrappedKeyError ? new WrongKitError(error.message) : error
  }
}

/**
 * Makes sure that a passphrase is the account's, without the kit: before it is kept and the kit changed.
 *
 * @throws WrongPassphraseError, or ApiProblemError
 */
export async function demandPassphrase(
  { client, person, service }: Pick<Session, 'client' | 'person' | 'service'>,
  passphrase: string,
  browser?: string,
): Promise<void> {
  const parties = { login: person.login, origin: service.origin }
  const { request, kept } = await startSignIn(passphrase)
  const begun = await client.beginPassphraseSignIn({
    login: parties.login,
    request,
    ...(browser ? { browser } : {}),
  })
  const proof = await finishSignIn(passphrase, parties, { kept, response: begun.response })
  if (proof === null) throw wrongPassphrase(begun.attemptsLeft)
  const answer = await client.finishPassphraseSignIn({ state: begun.state, finish: proof.finish })
  await withToken(client, answer.accessToken).endSessions('this')
}

/**
 * The mark of a browser under one name, in hex.
 *
 * @param drawn what the browser drew once and keeps, the same for whoever signs in there: names have different marks, which nobody
 *   can join who has not got it
 */
export const browserMark = (drawn: string, login: string): Promise<string> =>
  sha256Hex(`despatch browser/1\n${drawn}\n${login}`)

/**
 * Sets or changes the passphrase, the secret, or both, of whoever is signed in with their own key in hand. Record and
 * wrapped key change together or not at all. All other sessions end.
 *
 * @param replaces the version that is replaced, as `client.account()` says it; 0 where there is none yet
 * @throws ApiProblemError `passphrase-changed` when somebody was quicker
 */
export async function setPassphrase(
  { client, person, service, key }: Pick<Session, 'client' | 'person' | 'service' | 'key'>,
  { passphrase, secret }: PassphraseAndSecret,
  { replaces, now }: { replaces: number; now: Date },
): Promise<SetPassphraseResponse> {
  demandUsable(passphrase)
  const parties = { login: person.login, origin: service.origin }
  const fingerprint = key.getFingerprint()
  const { request, kept } = await startRegistration(passphrase)
  const { response } = await client.beginPassphrase({ request })
  const { record, exportKey } = await finishRegistration(passphrase, parties, { kept, response })
  const wrapped = await wrapKey(key, { exportKey, secret }, { ...parties, fingerprint })
  const statement = writeStatement(PassphraseStatement, {
    despatch: 'passphrase/1',
    origin: parties.origin,
    login: parties.login,
    fingerprint,
    record: await sha256Hex(record),
    wrapped: await sha256Hex(wrapped),
    replaces,
    time: now.toISOString(),
  })
  const signature = await signStatement(statement, key, now)
  return client.setPassphrase({ record, wrapped, statement, signature })
}

const wrongPassphrase = (left: number): WrongPassphraseError =>
  new WrongPassphraseError(
    `The name or the passphrase is not right. ${
      left === 0
        ? 'That was the last try: none is taken under that name for a day, unless a team manager or the liaison officer lifts it.'
        : `${left} more ${left === 1 ? 'try is' : 'tries are'} left before none is taken for a day.`
    }`,
  )
