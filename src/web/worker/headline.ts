import { safeLine } from '../../domain/kinds/plain-text.ts'
import type { ReferralView } from '../../domain/wire/referral-response.ts'

/** What is known of a referral without opening it. */
export type Headline = Pick<
  ReferralView,
  | 'referral'
  | 'reference'
  | 'kind'
  | 'marking'
  | 'from'
  | 'fromDomain'
  | 'acceptedAt'
  | 'respondBy'
  | 'origin'
  | 'thread'
> & {
  mailbox: string
  state: string
  answer: string | null
  withdrawn: string | null
  /** why the service is not believed about it; null where there is nothing to doubt */
  doubt: string | null
}

/** What is shown of it without opening it. */
export function headlineOf(view: ReferralView, of: string, doubt: string | null = null): Headline {
  const { referral, reference, kind, marking, from, fromDomain, acceptedAt, respondBy, origin, thread } = view
  const own = view.deliveries.find(({ delivery }) => delivery === of)
  return {
    ...{ referral, reference, kind, marking, from, fromDomain, acceptedAt, respondBy, origin, thread },
    mailbox: own?.mailbox ?? from ?? '',
    state: own?.state ?? 'accepted',
    answer: own?.answer ?? null,
    withdrawn: own?.withdrawn?.reason ?? null,
    doubt: doubt && safeLine(doubt),
  }
}
