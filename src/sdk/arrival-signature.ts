import type { PublicKey } from '../crypto/keys.ts'
import type { EntitySignature } from '../crypto/open.ts'
import type { Arrival } from '../domain/wire/arrival.ts'
import type { Filed } from '../domain/wire/filed.ts'
import { domainOf } from '../mail/address.ts'
import { type Addressed, namedIn } from './addressed.ts'
import type { ClaimedSender } from './arrival-headers.ts'

/** What is known of who wrote a mail. */
export type ArrivalSignature = {
  /** whose mail it is: by its verified signature, or only by its own word */
  from: string | null
  /** of the whole mail; never of a part */
  signature: Filed['signature']
  /** fingerprint of the certificate that signed, when verified */
  signer: string | null
  /** what the signature shows, or what one that is not verified lacks */
  signatureSentence: string
}

/** Of mail that came in clear only the network is known that it came over, and what a signature around it shows. */
export function cameUnsealed(
  { domain, authentication }: Pick<Arrival, 'domain' | 'authentication'>,
  judged: ArrivalSignature,
  signed: boolean,
): ArrivalSignature {
  const over = authentication.result === 'pass' ? ' over its accredited network' : ''
  const other = judged.from !== null && domainOf(judged.from) !== domain
  return {
    ...judged,
    signatureSentence: `It came unsealed from ${domain}${over}, and was sealed on arrival.${
      other ? ` The address that it names as its sender is not of ${domain}.` : ''
    }${signed ? ` ${judged.signatureSentence}` : ''}`,
  }
}

/** A signature proves the address that the mail itself claims, or nothing: a colleague's key is another mailbox's. */
export function judgeSignature(
  signature: EntitySignature,
  claimed: ClaimedSender,
  written: Addressed,
  senders: ReadonlyMap<string, PublicKey[]>,
): ArrivalSignature {
  const { from } = claimed
  const unproven = (status: 'unsigned' | 'unverified', why: string): ArrivalSignature => ({
    from,
    signature: status,
    signer: null,
    signatureSentence: `${why}${aboutSenders(claimed)}`,
  })
  if (signature.status === 'unsigned') {
    return unproven('unsigned', 'It is not signed: anybody could have written it.')
  }
  if (signature.status === 'unverified') return unproven('unverified', WHY[signature.reason])
  const theirs = senders.get(from ?? '') ?? []
  if (from === null || !theirs.some((cert) => cert.getFingerprint() === signature.signer)) {
    return unproven('unverified', 'It is signed by another mailbox than it says it is from.')
  }
  // Of one that was passed on it is not proven that it was meant for here, by whoever signed it.
  if (written.addressed === 'elsewhere') {
    return unproven(
      'unverified',
      `It was written to ${namedIn(written)}, not to this mailbox: the signature is that of ${from}, and somebody else may have passed it on.`,
    )
  }
  const unsaid =
    written.addressed === 'unsaid'
      ? ' It does not say, where the signature covers it, whom it was written to: it may have been passed on.'
      : ''
  return {
    from,
    signature: 'verified',
    signer: signature.signer,
    signatureSentence: `The signature is verified with the certificate of ${from}.${unsaid}`,
  }
}

/** What a signature lacks that is not verified. */
export const WHY: Record<Extract<EntitySignature, { status: 'unverified' }>['reason'], string> = {
  'bad-signature': 'Its signature is wrong: it was changed, or is somebody else’s.',
  'several-signatures': 'It has several signatures: nobody can say which of them speaks for it.',
  'key-not-valid': 'It is signed by a key that had ended, or was revoked, when it came.',
  'unknown-key': 'It is signed by a key that the directory does not list for its sender.',
}

function aboutSenders({ from, senders }: ClaimedSender): string {
  if (from !== null) return ''
  return senders.length > 1
    ? ` It names ${senders.length} senders: whose it is nobody can say.`
    : ' It names no sender.'
}
