import type { OpenedReview } from './papers.ts'
import { remarkWords } from './remarks.ts'
import { sampleWords } from './report/contents.ts'

/** Where the disclosures of a review come from. What the service announced is judged when they are drawn and reported on. */
export function originLines(
  { review: { announcement }, papers: { of, items } }: OpenedReview,
  sayTime: (iso: string) => string,
): string[] {
  if ('register' in of) {
    const filters = Object.entries(of.register).map(([name, value]) => `${name} ${String(value)}`)
    return [
      `A selection of the register under ${filters.length === 0 ? 'no filter' : filters.join(', ')}, as the service gave it.`,
    ]
  }
  const { month, count, remarks } = of.sample
  const what = items === null ? `${count}, not drawn yet,` : sampleWords(items.length, count)
  if (announcement === null)
    return [`A sample of ${what} of the disclosures of ${month}; it is not announced yet.`]
  const { leaf, at, overlapping } = announcement
  return [
    `A sample of ${what} of the disclosures of ${month}, announced ${leaf === null ? '' : `by entry ${leaf} of the log `}on ${sayTime(at)}, before anybody could know what would be drawn.`,
    `Announced over the same entries: ${overlapping === 1 ? 'once' : `${overlapping} times`}.`,
    ...remarks.map((one) => remarkWords(one, month)),
  ]
}
