const MONTH = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long', year: 'numeric' })
const SHORT = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `2010-03` is March 2010. */
export const monthInWords = (month: string): string => MONTH.format(new Date(`${month}-01T00:00:00Z`))

/** The same in two short words, where there is little room: they break into two lines. */
export const monthName = (month: string): string =>
  `${SHORT[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`

/** The first and the last of some months: `March 2010`, `March 2010 to May 2010`; nothing of none. */
export function periodInWords(months: readonly string[]): string {
  const [since, until] = [months[0], months.at(-1)]
  if (since === undefined || until === undefined) return ''
  return since === until ? monthInWords(since) : `${monthInWords(since)} to ${monthInWords(until)}`
}
