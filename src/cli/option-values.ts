import { check } from '../domain/wire/check.ts'
import { CalendarDate } from '../domain/wire/primitives.ts'
import { UsageError } from './action.ts'

/** One of the choices of an option. @throws UsageError */
export function oneOf<T extends string>(name: string, choices: readonly T[], text: string): T {
  const found = choices.find((choice) => choice === text)
  if (found !== undefined) return found
  throw new UsageError(`--${name} must be one of ${choices.join(', ')}`)
}

/** A day. @throws UsageError */
export function dateNamed(name: string, text: string): string {
  const [fault] = check(CalendarDate, text)
  if (fault) throw new UsageError(`--${name} ${fault.message}`)
  return text
}
