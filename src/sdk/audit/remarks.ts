import type { EndRemark } from '../../domain/wire/review-statement.ts'

const WHERE: Readonly<Record<EndRemark['where'], string>> = {
  before: 'Left out, just before the range',
  first: 'In the range, at its beginning',
  last: 'In the range, at its end',
  after: 'Left out, just after the range',
}

/** A remark on an end of a sample's range, as a sentence. */
export function remarkWords({ where, why, count, leaves, by, more }: EndRemark, month: string): string {
  const one = count === 1
  const others = count > leaves.length ? ` and ${count - leaves.length} beyond` : ''
  const which = `${one ? 'the disclosure at entry' : 'the disclosures at entries'} ${leaves.join(', ')}${others}`
  const it = one ? 'it is' : 'they are'
  const known =
    why === 'destroyed'
      ? `${one ? 'was' : 'were'} destroyed, as ${by.length === 1 ? 'entry' : 'entries'} ${by.join(', ')} ${by.length === 1 ? 'says' : 'say'}: whether ${it} of ${month} is not known`
      : `${one ? 'is' : 'are'} of ${month} by ${one ? 'its' : 'their'} own time, within two hours of its ends, as clocks may differ`
  return `${WHERE[where]}: ${which} ${known}.${more ? ' Whether more beyond are like that was not found out.' : ''}`
}

/** What is said where there is none. */
export const NO_REMARKS =
  'The disclosures at both ends and the nearest on either side were opened: each is where it belongs.'
