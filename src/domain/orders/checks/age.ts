import type { Fault } from '../../wire/check.ts'
import { AGE_BANDS, type AgeRange, agesOf, bandInWords } from '../age-bands.ts'
import type { OrderType } from '../order-type.ts'
import { capital, named } from '../order-types.ts'
import { ageOn } from '../period.ts'
import { agesWhenMade, fault, type Judged } from './judged.ts'

/**
 * Whether its subject was of an age for it, and whether the age is known as well as its law needs: for who may be
 * subject to it, for how long, and whether it is reviewed. A check that cannot be made is said, never left out.
 */
export function ageFaults(judged: Judged): Fault[] {
  if (judged.order.subject === undefined) return []
  const known = agesWhenMade(judged.order)
  return [...contradictions(judged), ...limitFaults(judged, known)]
}

function limitFaults(judged: Judged, known: AgeRange | undefined): Fault[] {
  const { type } = judged
  if (known !== undefined && type.ages !== undefined) {
    const { from = 0, under = Number.POSITIVE_INFINITY } = type.ages
    if (known.most < from || known.least >= under) return [outside(judged, type.ages)]
  }
  const open = limitsOf(type).some(
    (limit) => known === undefined || (known.least < limit && limit <= known.most),
  )
  return open ? [unknownAge(type)] : []
}

/** The ages at which the law of the type changes. */
function limitsOf({ ages, durations, review }: OrderType): number[] {
  return [ages, ...durations.map((rule) => rule.ages)]
    .flatMap((limits) => [limits?.from, limits?.under])
    .concat(review?.madeUnder)
    .flatMap((limit) => limit ?? [])
}

/** Why the law of a type needs to know how old its subject was, each with its law; empty where it does not. */
export function whyAgeIsNeeded(type: OrderType): string[] {
  const timed = type.durations.find(({ ages }) => ages !== undefined)
  return [
    ...(type.ages === undefined
      ? []
      : [`it can be made only on a person ${inWords(type.ages)} (${type.ages.statute})`]),
    ...(timed === undefined ? [] : [`how long it lasts depends on the age (${timed.statute})`]),
    ...(type.review === undefined
      ? []
      : [`on a person under ${type.review.madeUnder} it must be reviewed (${type.review.statute})`]),
  ]
}

function unknownAge(type: OrderType): Fault {
  return fault(
    '/subject/dateOfBirth',
    `It must be known how old this person was when it was made: ${whyAgeIsNeeded(type).join('; ')}. Give the date of birth or, where it is not known, the age band on that day (ageBand: ${AGE_BANDS.join(', ')}).`,
  )
}

function outside({ order, type }: Judged, ages: NonNullable<OrderType['ages']>): Fault {
  const can = `${capital(named(type))} can be made only on a person ${inWords(ages)} (${ages.statute})`
  const { dateOfBirth, ageBand } = order.subject ?? {}
  if (dateOfBirth === undefined && ageBand !== undefined) {
    return fault(
      '/subject/ageBand',
      `${can}; this person was ${bandInWords(ageBand)} when it was made. Check the age band, or the type of order.`,
    )
  }
  const was =
    dateOfBirth === undefined ? 'is under 18' : `was ${ageOn(dateOfBirth, order.orderDate)} when it was made`
  return fault(
    '/subject/dateOfBirth',
    `${can}; this person ${was}. Check the date of birth and the date of the order.`,
  )
}

/** Two things said of one age: the check would go by the one, and a reader by the other. */
function contradictions({ order: { subject, orderDate } }: Judged): Fault[] {
  if (subject === undefined) return []
  const { dateOfBirth, ageBand, youngPerson } = subject
  const found: Fault[] = []
  if (dateOfBirth !== undefined && ageBand !== undefined) {
    const { least, most } = agesOf(ageBand)
    const age = ageOn(dateOfBirth, orderDate)
    if (age < least || age > most) {
      found.push(
        fault(
          '/subject/ageBand',
          `By the date of birth this person was ${age} when the order was made, and by the age band ${bandInWords(ageBand)}. Correct one, or leave the age band out.`,
        ),
      )
    }
  }
  if (youngPerson === true && (agesWhenMade({ subject, orderDate })?.least ?? 0) >= 18) {
    found.push(
      fault(
        '/subject/youngPerson',
        'It says that this person is under 18, and also that they were 18 or over when the order was made. Correct one of them.',
      ),
    )
  }
  return found
}

function inWords({ from = 0, under }: NonNullable<OrderType['ages']>): string {
  return under === undefined ? `aged ${from} or over` : `aged ${from} or over and under ${under}`
}
