/**
 * Words that only pages need. Days are whole days of the partnership's place and stand as they are; moments are shown in the
 * user's own time zone, in the form of the GOV.UK style guide: 3 March 2010, 3 March 2010 at 9:05am.
 */

const DAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const LOCAL_DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const LOCAL_TIME = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true })

/** A day, `YYYY-MM-DD`. One that is none yet, since something is still to be answered, stands as it is. */
export function dayInWords(day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  return Number.isNaN(at.getTime()) ? day : DAY.format(at)
}

/** A moment, ISO 8601, in the user's zone. */
export function momentInWords(iso: string): string {
  const at = new Date(iso)
  return `${LOCAL_DAY.format(at)} at ${LOCAL_TIME.format(at).replaceAll(/\s/g, '').toLowerCase()}`
}

/** A field of a referral, with each day in it, and a time of the place after one, in the form of the style guide. */
export const valueInWords = (value: string): string =>
  value.replaceAll(/(?<![\w/-])(\d{4}-\d\d-\d\d)(?: at (\d\d):(\d\d))?(?![\w/-])/g, placeTime)

function placeTime(as: string, day: string, hour?: string, minute?: string): string {
  if (Number.isNaN(Date.parse(day))) return as
  if (hour === undefined) return dayInWords(day)
  const twelve = Number(hour) % 12 === 0 ? 12 : Number(hour) % 12
  return `${dayInWords(day)} at ${twelve}:${minute}${Number(hour) < 12 ? 'am' : 'pm'}`
}

/** A size as people say it. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / (1024 * 1024)).toFixed(1)} MB`
}

/** `1 thing`, `2 things`: a number of something, with its plural where that is not a plain one. */
export const counted = (count: number, thing: string, things = `${thing}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? thing : things}`

const KIND_ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['asb', 'ASB'],
  ['marac', 'MARAC'],
  ['ppo', 'PPO'],
  ['dip', 'DIP'],
])

/** A kind of referral by its name in the manifest: `asb-incident` is an ASB incident. */
export const kindInWords = (kind: string): string =>
  capitalised(
    kind
      .split('-')
      .map((word) => KIND_ABBREVIATIONS.get(word) ?? word)
      .join(' '),
  )

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
