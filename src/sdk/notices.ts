import { check } from '../domain/wire/check.ts'
import type { NoticeSetting, NoticeSettingResponse } from '../domain/wire/notices.ts'
import { Address } from '../domain/wire/primitives.ts'

/** What a setting of notices has when it is made without saying otherwise. */
export const NOTICE_DEFAULTS = { bundleMinutes: 15, quiet: null, zone: 'Europe/London' } as const

type Quiet = NonNullable<NoticeSetting['quiet']>

/** An ordinary mail address as it was typed; null where it is none. */
export function noticeAddress(typed: string): string | null {
  const address = typed.trim().toLowerCase()
  return check(Address, address).length === 0 ? address : null
}

/** In how many minutes there is one notice at most; null where that is no such number. */
export function noticeMinutes(typed: string): number | null {
  const text = typed.trim()
  const minutes = Number(text)
  return /^[0-9]{1,4}$/.test(text) && minutes >= 5 && minutes <= 1440 ? minutes : null
}

/** A time of day with its nought, `07:30`, from `7:30` or `07:30`; null where it is none. */
export function timeOfDay(typed: string): string | null {
  const [, time] = /^((?:[01]?[0-9]|2[0-3]):[0-5][0-9])$/.exec(typed.trim()) ?? []
  return time === undefined ? null : time.padStart(5, '0')
}

/** Quiet hours in one word, `19:00-07:30`; null where they are none. */
export function quietHours(typed: string): Quiet | null {
  const [from, until, ...more] = typed.split(/[-–]/).map(timeOfDay)
  return from && until && more.length === 0 ? { from, until } : null
}

/** What a notice holds, and nothing else. */
export const NOTICE_EXAMPLE = '1 item marked RESTRICTED waits in Liverpool anti-social behaviour team.'

/** What is to be told where the service cannot send any. */
export const NO_NOTICES_HERE =
  'This service sends no notices just now: its operator has not set a mail server for them.'

/**
 * How notices go that somebody has; each a sentence.
 *
 * @param sayTime a time, ISO 8601, as whoever shows it writes times
 */
export function noticeSentences(
  { address, bundleMinutes, quiet, zone }: NoticeSetting,
  { lastSentAt, sayTime }: { lastSentAt: string | null; sayTime: (iso: string) => string },
): string[] {
  return [
    `Notices go to ${address}, at most one in ${bundleMinutes} minutes.`,
    quiet === null
      ? 'There are no quiet hours.'
      : `Quiet from ${quiet.from} until ${quiet.until} (${zone}); what came meanwhile is told after.`,
    lastSentAt === null ? 'None has been sent yet.' : `The last one was sent ${sayTime(lastSentAt)}.`,
  ]
}

/** Why the last notice has not gone out, and what helps, where the person can help: by `correct` or by `begin`. */
export function noticeFailure(
  failure: NonNullable<NoticeSettingResponse['failure']>,
  { correct, begin }: { correct: string; begin: string },
): string {
  switch (failure) {
    case 'delayed':
      return 'The mail server did not take the last notice; it is tried again within minutes.'
    case 'refused':
      return `The mail server refuses this address; it is tried for two days. If it is wrong: ${correct}`
    case 'stopped':
      return `Notices have stopped: the mail server refused this address for two days. To begin again: ${begin}`
    default:
      return failure satisfies never
  }
}
