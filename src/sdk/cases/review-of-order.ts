import Value from 'typebox/value'
import type { CaseAction } from '../../domain/cases/case-text.ts'
import { CourtOrder } from '../../domain/kinds/court-order-schema.ts'
import { nextReview } from '../../domain/orders/next-review.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import { formOfReferral, type TakenFrom } from './form-of-referral.ts'

/**
 * The review of an order as something to be done in a case, by the day that the order says.
 *
 * @throws ClientError when it cannot be read, is no order in a form, or no review of it is to come
 */
export async function reviewOfOrder(
  session: Session,
  from: TakenFrom,
): Promise<Pick<CaseAction, 'text'> & { due: string }> {
  const { reference, kind, data } = await formOfReferral(session, from)
  if (kind !== 'court-order' || !Value.Check(CourtOrder, data))
    throw new ClientError(
      `${reference} is no order in a form that can be read. Add its review by hand, as an action.`,
      'The command for it: despatch case action add',
    )
  const review = nextReview(data)
  if (review === null)
    throw new ClientError(
      `${reference} says no review that is still to come. Where there is one, add it by hand, as an action.`,
      'The command for it: despatch case action add',
    )
  const law = review.statute === null ? '' : ` (${review.statute})`
  return { text: `Review the order ${data.caseNumber}, sent as ${reference}${law}`, due: review.due }
}
