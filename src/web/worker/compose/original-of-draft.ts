import type { ReferralView } from '../../../domain/wire/referral-response.ts'
import { ClientError, isApiProblem } from '../../../sdk/errors.ts'
import type { ReferralRequest } from '../../../sdk/referral-request.ts'
import type { Session } from '../../../sdk/session.ts'
import { openedDelivery } from '../answer.ts'
import { type Opened, openedBefore } from '../referral.ts'
import type { Answered } from './answering.ts'

/** What a draft answers, as it was opened; or, with `why`, that this cannot be had. All null for what answers nothing. */
export type OriginalOfDraft =
  | { answered: Answered; opened: Opened; why: null }
  | { answered: Answered | null; opened: null; why: string | null }

type Belongs = Pick<ReferralRequest, 'from' | 'to' | 'inReplyTo' | 'thread'>

const GONE = 'It is not there any more: it was destroyed or withdrawn, or your mailbox is not party to it.'
const SEVERAL = 'The draft does not say which referral of its exchange it follows.'

/**
 * Finds what a draft answers and opens it, as following its link does. That it cannot be had hides nothing of the draft.
 * @param follows of a note: the referral that its author had before them, as the draft says it
 */
export async function originalOfDraft(
  session: Session,
  request: Belongs,
  follows?: string,
): Promise<OriginalOfDraft> {
  if (request.thread === undefined && !request.inReplyTo) return { answered: null, opened: null, why: null }
  let answered: Answered | null = null
  try {
    const found = await answeredIn(session, request, follows)
    if (typeof found === 'string') return { answered: null, opened: null, why: found }
    answered = found
    // Nothing is opened, and signed for, by going on with a draft that nobody in the team has opened before.
    if (found.received) await openedDelivery(session, found.of)
    return { answered: found, opened: await openedBefore(found), why: null }
  } catch (error) {
    if (isGone(error)) return { answered, opened: null, why: GONE }
    // What the SDK says of this very referral; that the session has ended, or the log contradicts itself, is for everybody.
    if (error instanceof ClientError && error.name === 'ClientError')
      return { answered, opened: null, why: error.withoutCommand }
    throw error
  }
}

async function answeredIn(
  session: Session,
  { from, to, inReplyTo, thread }: Belongs,
  follows: string | undefined,
): Promise<Answered | string> {
  if (inReplyTo) return receivedBy(await session.client.referral(inReplyTo), from) ?? GONE
  const { referrals } = await session.client.thread(thread ?? '')
  const [only, ...more] = followed(referrals, { from, to }, follows)
  return only === undefined ? GONE : more.length > 0 ? SEVERAL : only
}

/**
 * What a note may follow: what its own mailbox had from whom it goes to, and what it sent to all of them.
 * @param follows that one alone; any where the draft does not say it
 */
export const followed = (
  referrals: readonly ReferralView[],
  { from, to }: Pick<Belongs, 'from' | 'to'>,
  follows?: string,
): Answered[] =>
  referrals.flatMap((view) => {
    if (follows !== undefined && view.referral !== follows) return []
    if (view.from === from && view.sentByMe) {
      const others = view.deliveries.flatMap(({ mailbox }) => (mailbox === from ? [] : [mailbox]))
      return isSame(others, to) ? [{ of: view.referral, received: false }] : []
    }
    const own = view.from !== null && isSame([view.from], to) ? receivedBy(view, from) : null
    return own === null ? [] : [own]
  })

function receivedBy({ deliveries }: ReferralView, mailbox: string): Answered | null {
  const own = deliveries.find((delivery) => delivery.mailbox === mailbox)
  return own ? { of: own.delivery, received: true } : null
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one))

const isGone = (error: unknown): boolean =>
  isApiProblem(error, 'not-found') || isApiProblem(error, 'withdrawn')
