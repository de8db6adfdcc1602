import { isAnswered } from '../domain/answered.ts'
import type { DeliveryView, ReferralView } from '../domain/wire/referral-response.ts'

/** How one recipient stands to what was sent to them. */
export type RecipientAnswer = {
  mailbox: string
  state: DeliveryView['state']
  answer: DeliveryView['answer']
  /** the code with which they returned or declined it, or its sender withdrew it */
  reason: string | null
  /** the reply that came from them: its reference where it is at hand, else its id */
  replied: string | null
  /** when it came to stand so, ISO 8601 */
  at: string
  /** whether that answers what was asked (domain/answered.ts) */
  answered: boolean
}

/**
 * Who of a referral's recipients has answered, by what and when; who has only seen it, and who has not even that.
 *
 * @param exchange the other referrals of the thread, as far as they are at hand: replies are named by their references
 */
export function whoAnswered(
  { kind, deliveries }: Pick<ReferralView, 'kind' | 'deliveries'>,
  exchange: readonly Pick<ReferralView, 'referral' | 'reference' | 'acceptedAt'>[] = [],
): RecipientAnswer[] {
  return deliveries.map(({ mailbox, state, answer, since, answeredBy, withdrawn, receipts }) => {
    const reply = exchange.find(({ referral }) => referral === answeredBy)
    // The first of several of one sort is what the state came from.
    const receipt = receipts.find(({ event }) => event === answer)
    return {
      mailbox,
      state,
      answer,
      reason: withdrawn?.reason ?? receipt?.reason ?? null,
      replied: reply?.reference ?? answeredBy,
      at: latest([withdrawn?.at ?? receipt?.at ?? since, ...(reply ? [reply.acceptedAt] : [])]),
      answered: isAnswered(kind, { answer, replied: answeredBy !== null }),
    }
  })
}

const latest = (times: readonly string[]): string => times.reduce((one, other) => (other > one ? other : one))
