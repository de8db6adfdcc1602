import type { Fault } from '../../wire/check.ts'
import { capital, named } from '../order-types.ts'
import { isOfAge } from '../period.ts'
import { ageWhenMade, fault, type Judged } from './judged.ts'

/** Whether this court could make this order, on somebody of this age. */
export function makerFaults(judged: Judged): Fault[] {
  return [...courtFaults(judged), ...ageFaults(judged)]
}

function courtFaults({ order: { court }, type }: Judged): Fault[] {
  if (court === undefined || type.courts.includes(court.type)) return []
  return [
    fault(
      '/court/type',
      `${capital(named(type))} is made by a ${list(type.courts)} court (${type.statute}). Correct the court, or the type of order.`,
    ),
  ]
}

function ageFaults({ order, type }: Judged): Fault[] {
  const { ages } = type
  if (ages === undefined || order.subject === undefined) return []
  const age = ageWhenMade(order)
  // Nobody under 18 can be subject to it, and this person is said to be: the date of birth is not needed.
  const tooYoung = age === undefined && order.subject.youngPerson === true && (ages.from ?? 0) >= 18
  if (!tooYoung && (age === undefined || isOfAge(age, ages))) return []
  const limit =
    ages.under === undefined
      ? `aged ${ages.from} or over`
      : `aged ${ages.from ?? 0} or over and under ${ages.under}`
  const was = age === undefined ? 'is under 18' : `was ${age} when it was made`
  return [
    fault(
      '/subject/dateOfBirth',
      `${capital(named(type))} can be made only on a person ${limit} (${ages.statute}); this person ${was}. Check the date of birth and the date of the order.`,
    ),
  ]
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
