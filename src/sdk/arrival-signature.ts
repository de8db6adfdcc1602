import type { PublicKey } from '../crypto/keys.ts'
import type { EntitySignature } from '../crypto/open.ts'
import type { Arrival } from '../domain/wire/arrival.ts'
import type { Filed } from '../domain/wire/filed.ts'
import { domainOf } from '../mail/address.ts'

/** What is known of who wrote a mail. */
export type ArrivalSignature = {
  /** whose mail it is: by its verified signature, or only by its own word */
  from: string | null
  signature: Filed['signature']
  /** fingerprint of the certificate that signed, when verified */
  signer: string | null
  /** what a signature that is not verified lacks */
  signatureSentence: string
}

/** Of mail that came in clear only the network is known that it came over. */
export function cameUnsealed(
  { domain, authentication }: Pick<Arrival, 'domain' | 'authentication'>,
  claimed: string | null,
): ArrivalSignature {
  const over = authentication.result === 'pass' ? ' over its accredited network' : ''
  const other = claimed !== null && domainOf(claimed) !== domain
  return {
    from: claimed,
    signature: 'unsigned',
    signer: null,
    signatureSentence: `It came unsealed from ${domain}${over}, and was sealed on arrival.${
      other ? ` The address that it names as its sender is not of ${domain}.` : ''
    }`,
  }
}

/** A signature proves the address that the mail itself claims, or nothing: a colleague's key is another mailbox's. */
export function judgeSignature(
  signature: EntitySignature,
  claimed: string | null,
  senders: ReadonlyMap<string, PublicKey[]>,
): ArrivalSignature {
  if (signature.status === 'unsigned') {
    return {
      from: claimed,
      signature: 'unsigned',
      signer: null,
      signatureSentence: 'It is not signed: anybody could have written it.',
    }
  }
  const theirs = senders.get(claimed ?? '') ?? []
  if (signature.status === 'verified' && theirs.some((cert) => cert.getFingerprint() === signature.signer)) {
    return {
      from: claimed,
      signature: 'verified',
      signer: signature.signer,
      signatureSentence: `The signature is verified with the certificate of ${claimed}, which is pinned but not yet vouched for.`,
    }
  }
  const why =
    signature.status === 'verified'
      ? 'It is signed by another mailbox than it says it is from.'
      : signature.reason === 'bad-signature'
        ? 'Its signature is wrong: it was changed, or is somebody else’s.'
        : 'It is signed by a key that the directory does not list for its sender.'
  return { from: claimed, signature: 'unverified', signer: null, signatureSentence: why }
}
