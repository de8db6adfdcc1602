import type { SampleRemark } from '../../domain/wire/review-statement.ts'
import { readEntry } from '../../log/entry.ts'
import { FULL_WIDTH } from '../../log/tiles.ts'
import type { KeptCheckpoint, LogAccess } from '../checkpoint.ts'
import type { Client } from '../client.ts'
import { ClientError, LogInconsistentError } from '../errors.ts'
import { NEIGHBOURS } from './check-month.ts'
import { isDisclosure } from './facts.ts'
import { entriesOf, openLeaf, type ProvedLeaf, readLeaves } from './leaves.ts'
import {
  type JudgedSample,
  judgeSample,
  type OpenedEntry,
  SampleError,
  type SampleEvidence,
} from './sample-evidence.ts'

type RecordAccess = LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> }

/** Entries that are read for one sample: two million are some 150 MB. */
const MOST_ENTRIES = 2_000_000n

/**
 * Which sample: where it was announced, of which leaves, its nonce, and what was remarked when it was drawn: the destructions that
 * are named there are read as well.
 */
export type Announced = { index: bigint; from: bigint; nonce: string; remarks: readonly SampleRemark[] }

/**
 * Reads all that shows a sample, up to a checkpoint: every entry from some disclosures before its range on, and what stands behind
 * each announcement among them. Nothing of it is believed because the service says so.
 *
 * @throws LogInconsistentError when it does not hang together
 */
export async function readSample(
  log: RecordAccess,
  checkpoint: KeptCheckpoint,
  { index, from, nonce, remarks }: Announced,
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
  const opened = async (leaves: readonly Pick<ProvedLeaf, 'index' | 'entry'>[]): Promise<OpenedEntry[]> => {
    const found: OpenedEntry[] = []
    for (const leaf of leaves) {
      const record = await openLeaf(log, leaf)
      if (record) found.push({ index: leaf.index, ...record })
    }
    return found
  }
  const announcements = await opened([own, ...others])
  const destructions = await opened(
    [...new Set(remarks.flatMap(({ by }) => by))].flatMap((by) => {
      const entry = readEntry(entries[Number(BigInt(by) - start)] ?? new Uint8Array())
      return entry ? [{ index: BigInt(by), entry }] : []
    }),
  )
  const evidence: SampleEvidence = {
    checkpoint: { size, root },
    ...{
      start,
      entries,
      proof: first.proof,
      announcement: { index, proof: own.proof },
      announcements,
      destructions,
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

/**
 * Where to begin to read, so that there are disclosures before a place to look at; the log's beginning where there are fewer. However
 * far back they are, so long as all can be read: whatever else a service enters between, it cannot move them out of sight.
 */
async function startBefore(log: LogAccess, size: bigint, from: bigint): Promise<bigint> {
  const width = BigInt(FULL_WIDTH)
  let before: bigint[] = []
  for (let n = from / width; n >= 0n && size - n * width <= MOST_ENTRIES; n -= 1n) {
    const start = n * width
    const bundle = (await entriesOf(log, size, n)).slice(0, Number(from - start))
    const found = bundle.flatMap((bytes, at) =>
      isDisclosure(readEntry(bytes)?.type ?? '') ? [start + BigInt(at)] : [],
    )
    before = [...found, ...before]
    if (before.length >= NEIGHBOURS) break
  }
  return before[0] ?? 0n
}
