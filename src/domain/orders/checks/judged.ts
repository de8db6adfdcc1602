import type { CourtOrder } from '../../kinds/court-order-schema.ts'
import type { Fault } from '../../wire/check.ts'
import type { OrderType } from '../order-type.ts'
import { ageOn } from '../period.ts'

/** An order as the checks look at it. `day` is the day on which it is judged. */
export type Judged = { order: CourtOrder; type: OrderType; day: string }

export function fault(path: string, message: string): Fault {
  return { path, message }
}

/** Age of the person subject to it on the day it was made; undefined where no date of birth is given. */
export function ageWhenMade({ subject, orderDate }: CourtOrder): number | undefined {
  return subject?.dateOfBirth === undefined ? undefined : ageOn(subject.dateOfBirth, orderDate)
}

/** The last day of the order and the field that says it; undefined while nothing ends it. */
export function endOf({ order, type }: Judged): { day: string; path: string } | undefined {
  if (type.interim && order.interimUntil !== undefined) {
    return { day: order.interimUntil, path: '/interimUntil' }
  }
  return order.expiryDate === undefined ? undefined : { day: order.expiryDate, path: '/expiryDate' }
}

/** Whether it binds anybody now, as far as its status says. */
export function isInForce({ status }: CourtOrder): boolean {
  return status !== 'discharged' && status !== 'expired'
}
