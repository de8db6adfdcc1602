import type { Urgency } from './wire/referral-fields.ts'
import { addWorkingDays, isWorkingDay, workingDaysBetween } from './working-days.ts'

/** Each urgency in words, for a person who reads a referral or a list. */
export const URGENCY_WORDS: Readonly<Record<Urgency, string>> = {
  routine: 'routine',
  urgent: 'URGENT',
  immediate: 'IMMEDIATE',
}

/**
 * Within how many working days of being sent an answer is asked for, by urgency; 0 is the same day, or the first working
 * day after it. No source sets them for a partnership as a whole: they are what services promise who publish it, such as a first
 * response to the most serious reports within one working day and an update every ten. The sender's own day goes before.
 */
export type AnswerTimes = Readonly<Record<Urgency, number>>

/** A request to partners who have their own work. */
export const USUAL_TIMES: AnswerTimes = { routine: 10, urgent: 3, immediate: 1 }

/** What may have to be told and answered at once, since somebody may come to harm (F13). */
export const HARM_TIMES: AnswerTimes = { routine: 5, urgent: 1, immediate: 0 }

/**
 * The day by which an answer is asked for, of something that is sent on `today`.
 *
 * @param before a day before which the answer is needed, such as that of a conference: then the last working day before it,
 *   if that is sooner and not over
 */
export function answerBy(
  times: AnswerTimes,
  urgency: Urgency,
  today: string,
  before: string | null = null,
): string {
  const usual = addWorkingDays(today, times[urgency])
  if (before === null) return usual
  const last = addWorkingDays(before, -1)
  return today <= last && last < usual ? last : usual
}

/** How an answer that is asked for by a day stands, while it has not come. */
export type AnswerStanding = {
  /** whether the day has passed */
  overdue: boolean
  /** working days until the end of that day, or since it; 0 on the day itself, and on what follows it until the next working day */
  workingDays: number
}

/** How an answer that has not come stands on a day. */
export function answerStanding(respondBy: string, today: string): AnswerStanding {
  const left = workingDaysBetween(today, respondBy)
  return respondBy < today ? { overdue: true, workingDays: -left } : { overdue: false, workingDays: left }
}

/** What is worth saying of a day that a sender chose; null where it is a working day. */
export function chosenDayRemark(respondBy: string): string | null {
  return isWorkingDay(respondBy)
    ? null
    : `${respondBy} is no working day in England and Wales; the last before it is ${addWorkingDays(respondBy, -1)}.`
}
