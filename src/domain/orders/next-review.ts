import type { CourtOrder } from '../kinds/court-order-schema.ts'
import { isInForce } from './checks/judged.ts'
import { orderTypeOf } from './order-types.ts'

/** The day by which an order is to be reviewed, and the law that says so where it was found. */
export type NextReview = { due: string; statute: string | null }

/**
 * When an order is to be reviewed next, as it says itself; `checks/review.ts` has seen to it that one on somebody young says a day that
 * is early enough. null of an order that names no review, whose review was done, or that has ended.
 */
export function nextReview(order: CourtOrder): NextReview | null {
  const { review, orderType } = order
  if (review === undefined || review.done !== undefined || !isInForce(order)) return null
  return { due: review.due, statute: orderTypeOf(orderType)?.review?.statute ?? null }
}
