import { wordsOf } from '../../crypto/account-secret.ts'
import { KeyError, lockKey, type PrivateKey, unlockKey } from '../../crypto/keys.ts'
import type { Hash } from '../../log/tree.ts'
import type { Client } from '../client.ts'
import { ClientError, isApiProblem } from '../errors.ts'
import { type PassphraseAndSecret, setPassphrase } from '../passphrase.ts'
import type { Pins } from '../pins.ts'
import { type Session, signIn, type Trusting } from '../session.ts'

/**
 * The key of somebody who has enrolled, where it lies until their agency has certified it: the service takes no passphrase and no
 * wrapped key before. `root` is the fingerprint that the invitation told.
 */
export type WaitingKey = { locked: string; root: string }

/** The key made by an enrolment has still to be certified. */
export class NotCertifiedError extends ClientError {
  override name = 'NotCertifiedError'
}

/** Locks a key that waits, by passphrase and kit together: whoever finds it has 128 bits to guess. */
export async function lockedUntilCertified(
  key: PrivateKey,
  { passphrase, secret }: PassphraseAndSecret,
): Promise<string> {
  return lockKey(key, both(passphrase, secret))
}

/**
 * Signs in for the first time after enrolling, by the key that waited, and sets the passphrase and the kit that were chosen then: from
 * now on they open the account on any machine, and what waited is not needed again.
 *
 * @returns null where passphrase and kit are not those that the waiting key is locked by
 * @throws NotCertifiedError, and whatever `signIn` throws
 */
export async function signInFirst({
  waiting,
  passphrase,
  secret,
  login,
  now,
  trusting = {},
  ...rest
}: PassphraseAndSecret & {
  waiting: WaitingKey
  client: Client
  login: string
  label?: string
  now: Date
  hash: Hash
  pins?: Pins
  trusting?: Trusting
}): Promise<Session | null> {
  const key = await unlocked(waiting.locked, both(passphrase, secret))
  if (key === null) return null
  const session = await signIn({
    ...rest,
    login,
    key,
    now,
    trusting: { ...trusting, root: waiting.root },
  }).catch((error: unknown) => {
    if (isApiProblem(error, 'sign-in-refused')) throw notCertified()
    throw error
  })
  const { passphrase: standing } = await session.client.account()
  if (standing === null) await setPassphrase(session, { passphrase, secret }, { replaces: 0, now })
  return session
}

async function unlocked(locked: string, passphrase: string): Promise<PrivateKey | null> {
  try {
    return await unlockKey(locked, passphrase)
  } catch (error) {
    if (error instanceof KeyError) return null
    throw error
  }
}

// As OPAQUE has the passphrase (crypto/opaque.ts), so that it may be typed on any keyboard.
const both = (passphrase: string, secret: PassphraseAndSecret['secret']): string =>
  `${passphrase.normalize('NFC')} ${wordsOf(secret).join(' ')}`

const notCertified = (): NotCertifiedError =>
  new NotCertifiedError(
    'Your passphrase and your kit are right, and your agency has still to certify your key, or your account is suspended. Ask your Designated Liaison Officer (DLO); then sign in here again, in this browser.',
  )
