import type { Fault } from '../../wire/check.ts'
import { capital, named } from '../order-types.ts'
import { endOf, fault, isInForce, type Judged } from './judged.ts'

/** The order of the dates, and whether they agree with the status. */
export function dateFaults(judged: Judged): Fault[] {
  return [...sequenceFaults(judged), ...interimFaults(judged), ...endFaults(judged), ...statusFaults(judged)]
}

function sequenceFaults({ order, day }: Judged): Fault[] {
  const { orderDate, startDate, service, history = [] } = order
  const found: Fault[] = []
  if (orderDate > day) {
    found.push(
      fault('/orderDate', `The order was made on ${orderDate}, a day that has not come. Correct it.`),
    )
  }
  if (startDate < orderDate) {
    found.push(
      fault(
        '/startDate',
        `An order binds nobody before it is made: it was made on ${orderDate}. Correct one.`,
      ),
    )
  }
  if (service !== undefined && service.date < orderDate) {
    found.push(
      fault(
        '/service/date',
        `It cannot have been served before it was made on ${orderDate}. Correct one of the dates.`,
      ),
    )
  }
  for (const [place, { date }] of history.entries()) {
    if (date < orderDate || date > day) {
      found.push(
        fault(
          `/history/${place}/date`,
          'What happened to the order lies between the day it was made and today. Correct the date.',
        ),
      )
    }
  }
  return found
}

function interimFaults({ order, type }: Judged): Fault[] {
  const { status, interimUntil, expiryDate, untilFurtherOrder } = order
  if (!type.interim) {
    const found: Fault[] = []
    if (status === 'interim') {
      found.push(
        fault(
          '/status',
          `${capital(named(type))} is not an interim order (${type.statute}). Name its interim type, or give its status.`,
        ),
      )
    }
    if (interimUntil !== undefined) {
      found.push(
        fault(
          '/interimUntil',
          `Only an interim order ends with a hearing; ${named(type)} ends on its expiryDate. Leave interimUntil out.`,
        ),
      )
    }
    return found
  }
  const found: Fault[] = []
  if (status === 'full') {
    found.push(
      fault('/status', `${capital(named(type))} is never full (${type.statute}). Its status is interim.`),
    )
  }
  const [rule] = type.durations
  const openEnded = untilFurtherOrder === true && rule?.fixed !== true
  if (interimUntil === undefined && !openEnded) {
    const or = rule?.fixed === true ? '' : ', or say untilFurtherOrder'
    found.push(
      fault(
        '/interimUntil',
        `An interim order lasts until the application is decided (${rule?.statute ?? type.statute}). Give interimUntil${or}.`,
      ),
    )
  }
  if (expiryDate !== undefined && interimUntil !== undefined && expiryDate !== interimUntil) {
    found.push(
      fault('/expiryDate', 'It names two last days, expiryDate and interimUntil. Leave expiryDate out.'),
    )
  }
  return found
}

/** It ends after it begins, and says its end once. */
function endFaults(judged: Judged): Fault[] {
  const { order, type } = judged
  const end = endOf(judged)
  if (end === undefined) {
    return type.interim || order.untilFurtherOrder === true
      ? []
      : [fault('/expiryDate', 'It says no end. Give expiryDate, or say untilFurtherOrder.')]
  }
  const found: Fault[] = []
  // An interim order ends with its hearing or with a further order, whichever comes first.
  if (order.untilFurtherOrder === true && !type.interim) {
    found.push(
      fault('/untilFurtherOrder', `It ends on ${end.day} and also runs until further order. Leave one out.`),
    )
  }
  if (end.day < order.startDate) {
    found.push(
      fault(end.path, `It would end before it starts on ${order.startDate}. Correct one of the dates.`),
    )
  }
  return found
}

function statusFaults(judged: Judged): Fault[] {
  const { order, day } = judged
  const end = endOf(judged)
  const events = (order.history ?? []).map(({ event }) => event)
  const found: Fault[] = []
  if (isInForce(order) && end !== undefined && end.day < day && end.day >= order.startDate) {
    found.push(
      fault(
        '/status',
        `It ended on ${end.day}, so nobody is bound by it any more. Say that it is expired, or correct its end.`,
      ),
    )
  }
  if (order.status === 'expired' && (end === undefined || end.day >= day)) {
    const until = end === undefined ? 'it names no last day' : `it runs until ${end.day}`
    found.push(fault('/status', `It is said to have expired, yet ${until}. Correct its status or its end.`))
  }
  if (order.status === 'discharged' && !events.includes('discharged')) {
    found.push(
      fault('/history', 'It was discharged. Say in the history when, and which court or authority did so.'),
    )
  }
  if (order.status === 'varied' && !events.some((event) => event !== 'discharged')) {
    found.push(fault('/history', 'It was varied. Say in the history when, by whom, and what was changed.'))
  }
  if (isInForce(order) && events.includes('discharged')) {
    found.push(
      fault('/status', 'Its history says that it was discharged. Say that it is, or correct the history.'),
    )
  }
  return found
}
