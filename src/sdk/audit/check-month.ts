import { isOfMonth, placeInMonth } from '../../domain/audit/month.ts'
import type { SampleRemark } from '../../domain/wire/review-statement.ts'
import { readEntry } from '../../log/entry.ts'
import type { LogAccess } from '../checkpoint.ts'
import type { Client } from '../client.ts'
import { ClientError } from '../errors.ts'
import { destructionsOf } from './destructions.ts'
import { factsOf, isDisclosure } from './facts.ts'
import { openLeaves } from './leaves.ts'
import { remark, remarksOfDestroyed } from './remarks.ts'
import type { JudgedSample, SampleEvidence } from './sample-evidence.ts'

/**
 * Disclosures on either side of the range that are opened. One alone, with a time that was made up, would hide all that come behind
 * it; and each that is entered for this stays in the log.
 */
export const NEIGHBOURS = 50

/**
 * Disclosures at one end that are looked at, where one that can be opened does not show before where the month ends: whoever would
 * hide so many has to have the log say of each that it was destroyed.
 */
const MOST_LOOKED = 10_000

type Where = Exclude<SampleRemark['where'], 'drawn'>
type Looked = { unopened: bigint[]; near: bigint[]; more: boolean }

/**
 * Holds the range that the service gave for a month against the log's own records: the disclosures at both of its ends are of the
 * month, and those next to it on either side are not. A service that would keep a leaf from being drawn could give too small a
 * range, or hide it among others'. What cannot be opened is passed over only where an entry of the log says that it was destroyed.
 *
 * @returns what could not be found out
 * @throws ClientError when the range is not that of the month, or something that would show it is withheld
 */
export async function checkMonth(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  evidence: Pick<SampleEvidence, 'start' | 'entries'>,
  { announced: { month, from, to, leaves, time: announcedAt }, population, size }: JudgedSample,
): Promise<SampleRemark[]> {
  const [first, beyond] = [BigInt(from), BigInt(to)]
  if (population.length < leaves)
    throw new ClientError(
      `The register has ${leaves} disclosures in ${month}, and the log has only ${population.length} in the range that it gave for it. Tell the operator.`,
    )
  for (const [end, found] of [
    [first, population[0]],
    [beyond - 1n, population.at(-1)],
  ])
    if (end !== found) throw notTheMonth(month, `entry ${end}, one of its ends, is no disclosure`)

  const { start, entries } = evidence
  const entryAt = (index: bigint) => readEntry(entries[Number(index - start)] ?? new Uint8Array())
  const open = openLeaves(log)
  const timeOf = async (index: bigint): Promise<string | null> => {
    const entry = entryAt(index)
    if (!entry || !isDisclosure(entry.type)) throw new RangeError('only disclosures are looked at')
    const opened = await open({ index, entry })
    const read = opened && factsOf(entry.type, opened.record)
    if (opened && !read) throw notTheMonth(month, `what stands behind entry ${index} is no disclosure`)
    return read?.facts.time ?? null
  }
  /** From the end inwards, until one shows that the month has begun there, or not ended yet. */
  const inwards = async (indices: readonly bigint[]): Promise<Looked> => {
    const looked: Looked = { unopened: [], near: [], more: false }
    for (const index of indices) {
      const time = await timeOf(index)
      if (time !== null && placeInMonth(month, time) === 'outside')
        throw notTheMonth(month, `the disclosure at entry ${index}, at one of its ends, is of another month`)
      if (time !== null) return looked
      looked.unopened.push(index)
      if (looked.unopened.length === MOST_LOOKED) break
    }
    return { ...looked, more: looked.unopened.length > 0 }
  }
  /** From the end outwards, until some were opened, and one of them is of another month for certain. */
  const outwards = async (indices: readonly bigint[]): Promise<Looked> => {
    const looked: Looked = { unopened: [], near: [], more: false }
    let [opened, isOutside] = [0, false]
    for (const index of indices) {
      const time = await timeOf(index)
      const place = time === null ? null : placeInMonth(month, time)
      if (place === 'within') throw leftOut(month, index, isOfMonth(month, announcedAt))
      if (time === null) looked.unopened.push(index)
      else {
        opened += 1
        isOutside ||= place === 'outside'
        if (isOfMonth(month, time)) looked.near.push(index)
      }
      if (opened >= NEIGHBOURS && isOutside) return looked
      if (looked.unopened.length + opened === MOST_LOOKED) break
    }
    return { ...looked, more: !isOutside }
  }
  const all = entries.flatMap((bytes, at) =>
    isDisclosure(readEntry(bytes)?.type ?? '') ? [start + BigInt(at)] : [],
  )
  const looked: [Where, Looked][] = [
    ['before', await outwards(all.filter((index) => index < first).toReversed())],
    ['first', await inwards(population)],
    ['last', await inwards(population.toReversed())],
    // What came after the announcement nobody could have drawn.
    ['after', await outwards(all.filter((index) => index >= beyond && index < size))],
  ]
  const destroyed = await destructionsOf(
    log,
    evidence,
    looked.flatMap(([, { unopened }]) => unopened),
  )
  return looked.flatMap(([where, found]) => remarksOf(month, where, found, { destroyed, size }))
}

function remarksOf(
  month: string,
  where: Where,
  { unopened, near, more }: Looked,
  by: { destroyed: ReadonlyMap<bigint, bigint>; size: bigint },
): SampleRemark[] {
  const withheld = unopened.find((index) => !by.destroyed.has(index))
  if (withheld !== undefined)
    throw new ClientError(
      `The disclosure at entry ${withheld}, ${where === 'before' || where === 'after' ? 'next to' : 'at an end of'} the range that the service gave for ${month}, is withheld: no entry of the log says that it was destroyed. Whether it is of that month cannot be known, so nothing was drawn. If it was destroyed just now, going on helps (--resume); if not, tell the operator.`,
    )
  return [
    ...remarksOfDestroyed({ where, more }, unopened, by),
    ...remark({ where, why: 'near', more: more && unopened.length === 0 }, near),
  ]
}

/** Of a month that is not over something may be disclosed while it is announced: then nobody has left it out. */
const leftOut = (month: string, index: bigint, isRunning: boolean): ClientError =>
  notTheMonth(
    month,
    `the disclosure at entry ${index} is of it, and left out`,
    isRunning
      ? 'The month is not over: if it was disclosed just now, discard the review and sample again. If not, tell the operator.'
      : 'Tell the operator.',
  )

const notTheMonth = (month: string, why: string, next = 'Tell the operator.'): ClientError =>
  new ClientError(`The range that the service gave is not that of ${month}: ${why}. ${next}`)
