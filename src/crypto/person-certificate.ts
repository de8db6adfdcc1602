import type { PublicKey, SignaturePacket } from 'openpgp'
import { CertificateError, directSignaturesOf } from './certificate.ts'
import { minimal } from './partner-key/minimal.ts'

/** User ids that are looked at, of a key that somebody made with another program. */
const MOST_USERS = 64
/** The mailbox of the one user id that people's keys have: it names a post, and nobody. */
const STAFF = /^staff@[^\s@<>]{1,253}$/

/**
 * A person's certificate as the trust log may have it, where all agencies read it and nothing is erased: the primary key, the
 * one user id that names a post, and subkeys, each under its newest self-signature. Other user ids, photos and other people's
 * signatures go.
 *
 * @throws CertificateError `personal` when no user id of it is of `staff@…`
 */
export async function personCertificate(key: PublicKey, now: Date): Promise<PublicKey> {
  const addresses = key.users
    .slice(0, MOST_USERS)
    .map(({ userID }) => userID?.email.toLowerCase() ?? '')
    .filter((address) => STAFF.test(address))
  for (const address of new Set(addresses)) {
    const cut = await minimal(key, { address, subkeys: 'all', now })
    if (cut.users.length === 1) return cut
  }
  const whose = key.getFingerprint()
  throw new CertificateError(
    'personal',
    `The key ${whose} has no user id that names a post alone, and all agencies would read what it has, for ever. Add one, with the post and the number in place of a name, and export the certificate again: gpg --quick-add-uid ${whose} "Case worker 12 <staff@despatch.invalid>". Everything else that it says of its holder is left out here.`,
  )
}

/**
 * What of a certificate says more of its holder than a post, or is said by others: a sentence's end, or null.
 * Nothing is verified: what is not valid is read all the same.
 */
export function saysTooMuch(key: PublicKey): string | null {
  const { users, subkeys, revocationSignatures } = key
  if (users.length > 1) return `${users.length} user ids`
  if (users.some(({ userAttribute }) => userAttribute)) return 'a photo or the like'
  const signatures: SignaturePacket[] = [
    ...directSignaturesOf(key),
    ...revocationSignatures,
    ...users.flatMap((user) => [
      ...user.selfCertifications,
      ...user.otherCertifications,
      ...user.revocationSignatures,
    ]),
    ...subkeys.flatMap((subkey) => [...subkey.bindingSignatures, ...subkey.revocationSignatures]),
  ]
  const own = key.getKeyID()
  return signatures.every(({ issuerKeyID }) => issuerKeyID.equals(own)) ? null : 'signatures by other keys'
}
