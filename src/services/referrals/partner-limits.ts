import { problem } from '../../domain/problems.ts'
import type { Manifest } from '../../domain/wire/manifest.ts'
import { wireSize } from '../deliveries/wire-message.ts'
import type { Recipient } from './standing.ts'

/**
 * Demands that every partner's server takes a mail of the size that the referral becomes. It is told to the sender at once,
 * who can still do something about it, and not by the partner's server when all others have got it.
 *
 * @throws ProblemError `too-large-for-partner`
 */
export function demandPartnersTakeIt(
  manifest: Manifest,
  recipients: readonly Recipient[],
  { messageId, serviceDomain }: { messageId: string; serviceDomain: string },
): void {
  if (recipients.every(({ limit }) => limit === null)) return
  const size = wireSize(manifest, messageId, serviceDomain)
  const limits = new Map<string, number>()
  for (const { address, limit } of recipients) {
    if (limit !== null && size > limit) limits.set(address.slice(address.lastIndexOf('@') + 1), limit)
  }
  if (limits.size === 0) return
  const partners = [...limits].map(([domain, limit]) => ({ domain, limit }))
  const takes = partners.map(({ domain, limit }) => `${domain} takes at most ${megabytes(limit, Math.floor)}`)
  throw problem(
    'too-large-for-partner',
    `As mail this would be ${megabytes(size, Math.ceil)}, and ${takes.join(', ')}: leave out an attachment or make it smaller, send it in parts, or leave that recipient out and bring it to them another way.`,
    { size, partners },
  )
}

/** Megabytes of a million bytes, to a tenth; what is less than one tenth, in bytes. */
function megabytes(bytes: number, round: (tenths: number) => number): string {
  return bytes < 100_000 ? `${bytes} bytes` : `${(round(bytes / 100_000) / 10).toFixed(1)} MB`
}
