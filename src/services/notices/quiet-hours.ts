/** Hours without notices, as times of day `HH:MM` in a zone; from 22:00 until 07:00 goes over midnight. */
export type QuietHours = { from: string; until: string }

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/**
 * When the quiet hours end that `now` lies in; null when it lies in none. The hours are those of the clock on the wall:
 * when the clocks change at night, the end is still at the time of day that was asked for, or, in the hour that does not
 * exist, within the hour after.
 */
export function quietUntil(now: Date, { from, until }: QuietHours, zone: string): Date | null {
  const clock = clockOf(zone)
  const wall = now.getTime() + offsetAt(clock, now.getTime())
  const [begins, ends, time] = [minutesOf(from) * MINUTE, minutesOf(until) * MINUTE, wall % DAY]
  const isQuiet = begins < ends ? begins <= time && time < ends : begins <= time || time < ends
  if (!isQuiet) return null
  const wallEnd = wall - time + ends + (time < ends ? 0 : DAY)
  // The clocks may change before the end: what the zone says there decides.
  const early = wallEnd - offsetAt(clock, now.getTime())
  const exact = wallEnd - offsetAt(clock, early)
  const exists = exact + offsetAt(clock, exact) === wallEnd
  return new Date(exists && exact > now.getTime() ? exact : Math.max(early, exact))
}

function clockOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
}

/** By how much the clock on the wall is ahead of UTC at that moment, in milliseconds. */
function offsetAt(clock: Intl.DateTimeFormat, time: number): number {
  const parts = new Map(clock.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const wall = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  )
  return wall - (time - (time % 1000))
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
