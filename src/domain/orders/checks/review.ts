import type { Fault } from '../../wire/check.ts'
import type { Reviewer, ReviewRule } from '../order-type.ts'
import { dayAfter, formatPeriod, lastDayOf } from '../period.ts'
import { agesOnDay, agesWhenMade, endOf, fault, isInForce, type Judged } from './judged.ts'

const WORDS: Readonly<Record<Reviewer, string>> = {
  applicant: 'the agency that applied for it',
  police: 'the police',
  designated: 'the agency that the court designated',
}

/** Whether the review that an order on somebody young must have is given, in time and by whom it is for. */
export function reviewFaults(judged: Judged): Fault[] {
  const { order, type } = judged
  const rule = type.review
  if (rule === undefined || order.subject === undefined || !isInForce(order)) return []
  const made = agesWhenMade(order)
  // An age that is not known well enough is asked for by the check of the age.
  if (made === undefined || made.most >= rule.madeUnder) return []
  const last = endOfPeriod(judged, rule)
  const end = endOf(judged)
  const then = agesOnDay(order, last)
  // Only where the term runs to the end of the period or beyond.
  if (then === undefined || then.least >= rule.until || (end !== undefined && end.day < last)) return []
  if (order.review !== undefined) return givenFaults(judged, rule, last)
  return [then.most < rule.until ? missing(rule, last) : missingOrBirth(rule, last)]
}

/**
 * The last day of the period of review in which `day` lies, or of the first where that is yet to come. A variation,
 * or an order in support, within a period begins it again.
 */
function endOfPeriod({ order, day }: Judged, rule: ReviewRule): string {
  const restarts = [
    ...(order.history ?? []).filter(({ event }) => event !== 'discharged').map(({ date }) => date),
    ...(order.linkedOrders ?? [])
      .filter(({ orderType }) => rule.restartedBy.includes(orderType))
      .flatMap(({ orderDate }) => orderDate ?? []),
  ].sort()
  let begin = rule.from === 'order' ? order.orderDate : order.startDate
  let last = lastDayOf(begin, rule.every)
  // Each turn passes a restart or moves on a period: a dated order of centuries ago still ends here.
  for (let turn = 0; turn < 200; turn++) {
    const restart = restarts.findLast((date) => begin < date && date <= last && date <= day)
    if (restart === undefined && last >= day) break
    begin = restart ?? dayAfter(last)
    last = lastDayOf(begin, rule.every)
  }
  return last
}

function missing({ madeUnder, every, statute }: ReviewRule, last: string): Fault {
  return fault(
    '/review',
    `It was made on a person under ${madeUnder} and must be reviewed within each ${formatPeriod(every)} (${statute}). Give the review, due by ${last} at the latest.`,
  )
}

/** By the age band alone the person may be too old for a review by then, or not. */
function missingOrBirth({ until, every, statute }: ReviewRule, last: string): Fault {
  return fault(
    '/review',
    `It must be reviewed within each ${formatPeriod(every)} at whose end the person is under ${until} (${statute}), which the age band leaves open. Give the review, due by ${last} at the latest, or the date of birth.`,
  )
}

function givenFaults({ order, day }: Judged, { every, by, statute }: ReviewRule, last: string): Fault[] {
  const { review, applicant } = order
  if (review === undefined) return []
  const found: Fault[] = []
  if (review.due > last) {
    found.push(
      fault(
        '/review/due',
        `The review must be within each ${formatPeriod(every)} (${statute}): by ${last} at the latest. Correct the date.`,
      ),
    )
  }
  if (!by.includes(review.by)) {
    found.push(
      fault(
        '/review/by',
        `The review of such an order is for ${by.map((reviewer) => WORDS[reviewer]).join(' or ')} (${statute}). Correct who does it.`,
      ),
    )
  } else if (
    review.by === 'applicant' &&
    review.agency !== undefined &&
    review.agency !== applicant?.agency
  ) {
    found.push(
      fault(
        '/review/agency',
        `The review is for the agency that applied for the order (${statute}), and another is named. Correct one of them.`,
      ),
    )
  }
  if (review.done !== undefined && (review.done > day || review.done < order.orderDate)) {
    found.push(
      fault(
        '/review/done',
        'The review was done between the making of the order and today. Correct the date.',
      ),
    )
  }
  return found
}
