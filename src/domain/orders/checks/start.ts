import { addDays } from '../../day.ts'
import type { Fault } from '../../wire/check.ts'
import type { StartRule } from '../order-type.ts'
import { capital, named, orderTypeOf } from '../order-types.ts'
import { dayAfter } from '../period.ts'
import { fault, type Judged } from './judged.ts'

/**
 * Whether it takes effect soon enough after it was made: a start far ahead would put off its end and its reviews. One
 * before it was made is said with the other dates.
 */
export function startFaults({ order, type }: Judged): Fault[] {
  const { orderDate, startDate, linkedOrders = [] } = order
  const { withinDays, afterLinked = [] } = type.start
  const latest = [
    addDays(orderDate, withinDays),
    ...linkedOrders
      .filter(({ orderType }) => afterLinked.includes(orderType))
      .flatMap(({ expiryDate }) => (expiryDate === undefined ? [] : [dayAfter(expiryDate)])),
  ]
  if (startDate <= orderDate || latest.some((day) => startDate <= day)) return []
  return [fault('/startDate', `${capital(named(type))} takes effect ${whenIt(type.start, orderDate)}`)]
}

function whenIt({ withinDays, afterLinked = [], statute }: StartRule, orderDate: string): string {
  const law = statute === undefined ? '' : ` (${statute})`
  const day = withinDays === 0 ? 'on the day it is made' : `within ${withinDays} days of being made`
  const earlier = afterLinked.flatMap((code) => orderTypeOf(code) ?? []).map(named)
  if (earlier.length > 0) {
    return `${day}, or when ${earlier.join(' or ')} before it ends${law}. Correct the date, or name the order before it in linkedOrders, with its expiryDate.`
  }
  return `${day}${law}: by ${addDays(orderDate, withinDays)} at the latest. Correct one of the dates.`
}
