import { readEntry } from '../../log/entry.ts'
import { FULL_WIDTH } from '../../log/tiles.ts'
import type { KeptCheckpoint, LogAccess } from '../checkpoint.ts'
import type { Client } from '../client.ts'
import { ClientError, LogInconsistentError } from '../errors.ts'
import { isDisclosure } from './facts.ts'
import { entriesOf, openLeaf, readLeaves } from './leaves.ts'
import { type JudgedSample, judgeSample, SampleError, type SampleEvidence } from './sample-evidence.ts'

type RecordAccess = LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> }

/** Entries that are read for one sample: two million are some 150 MB. */
const MOST_ENTRIES = 2_000_000n
/** Bundles that are looked through for the disclosure before the range. */
const MOST_BACK = 64n

/** Which sample: where it was announced, of which leaves, and its nonce. */
export type Announced = { index: bigint; from: bigint; nonce: string }

/**
 * Reads all that shows a sample, up to a checkpoint: every entry from the disclosure before its range on, and what stands behind
 * each announcement among them. Nothing of it is believed because the service says so.
 *
 * @throws LogInconsistentError when it does not hang together
 */
export async function readSample(
  log: RecordAccess,
  checkpoint: KeptCheckpoint,
  { index, from, nonce }: Announced,
): Promise<{ evidence: SampleEvidence; judged: JudgedSample }> {
  const { size, root, note } = checkpoint
  if (index >= size || from >= index)
    throw new ClientError('The announcement is not under the checkpoint yet. Try again in a moment.')
  const start = await startBefore(log, size, from)
  if (size - start > MOST_ENTRIES)
    throw new ClientError(
      `Since then the log has had ${size - start} entries, and ${MOST_ENTRIES} are read for one sample. Review a later month.`,
    )
  const entries: Uint8Array[] = []
  for (let n = start / BigInt(FULL_WIDTH); n * BigInt(FULL_WIDTH) < size; n += 1n) {
    const bundle = await entriesOf(log, size, n)
    const first = n * BigInt(FULL_WIDTH)
    entries.push(...(first < start ? bundle.slice(Number(start - first)) : bundle))
  }
  const places = entries.flatMap((bytes, at) =>
    readEntry(bytes)?.type === 'review-announced' ? [start + BigInt(at)] : [],
  )
  const [first, own, ...others] = await readLeaves(log, checkpoint, [
    start,
    index,
    ...places.filter((place) => place !== index),
  ])
  if (!first || !own) throw new Error('as many leaves come as were asked for')
  const announcements: { index: bigint; salt: string; record: string }[] = []
  for (const leaf of [own, ...others]) {
    const opened = await openLeaf(log, leaf)
    if (opened) announcements.push({ index: leaf.index, ...opened })
  }
  const evidence: SampleEvidence = {
    checkpoint: { size, root },
    ...{
      start,
      entries,
      proof: first.proof,
      announcement: { index, proof: own.proof },
      announcements,
      nonce,
    },
  }
  try {
    return { evidence, judged: judgeSample(log.hash, evidence) }
  } catch (error) {
    if (error instanceof SampleError)
      throw new LogInconsistentError(`${error.message} Tell the operator.`, note)
    throw error
  }
}

/** The last disclosure before a place, or the first entry that was looked at. */
async function startBefore(log: LogAccess, size: bigint, from: bigint): Promise<bigint> {
  const last = from / BigInt(FULL_WIDTH)
  let start = from
  for (let n = last; n >= 0n && n > last - MOST_BACK; n -= 1n) {
    start = n * BigInt(FULL_WIDTH)
    const before = (await entriesOf(log, size, n)).slice(0, Number(from - start))
    const at = before.findLastIndex((bytes) => isDisclosure(readEntry(bytes)?.type ?? ''))
    if (at >= 0) return start + BigInt(at)
  }
  return start
}
