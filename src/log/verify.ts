import { sameBytes } from './bytes.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { opensEntry, parseEntry } from './entry.ts'
import { createFrontier, type Frontier } from './frontier.ts'
import { readVerifier } from './keys.ts'
import { createProblemList, type ProblemList } from './problem-list.ts'
import { type LogSource, readBundle, readTile } from './source.ts'
import {
  decodeBundle,
  FULL_WIDTH,
  HASH_SIZE,
  parseTilePath,
  splitHashes,
  type Tile,
  type TileAddress,
  tilePath,
  tileWidth,
} from './tiles.ts'
import { type Hash, leafHash } from './tree.ts'

export type { LogSource } from './source.ts'

/** What the verification found. `problems` is empty when everything is as it must be. */
export type LogVerdict = {
  /** size and root that the checkpoint signs; null when the checkpoint itself cannot be believed */
  size: bigint | null
  root: Uint8Array | null
  /** entries whose record was seen and fits, and entries without one */
  opened: bigint
  withheld: bigint
  /** each begins with what it is about: `entry 17: …`, `tile/1/000: …`, `checkpoint: …` */
  problems: string[]
}

/** What is verified, and how. */
export type LogVerification = {
  source: LogSource
  /** the log's verifier key */
  vkey: string
  /** when given, the log must be of this origin */
  origin?: string
  hash: Hash
  /** a checkpoint seen before: this log must begin with it */
  from?: { size: bigint; root: Uint8Array }
  /** told after each 256 entries */
  onProgress?(done: bigint, size: bigint): void
}

/**
 * Verifies a whole log offline: the checkpoint's signature, every entry against its leaf, every tile, the root,
 * every record that was given against its entry, and the beginning seen before. Holds one tile for each level
 * and no more, however large the log.
 */
export async function verifyLog(asked: LogVerification): Promise<LogVerdict> {
  const problems = createProblemList()
  const checkpoint = await readCheckpoint(asked, problems)
  if (!checkpoint) return { size: null, root: null, opened: 0n, withheld: 0n, problems: problems.list() }
  const { size, root } = checkpoint
  const counts = { opened: 0n, withheld: 0n }
  // The tree is built twice: from the entries, and from the lowest tiles. Where the two differ, the one whose
  // root is the signed one tells which file was changed.
  const sides = [createSide(asked.hash), createSide(asked.hash)] as const
  const [fromEntries, fromTiles] = sides

  for (let n = 0n; n * BigInt(FULL_WIDTH) < size; n += 1n) {
    const { entryLeaves, tileLeaves } = await readLeaves(asked, size, n, counts, problems)
    for (const [side, leaves] of [
      [fromEntries, entryLeaves],
      [fromTiles, tileLeaves],
    ] as const) {
      noteEarlierRoot(side, asked.from, n, leaves)
      side.completed.push(...side.frontier.add(leaves))
    }
    await compareTiles(asked, sides, size)
    asked.onProgress?.(minimum((n + 1n) * BigInt(FULL_WIDTH), size), size)
  }
  for (const side of sides) side.completed.push(...side.frontier.partialTiles())
  await compareTiles(asked, sides, size)

  const right = sides.find((side) => sameBytes(side.frontier.root(), root))
  problems.addAll((right ?? fromTiles).problems)
  if (!right) problems.add('checkpoint: it signs another root than these entries have')
  if (asked.from) judgeBeginning(asked.from, checkpoint, right ?? fromEntries, problems)
  await findStrangers(asked.source, size, problems)
  return { size, root, ...counts, problems: problems.list() }
}

/** One way of building the tree, what it has completed since the last comparison, and what it found. */
type Side = { frontier: Frontier; completed: Tile[]; problems: ProblemList; earlierRoot: Uint8Array | null }

function createSide(hash: Hash): Side {
  return { frontier: createFrontier(hash), completed: [], problems: createProblemList(), earlierRoot: null }
}

async function readCheckpoint(asked: LogVerification, problems: ProblemList): Promise<Checkpoint | null> {
  try {
    const checkpoint = await openCheckpoint(await asked.source.checkpoint(), await readVerifier(asked.vkey))
    if (asked.origin === undefined || checkpoint.origin === asked.origin) return checkpoint
    problems.add(`checkpoint: it is of ${checkpoint.origin}, not of ${asked.origin}`)
  } catch (error) {
    problems.add(`checkpoint: ${error instanceof Error ? error.message : 'it cannot be read'}`)
  }
  return null
}

/** The leaf hashes of up to 256 entries: as their texts give them, and as the lowest tile has them. */
async function readLeaves(
  asked: LogVerification,
  size: bigint,
  n: bigint,
  counts: { opened: bigint; withheld: bigint },
  problems: ProblemList,
): Promise<{ entryLeaves: Uint8Array[]; tileLeaves: Uint8Array[] }> {
  const width = tileWidth(size, 0, n)
  const first = n * BigInt(FULL_WIDTH)
  const stored = splitHashes((await readTile(asked.source, 0, n, width, problems)) ?? new Uint8Array())
  const bundle = await readBundle(asked.source, n, width, problems)
  const entryLeaves: Uint8Array[] = []
  let fits = true
  for (let at = 0; at < width; at += 1) {
    const index = first + BigInt(at)
    const wanted = stored[at]
    // A changed length shifts all that follows it: of a bundle that does not come out even, only the first
    // entry that does not fit is named, and none is read after it.
    const entry = bundle.even || fits ? bundle.entries[at] : undefined
    const leaf = entry && leafHash(asked.hash, entry)
    if (leaf && wanted && !sameBytes(leaf, wanted)) {
      fits = false
      problems.add(
        `entry ${index}: its text in ${bundle.path} and its hash in ${tilePath(0, n, width)} do not fit`,
      )
    } else if (!entry && fits) {
      fits = false
      if (!bundle.missing) problems.add(`entry ${index}: it cannot be read from ${bundle.path}`)
    }
    if (entry) await checkRecord(asked, index, entry, counts, problems)
    entryLeaves.push(leaf ?? wanted ?? new Uint8Array(HASH_SIZE))
  }
  if (fits && !bundle.even) {
    problems.add(`entry ${first + BigInt(width) - 1n}: something follows it in ${bundle.path}`)
  }
  return { entryLeaves, tileLeaves: entryLeaves.map((leaf, at) => stored[at] ?? leaf) }
}

async function checkRecord(
  { source, hash }: LogVerification,
  index: bigint,
  text: Uint8Array,
  counts: { opened: bigint; withheld: bigint },
  problems: ProblemList,
): Promise<void> {
  const entry = parseEntry(new TextDecoder().decode(text))
  if (!entry) return problems.add(`entry ${index}: its text is not an entry of this kind of log`)
  const opening = await source.record(index)
  if (!opening) counts.withheld += 1n
  else if (opening.type !== undefined && opening.type !== entry.type)
    problems.add(`entry ${index}: the record given for it is said to be of another type than ${entry.type}`)
  else if (opensEntry(hash, entry, opening.salt, opening.record)) counts.opened += 1n
  else problems.add(`entry ${index}: the record given for it, or its salt, is not the one that was logged`)
}

/** Compares the tiles that both sides have completed with the stored ones. Level 0 was compared entry by entry. */
async function compareTiles(
  { source }: LogVerification,
  sides: readonly Side[],
  size: bigint,
): Promise<void> {
  const [first] = sides
  const places = first?.completed.map(({ level, n }) => ({ level, n })) ?? []
  for (const [at, { level, n }] of places.entries()) {
    if (level === 0) continue
    const width = tileWidth(size, level, n)
    const missing = createProblemList()
    const stored = await readTile(source, level, n, width, missing)
    for (const side of sides) {
      side.problems.addAll(missing)
      const computed = side.completed[at]?.bytes
      if (stored && computed && !sameBytes(stored.subarray(0, computed.length), computed)) {
        side.problems.add(`${tilePath(level, n, width)}: it does not follow from the tiles below it`)
      }
    }
  }
  for (const side of sides) side.completed = []
}

function noteEarlierRoot(
  side: Side,
  from: LogVerification['from'],
  n: bigint,
  leaves: readonly Uint8Array[],
): void {
  const first = n * BigInt(FULL_WIDTH)
  if (!from || from.size <= first || from.size > first + BigInt(leaves.length)) return
  side.earlierRoot = side.frontier.rootWith(leaves.slice(0, Number(from.size - first)))
}

function judgeBeginning(
  from: { size: bigint; root: Uint8Array },
  checkpoint: Checkpoint,
  side: Side,
  problems: ProblemList,
): void {
  if (from.size > checkpoint.size) {
    problems.add(`checkpoint: the log has ${checkpoint.size} entries and had ${from.size} before`)
  } else if (from.size > 0n && !(side.earlierRoot && sameBytes(side.earlierRoot, from.root))) {
    problems.add(`checkpoint: the first ${from.size} entries are not those of the checkpoint seen before`)
  }
}

/**
 * Files that no log of this size has ever had. Narrow tiles of its earlier sizes are in their right, when the wider ones
 * begin with them.
 */
async function findStrangers(source: LogSource, size: bigint, problems: ProblemList): Promise<void> {
  if (!source.paths) return
  // Where the wider ones are not in order it would be said of them again.
  const inOrder = problems.list().length === 0
  for await (const path of source.paths()) {
    const address = parseTilePath(path)
    const width = address ? tileWidth(size, address.level, address.n) : 0
    if (!address || address.width > width) problems.add(`${path}: it is no part of a log of ${size} entries`)
    else if (inOrder && address.width < width && !(await begins(source, path, { ...address, width })))
      problems.add(`${path}: the wider ${tilePath(address.level, address.n, width)} does not begin with it`)
  }
}

/** Whether a narrow tile or bundle is the beginning of the wider one, which was verified. */
async function begins(source: LogSource, path: string, wider: TileAddress): Promise<boolean> {
  const { level, n, width } = wider
  const [narrow, wide] =
    level === 'entries'
      ? [await source.entries(path), await source.entries(tilePath(level, n, width))]
      : [await source.tile(path), await source.tile(tilePath(level, n, width))]
  // What is missing was told already.
  if (!narrow || !wide) return true
  const own = parseTilePath(path)?.width ?? 0
  const whole = level === 'entries' ? isBundleOf(narrow, own) : narrow.length === own * HASH_SIZE
  return whole && sameBytes(narrow, wide.subarray(0, narrow.length))
}

function isBundleOf(bytes: Uint8Array, width: number): boolean {
  const { entries, complete } = decodeBundle(bytes)
  return complete && entries.length === width
}

function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
