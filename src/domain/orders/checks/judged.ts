import type { CourtOrder } from '../../kinds/court-order-schema.ts'
import type { Fault } from '../../wire/check.ts'
import { type AgeRange, agesOf } from '../age-bands.ts'
import type { OrderType } from '../order-type.ts'
import { ageOn, dayAfter } from '../period.ts'

/** An order as the checks look at it. `day` is the day on which it is judged. */
export type Judged = { order: CourtOrder; type: OrderType; day: string }

export function fault(path: string, message: string): Fault {
  return { path, message }
}

/** The ages that its subject can have been of on the day it was made; undefined where it says nothing of that. */
export function agesWhenMade({
  subject,
  orderDate,
}: Pick<CourtOrder, 'subject' | 'orderDate'>): AgeRange | undefined {
  if (subject?.dateOfBirth !== undefined) {
    const age = ageOn(subject.dateOfBirth, orderDate)
    return { least: age, most: age }
  }
  if (subject?.ageBand !== undefined) return agesOf(subject.ageBand)
  return subject?.youngPerson === true ? { least: 0, most: 17 } : undefined
}

/** The same on a later day: without a date of birth, a birthday can have been the day of the order or the day after. */
export function agesOnDay(order: CourtOrder, day: string): AgeRange | undefined {
  const { subject, orderDate } = order
  if (subject?.dateOfBirth !== undefined) {
    const age = ageOn(subject.dateOfBirth, day)
    return { least: age, most: age }
  }
  const ages = agesWhenMade(order)
  return (
    ages && {
      least: ages.least + ageOn(orderDate, day),
      most: ages.most + 1 + ageOn(dayAfter(orderDate), day),
    }
  )
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
