import { MOST_REMARKED, type SampleRemark } from '../../domain/wire/review-statement.ts'
import { destructionsOf } from './destructions.ts'

/** A remark on these disclosures; none where there are none. `destroyed`: which entry says so of each. */
export function remark(
  { where, why, more }: Pick<SampleRemark, 'where' | 'why' | 'more'>,
  indices: readonly bigint[],
  destroyed: ReadonlyMap<bigint, bigint> = new Map(),
): SampleRemark[] {
  if (indices.length === 0) return []
  const named = indices.slice(0, MOST_REMARKED)
  const by = new Set(named.flatMap((index) => destroyed.get(index) ?? []))
  const [leaves, entries] = [named.map(String), [...by].map(String)]
  return [{ where, why, count: indices.length, leaves, by: entries, more }]
}

/**
 * Remarks on disclosures that were destroyed: those before the sample was announced, and those since.
 *
 * @param size of the tree that ends with the announcement
 */
export function remarksOfDestroyed(
  { where, more }: Pick<SampleRemark, 'where' | 'more'>,
  indices: readonly bigint[],
  { destroyed, size }: { destroyed: ReadonlyMap<bigint, bigint>; size: bigint },
): SampleRemark[] {
  const isSince = (index: bigint) => (destroyed.get(index) ?? 0n) >= size
  const before = indices.filter((index) => destroyed.has(index) && !isSince(index))
  return [
    ...remark({ where, why: 'destroyed', more }, before, destroyed),
    ...remark({ where, why: 'destroyed-since', more }, indices.filter(isSince), destroyed),
  ]
}

/** What is remarked of disclosures that were drawn and could not be opened: which were destroyed, and which are withheld. */
export async function remarksOfDrawn(
  log: Parameters<typeof destructionsOf>[0],
  evidence: Parameters<typeof destructionsOf>[1],
  { unopened, size }: { unopened: readonly bigint[]; size: bigint },
): Promise<SampleRemark[]> {
  const destroyed = await destructionsOf(log, evidence, unopened)
  const withheld = unopened.filter((index) => !destroyed.has(index))
  return [
    ...remarksOfDestroyed({ where: 'drawn', more: false }, unopened, { destroyed, size }),
    ...remark({ where: 'drawn', why: 'withheld', more: false }, withheld),
  ]
}

const WHERE: Readonly<Record<SampleRemark['where'], string>> = {
  before: 'Left out, just before the range',
  first: 'In the range, at its beginning',
  last: 'In the range, at its end',
  after: 'Left out, just after the range',
  drawn: 'Drawn, and not opened',
}

/** A remark on a sample, as a sentence. */
export function remarkWords({ where, why, count, leaves, by, more }: SampleRemark, month: string): string {
  const one = count === 1
  const others = count > leaves.length ? ` and ${count - leaves.length} others` : ''
  const which = `${one ? 'the disclosure at entry' : 'the disclosures at entries'} ${leaves.join(', ')}${others}`
  const gone = (when: string) =>
    `${one ? 'was' : 'were'} destroyed${when}, as ${by.length === 1 ? 'entry' : 'entries'} ${by.join(', ')} ${by.length === 1 ? 'says' : 'say'}`
  const unplaced = where === 'drawn' ? '' : `: whether ${one ? 'it is' : 'they are'} of ${month} is not known`
  const known: Record<SampleRemark['why'], string> = {
    destroyed: `${gone('')}${unplaced}`,
    'destroyed-since': `${gone(' after the sample was announced')}${unplaced}. Ask who decided it, and why then`,
    near: `${one ? 'is' : 'are'} of ${month} by ${one ? 'its' : 'their'} own time, within two hours of its ends, as clocks may differ`,
    withheld: `${one ? 'is' : 'are'} withheld: no entry of the log says that ${one ? 'it was' : 'they were'} destroyed`,
  }
  return `${WHERE[where]}: ${which} ${known[why]}.${more ? ' Whether more beyond are like that was not found out.' : ''}`
}

/** What is said where there is none. */
export const NO_REMARKS =
  'All that was drawn, and what stands at both ends of the range and next to them, could be opened, and is where it belongs.'
