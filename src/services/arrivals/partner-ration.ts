import type { Limiter } from '../limits.ts'
import { type KeepAnswer, refused } from './envelope.ts'

/** Counts a mail of an authenticated domain; the answer to give where that is one too many, else null. */
export type PartnerRation = (domain: string) => Promise<KeepAnswer | null>

/**
 * What one partner may bring in a while, however many addresses it sends from. Mail past it is not lost: the partner's
 * server is told when to come again.
 */
export const createPartnerRation =
  (perPartner: Limiter): PartnerRation =>
  async (domain) => {
    const { allowed, resetSeconds } = await perPartner.take(domain)
    if (allowed) return null
    return refused(452, `4.7.1 Too much mail from ${domain} at once; try again in ${resetSeconds} seconds`)
  }
