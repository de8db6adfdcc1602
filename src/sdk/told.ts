import type { Told } from './session.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Whoever came back with fewer days left is told how near it was. */
const WARNED_DAYS = 14

/**
 * What a person should hear when they have signed in: what others tried, and how near their account was to its end.
 * @param sayTime a time, ISO 8601, as whoever shows it writes times
 */
export function toldLines(told: Told | null, now: Date, sayTime: (iso: string) => string): string[] {
  if (!told) return []
  const { failedAttempts, lastActiveAt, dormantAfterDays } = told
  const lines: string[] = []
  if (failedAttempts > 0) {
    const tried = failedAttempts === 1 ? 'A passphrase was' : `${failedAttempts} passphrases were`
    lines.push(
      `${tried} tried under your name, and not the right one, since you last signed in. If that was not you, tell your liaison officer.`,
    )
  }
  if (dormantAfterDays !== null) {
    const unused = (now.getTime() - Date.parse(lastActiveAt)) / DAY_MS
    const left = Math.floor(dormantAfterDays - unused)
    if (left <= WARNED_DAYS) {
      lines.push(
        `You last used this account at ${sayTime(lastActiveAt)}: ${left === 1 ? 'one day' : `${left} days`} later it would have been suspended, as it is after ${dormantAfterDays} days without use.`,
      )
    }
  }
  return lines
}
