import { dayInWords } from '../../domain/day.ts'
import { type Unseen, unseenAt } from '../../domain/trust/concerning.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import type { Manifest } from '../../domain/wire/manifest.ts'

/**
 * What the trust log already said of a referral's sender, or of the mailbox that it is read in, when the service took it,
 * and whoever sealed it had not seen: a sentence for each. The service refuses such a referral itself, so one that comes is
 * reason to ask. What was entered afterwards is no fault of anybody's.
 *
 * @param signer fingerprint of whoever signed the manifest
 * @param mailbox in which it is read
 * @param accepted when the service says that it took it
 */
export function sealedBehind(
  state: TrustState,
  { from, created, trust }: Pick<Manifest, 'from' | 'created' | 'trust'>,
  { signer, mailbox, accepted }: { signer: string; mailbox: string; accepted: string },
): string[] {
  if (!trust) return []
  const stood = Math.max(Date.parse(created), Date.parse(accepted))
  return unseenAt(state, trust.size, { signer, from, to: [mailbox] })
    .filter(({ what, time }) => what !== 'appointed' && Date.parse(time) <= stood)
    .map(sentenceOf)
}

function sentenceOf(unseen: Unseen): string {
  const says = `It was sealed without what the trust log said by then: that ${factOf(unseen)}, on ${dayInWords(new Date(unseen.time))}.`
  return unseen.what === 'keys'
    ? `${says} Whoever has left that mailbox may be able to read it, or have sealed it.`
    : `${says} Ask its sender, by another way, whether it is from them.`
}

function factOf(unseen: Unseen): string {
  switch (unseen.what) {
    case 'appointed':
      return `${unseen.who} was appointed`
    case 'ended':
      return `the appointment of its signer, ${unseen.who}, ended`
    case 'signer-revoked':
      return `the key of its signer, ${unseen.who}, was revoked`
    case 'keys':
      return `the keys of ${unseen.mailbox} were certified anew`
    case 'revoked':
      return `a key of ${unseen.mailbox} was revoked`
    case 'suspended':
      return unseen.by === unseen.agency
        ? `${unseen.by} suspended trust in its own keys`
        : `${unseen.by} suspended its trust in ${unseen.agency}`
  }
}
