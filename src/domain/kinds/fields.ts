import Type, { type Static } from 'typebox'
import { CalendarDate } from '../wire/primitives.ts'

/** Longer text: line breaks and tabs, no other control characters. */
export function Text(maxLength: number) {
  return Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]*$',
    description: `text of at most ${maxLength} characters, without control characters`,
  })
}

/** A time of day in the place where it happened. */
export const ClockTime = Type.String({
  pattern: '^(?:[01][0-9]|2[0-3]):[0-5][0-9]$',
  maxLength: 5,
  description: 'a time of day, such as 21:30',
})

/** When something began or ended; the time is left out where it is not known. */
export const Moment = Type.Object(
  { date: CalendarDate, time: Type.Optional(ClockTime) },
  { additionalProperties: false },
)
export type Moment = Static<typeof Moment>

export function formatMoment({ date, time }: Moment): string {
  return time === undefined ? date : `${date} at ${time}`
}

/** Whether one moment is certainly before another: on an earlier day, or at an earlier known time of one day. */
export function isBefore(one: Moment, other: Moment): boolean {
  if (one.date !== other.date) return one.date < other.date
  return one.time !== undefined && other.time !== undefined && one.time < other.time
}
