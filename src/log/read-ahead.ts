import { createProblemList, type ProblemList } from './problem-list.ts'
import { type LogSource, type Opening, type ReadBundle, readBundle, readTile } from './source.ts'
import { FULL_WIDTH, tileWidth } from './tiles.ts'

/** What was read of up to 256 entries, before any of it is looked into. */
export type ReadStretch = {
  n: bigint
  width: number
  /** the lowest tile's hashes; none, where it is missing or of another length */
  stored: Uint8Array
  bundle: ReadBundle
  /** whether there is neither the tile nor the bundle */
  absent: boolean
  /** place of the first entry that was not verified before */
  fresh: number
  /** what opens the entries from there on */
  openings: readonly (Opening | null)[]
  problems: ProblemList
}

/** How many bundles are read while one is looked into. */
const AHEAD = 1

/**
 * Reads a log from the bundle on in which entry `known` stands, in order. While one is looked into the next is read, and
 * no more is held: records are long.
 */
export async function* readAhead(
  source: LogSource,
  size: bigint,
  known: bigint,
): AsyncGenerator<ReadStretch> {
  const coming: Promise<ReadStretch>[] = []
  const openings = openingsInOrder(source)
  let n = known / BigInt(FULL_WIDTH)
  for (;;) {
    for (; coming.length <= AHEAD && n * BigInt(FULL_WIDTH) < size; n += 1n) {
      const read = readStretch({ source, openings }, size, known, n)
      // Whoever stops early does not ask how that went.
      read.catch(() => {})
      coming.push(read)
    }
    const next = await coming.shift()
    if (!next) return
    yield next
  }
}

type ReadOpenings = (first: bigint, end: bigint) => Promise<readonly (Opening | null)[]>

async function readStretch(
  { source, openings }: { source: LogSource; openings: ReadOpenings },
  size: bigint,
  known: bigint,
  n: bigint,
): Promise<ReadStretch> {
  const [problems, ofBundle] = [createProblemList(), createProblemList()]
  const width = tileWidth(size, 0, n)
  const first = n * BigInt(FULL_WIDTH)
  const from = known > first ? known : first
  const [stored, bundle, opened] = await Promise.all([
    readTile(source, 0, n, width, problems),
    readBundle(source, n, width, ofBundle),
    openings(from, first + BigInt(width)),
  ])
  problems.addAll(ofBundle)
  const fresh = Number(from - first)
  const absent = stored === null && bundle.missing
  return { n, width, stored: stored ?? new Uint8Array(), bundle, absent, fresh, openings: opened, problems }
}

/** A server gives records page by page: they are asked for in order, and one lot after the other. */
function openingsInOrder(source: LogSource): ReadOpenings {
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
