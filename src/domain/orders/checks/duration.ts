import type { Fault } from '../../wire/check.ts'
import type { Ages, DurationRule, Period } from '../order-type.ts'
import { capital, named } from '../order-types.ts'
import { correspondingDay, formatPeriod, hoursBetween, isOfAge, lastDayOf } from '../period.ts'
import { agesWhenMade, endOf, fault, type Judged } from './judged.ts'

/** Whether it lasts as long as the law says, counted from the day on which it takes effect. */
export function durationFaults(judged: Judged): Fault[] {
  const rule = ruleFor(judged)
  if (rule === undefined) return []
  const end = endOf(judged)
  if (end === undefined) return openEndFaults(judged, rule)
  // What ends before it starts is said once, elsewhere.
  if (end.day < judged.order.startDate) return []
  return rule.most?.unit === 'hours' ? hourFaults(judged, rule, rule.most) : dayFaults(judged, rule, end)
}

/** The rule for the age of this person. Where the age leaves that open, the check of the age asks for it. */
function ruleFor({ order, type }: Judged): DurationRule | undefined {
  const known = agesWhenMade(order)
  return type.durations.find(
    ({ ages }) =>
      ages === undefined || (known !== undefined && isOfAge(known.least, ages) && isOfAge(known.most, ages)),
  )
}

function openEndFaults({ order, type }: Judged, rule: DurationRule): Fault[] {
  if (type.interim || !rule.fixed || order.untilFurtherOrder !== true) return []
  return [
    fault(
      '/untilFurtherOrder',
      `${subjectOf(type, rule.ages)} names its last day (${rule.statute}). Give expiryDate instead.`,
    ),
  ]
}

/**
 * Courts write either the last day of the period or the day after it as the end ("for two years until 1 March"): both
 * are taken as the whole period.
 */
function dayFaults(
  { order, type }: Judged,
  { ages, least, most, mostExtended, statute }: DurationRule,
  end: { day: string; path: string },
): Fault[] {
  const { startDate, history = [] } = order
  const extended = history.some(({ event }) => event === 'extended')
  const limit = extended ? (mostExtended ?? most) : most
  if (least !== undefined && end.day < lastDayOf(startDate, least)) {
    return [
      fault(
        end.path,
        `${subjectOf(type, ages)} lasts at least ${formatPeriod(least)} (${statute}): until ${lastDayOf(startDate, least)} or longer. Correct the date, or ask the court.`,
      ),
    ]
  }
  if (limit !== undefined && end.day > correspondingDay(startDate, limit)) {
    const with_ = extended && mostExtended !== undefined ? ' with its extensions' : ''
    return [
      fault(
        end.path,
        `${subjectOf(type, ages)} lasts at most ${formatPeriod(limit)}${with_} (${statute}): until ${lastDayOf(startDate, limit)} at the latest. Correct the date, or ask who made it.`,
      ),
    ]
  }
  return []
}

function hourFaults({ order, type }: Judged, { statute }: DurationRule, most: Period): Fault[] {
  const { startDate, startTime, expiryDate, expiryTime } = order
  if (startTime === undefined || expiryTime === undefined || expiryDate === undefined) {
    return [
      fault(
        startTime === undefined ? '/startTime' : '/expiryTime',
        `${capital(named(type))} lasts at most ${formatPeriod(most)} (${statute}). Give startTime and expiryTime.`,
      ),
    ]
  }
  const hours = hoursBetween({ date: startDate, time: startTime }, { date: expiryDate, time: expiryTime })
  if (hours < 0) {
    return [fault('/expiryTime', `It would end before it starts at ${startTime}. Correct one of the times.`)]
  }
  return hours <= most.count
    ? []
    : [
        fault(
          '/expiryTime',
          `${capital(named(type))} lasts at most ${formatPeriod(most)} (${statute}). Correct its end.`,
        ),
      ]
}

function subjectOf(type: Judged['type'], ages: Ages | undefined): string {
  const on =
    ages?.under === undefined
      ? ages?.from === undefined
        ? ''
        : ` on a person aged ${ages.from} or over`
      : ` on a person under ${ages.under}`
  return `${capital(named(type))}${on}`
}
