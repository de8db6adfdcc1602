import type { KeyID, PublicKey, Subkey } from 'openpgp'
import { openpgpConfig } from './profile.ts'

/** A key of a certificate: its primary key or a subkey. */
type Part = PublicKey | Subkey

/** Choices that are kept of one certificate; a moment later they are others. */
const MOST_KEPT = 32

const kept = new WeakMap<PublicKey, Map<string, Promise<Part>>>()

/**
 * The key that a sender encrypts to at `at`: the newest valid one.
 *
 * OpenPGP counts time in seconds (RFC 9580 §3.5), so what the library said of this very certificate, as it was read, for
 * this very second holds for all of that second: under load it is asked a thousand times.
 *
 * @throws the library's error when there is none
 */
export const encryptionKeyAt = (certificate: PublicKey, at: Date): Promise<Part> =>
  chosen(certificate, `encrypt ${second(at)}`, () =>
    certificate.getEncryptionKey(undefined, at, undefined, openpgpConfig),
  )

/**
 * The key with this id, if it may sign at `at`; kept as above.
 *
 * @throws the library's error when it may not
 */
export const signingKeyAt = (certificate: PublicKey, keyId: KeyID, at: Date): Promise<Part> =>
  chosen(certificate, `sign ${keyId.toHex()} ${second(at)}`, () =>
    certificate.getSigningKey(keyId, at, undefined, openpgpConfig),
  )

const second = (at: Date): number => Math.floor(at.getTime() / 1000)

function chosen(certificate: PublicKey, asked: string, choose: () => Promise<Part>): Promise<Part> {
  const choices = kept.get(certificate) ?? new Map<string, Promise<Part>>()
  kept.set(certificate, choices)
  const known = choices.get(asked)
  if (known) return known
  if (choices.size >= MOST_KEPT) choices.clear()
  const choice = choose()
  choices.set(asked, choice)
  return choice
}
