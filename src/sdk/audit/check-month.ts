import { placeInMonth } from '../../domain/audit/month.ts'
import { readEntry } from '../../log/entry.ts'
import type { LogAccess } from '../checkpoint.ts'
import type { Client } from '../client.ts'
import { ClientError } from '../errors.ts'
import { factsOf, isDisclosure } from './facts.ts'
import { openLeaf } from './leaves.ts'
import type { JudgedSample, SampleEvidence } from './sample-evidence.ts'

/** Disclosures after the range that are looked at, until one of them could be opened. */
const MOST_AFTER = 5

/**
 * Holds the range that the service gave for a month against the log's own records: the disclosures at both of its ends are of the
 * month, and those next to it on either side are not. A service that would keep a leaf from being drawn could give too small a
 * range, or hide it among others'.
 *
 * @returns what could not be found out, in sentences
 * @throws ClientError when the range is not that of the month
 */
export async function checkMonth(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  { start, entries }: Pick<SampleEvidence, 'start' | 'entries'>,
  { announced: { month, from, to, leaves }, population }: JudgedSample,
): Promise<string[]> {
  const [first, beyond] = [BigInt(from), BigInt(to)]
  if (population.length < leaves)
    throw new ClientError(
      `The register has ${leaves} disclosures in ${month}, and the log has only ${population.length} in the range that it gave for it. Tell the operator.`,
    )
  const disclosed = (index: bigint): boolean => {
    const bytes = entries[Number(index - start)]
    return bytes !== undefined && isDisclosure(readEntry(bytes)?.type ?? '')
  }
  const whenOf = async (index: bigint): Promise<ReturnType<typeof placeInMonth> | null> => {
    const bytes = entries[Number(index - start)]
    const entry = bytes && readEntry(bytes)
    if (!entry || !isDisclosure(entry.type)) return null
    const opened = await openLeaf(log, { index, entry })
    const read = opened && factsOf(entry.type, opened.record)
    return read ? placeInMonth(month, read.facts.time) : null
  }
  for (const end of new Set([first, beyond - 1n])) {
    if (!disclosed(end)) throw notTheMonth(month, `entry ${end}, one of its ends, is no disclosure`)
    if ((await whenOf(end)) === 'outside')
      throw notTheMonth(month, `the disclosure at entry ${end}, one of its ends, is of another month`)
  }
  const remarks: string[] = []
  if (start < first && disclosed(start)) {
    const before = await whenOf(start)
    if (before === 'within')
      throw notTheMonth(month, `the disclosure at entry ${start} is of it, and left out`)
    if (before === null) remarks.push(unknown('before', first, month))
  } else if (start > 0n) remarks.push(unknown('before', first, month))
  let [looked, after] = [0, beyond]
  let last: Awaited<ReturnType<typeof whenOf>> = null
  for (; after < start + BigInt(entries.length) && looked < MOST_AFTER && last === null; after += 1n) {
    if (!disclosed(after)) continue
    looked += 1
    last = await whenOf(after)
    if (last === 'within') throw notTheMonth(month, `the disclosure at entry ${after} is of it, and left out`)
  }
  if (looked > 0 && last === null) remarks.push(unknown('after', beyond - 1n, month))
  return remarks
}

const unknown = (side: 'before' | 'after', entry: bigint, month: string): string =>
  `What was disclosed ${side} entry ${entry} could not be opened: whether it is of ${month} is not known.`

const notTheMonth = (month: string, why: string): ClientError =>
  new ClientError(`The range that the service gave is not that of ${month}: ${why}. Tell the operator.`)
