import { flatRoot, type Hashes } from './hashes.ts'
import { createProblemList, type ProblemList } from './problem-list.ts'
import { findRecords, type RecordSpans, recordsPath } from './records.ts'
import { type LogSource, type Opening, type ReadBundle, readBundle, readTile, readWidest } from './source.ts'
import { FULL_WIDTH, HASH_SIZE, tileWidth } from './tiles.ts'

/** Which up to 256 entries are read: those of the `n`-th bundle, of which those before entry `known` were verified before. */
export type StretchAsked = { size: bigint; known: bigint; n: bigint }

/**
 * What was read of up to 256 entries, and hashed, before any of it is compared. Nothing but values: it may come from another
 * thread.
 */
export type Stretch = {
  n: bigint
  width: number
  /** the lowest tile's hashes; none, where it is missing or of another length */
  stored: Uint8Array
  bundle: ReadBundle
  /** whether there is neither the tile nor the bundle */
  absent: boolean
  /** leaf hashes of the bundle's entries, with room for `width`; and the root over them where there are 256 */
  leaves: Uint8Array
  root: Uint8Array | null
  /** place of the first entry that was not verified before */
  fresh: number
  given: GivenRecords
  problems: readonly string[]
}

/** What was given to open entries: one by one, from the first fresh one on; or a file of all, with their hashes. */
export type GivenRecords = { openings: readonly (Opening | null)[] } | RecordsFile
export type RecordsFile = {
  bytes: Uint8Array
  spans: RecordSpans
  /** SHA-256(salt ‖ record) of each, by its place in the bundle */
  commitments: Uint8Array
}

/** What entries are read from. */
type EntrySource = Pick<LogSource, 'tile' | 'entries' | 'record' | 'records' | 'recordsFile'>

/** Reads stretches of a log: each by itself, in the order in which they are asked for. */
export function stretchesOf(source: EntrySource, hashes: Hashes): (asked: StretchAsked) => Promise<Stretch> {
  const openings = openingsInOrder(source)
  return async ({ size, known, n }) => {
    const lists = [createProblemList(), createProblemList(), createProblemList()] as const
    const width = tileWidth(size, 0, n)
    const first = n * BigInt(FULL_WIDTH)
    const from = known > first ? known : first
    const [stored, bundle, given] = await Promise.all([
      readTile(source, 0, n, width, lists[0]),
      readBundle(source, n, width, lists[1]),
      source.recordsFile
        ? recordsOf(source.recordsFile, { n, width }, hashes, lists[2])
        : openings(from, first + BigInt(width)).then((given) => ({ openings: given })),
    ])
    const leaves = new Uint8Array(width * HASH_SIZE)
    hashes.leaves(bundle.bytes, bundle.ends, leaves)
    return {
      ...{ n, width, stored: stored ?? new Uint8Array(), bundle, leaves, given },
      absent: stored === null && bundle.missing,
      root: bundle.ends.length === FULL_WIDTH ? flatRoot(hashes, leaves) : null,
      fresh: Number(from - first),
      problems: lists.flatMap((list) => list.list()),
    }
  }
}

async function recordsOf(
  read: (path: string) => Promise<Uint8Array | null>,
  { n, width }: { n: bigint; width: number },
  hashes: Hashes,
  problems: ProblemList,
): Promise<GivenRecords> {
  const found = await readWidest(read, recordsPath, n, width)
  if (!found) return { openings: [] }
  const first = n * BigInt(FULL_WIDTH)
  const spans = findRecords(found.content, first, found.width)
  if (spans.fault !== null) {
    const from = first + BigInt(spans.fault)
    problems.add(
      `entry ${from}: its record, or one after it, cannot be read from ${recordsPath(n, found.width)}`,
    )
  }
  const commitments = new Uint8Array(found.width * HASH_SIZE)
  hashes.records(found.content, spans, commitments)
  return { bytes: found.content, spans, commitments }
}

type ReadOpenings = (first: bigint, end: bigint) => Promise<readonly (Opening | null)[]>

/** A server gives records page by page: they are asked for in order, and one lot after the other. */
function openingsInOrder(source: EntrySource): ReadOpenings {
  let last: Promise<unknown> = Promise.resolve()
  const read: ReadOpenings = async (first, end) => {
    if (source.records) return source.records(first, end)
    const openings: (Opening | null)[] = []
    for (let index = first; index < end; index += 1n) openings.push(await source.record(index))
    return openings
  }
  return (first, end) => {
    const own = last.then(() => read(first, end))
    last = own
    return own
  }
}
