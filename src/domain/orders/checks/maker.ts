import type { Fault } from '../../wire/check.ts'
import { capital, named } from '../order-types.ts'
import { ageFaults } from './age.ts'
import { fault, type Judged } from './judged.ts'

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

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
