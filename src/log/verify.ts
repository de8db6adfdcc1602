import { createBreather } from './breather.ts'
import { sameBytes } from './bytes.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { type EntryType, opensEntry, readEntry } from './entry.ts'
import type { FrontierEdge } from './frontier.ts'
import { readVerifier } from './keys.ts'
import { createProblemList, type ProblemList } from './problem-list.ts'
import {
  addLeaves,
  compareTiles,
  createSide,
  forkSide,
  judgeBeginnings,
  type SeenTree,
  type Side,
} from './sides.ts'
import { type LogSource, readBundle, readTile } from './source.ts'
import { findStrangers } from './strangers.ts'
import { FULL_WIDTH, HASH_SIZE, splitHashes, tilePath, tileWidth } from './tiles.ts'
import { type Hash, leafHash } from './tree.ts'

export type { LogSource } from './source.ts'

/** What the verification found. `problems` is empty when everything is as it must be. */
export type LogVerdict = {
  /** size and root that the checkpoint signs; null when the checkpoint itself cannot be believed */
  size: bigint | null
  root: Uint8Array | null
  /** entries whose record was seen and fits; erased by retention; and without a record for another reason */
  opened: bigint
  erased: bigint
  withheld: bigint
  /** each begins with what it is about: `entry 17: …`, `tile/1/000: …`, `checkpoint: …` */
  problems: string[]
  /** where another verification may go on; null when there are problems */
  point: VerifiedPoint | null
}

/** How far a log has been verified, and what it takes to go on from there. */
export type VerifiedPoint = SeenTree & {
  /** the tree of the full level-0 tiles up to there */
  edge: FrontierEdge
  opened: bigint
  erased: bigint
  withheld: bigint
}

/** An entry that was verified; `record` is null unless it was given and is the one that was logged. */
export type VerifiedEntry = { index: bigint; type: EntryType; record: string | null }

/** What is verified, and how. */
export type LogVerification = {
  source: LogSource
  /** the log's verifier key */
  vkey: string
  /** when given, the log must be of this origin */
  origin?: string
  hash: Hash
  /** a checkpoint seen before: this log must begin with it */
  from?: SeenTree
  /** further ones */
  seen?: readonly SeenTree[]
  /** how far it was verified before: only what comes after is read, and must continue it */
  after?: VerifiedPoint
  /** how an entry and the record given for it are judged where the log is another than that of disclosures: what is wrong */
  judge?(text: Uint8Array, record: string | null): string | null
  /** told of every entry that can be read, in order, after those that were verified before */
  onEntry?(entry: VerifiedEntry): void
  /** told after each 256 entries */
  onProgress?(done: bigint, size: bigint): void
}

/**
 * Verifies a whole log offline, or what has been added to it since: the checkpoint's signature, every entry against its
 * leaf, every tile, the root, every record that was given against its entry, and the beginnings seen before. Holds one
 * tile for each level and no more, however large the log; gives way to others in its thread.
 */
export async function verifyLog(asked: LogVerification): Promise<LogVerdict> {
  const problems = createProblemList()
  const checkpoint = await readCheckpoint(asked, problems)
  if (!checkpoint) return { ...NOTHING, size: null, root: null, problems: problems.list(), point: null }
  const { size, root } = checkpoint
  const after = asked.after && asked.after.size <= size ? asked.after : undefined
  const seen = seenBefore(asked)
  const { opened, erased, withheld } = after ?? NOTHING
  const counts = { opened, erased, withheld }
  // Where entries and lowest tiles differ, the tree is built twice from there on, from either: the one whose root is
  // the signed one tells which file was changed.
  let sides: readonly [Side, ...Side[]] = [createSide(asked.hash, after?.edge)]
  if (after) sides[0].earlierRoots.set(String(after.size), sides[0].frontier.root())
  let edge = sides[0].frontier.edge()
  const breathe = createBreather()

  for (let n = (after?.size ?? 0n) / BigInt(FULL_WIDTH); n * BigInt(FULL_WIDTH) < size; n += 1n) {
    const leaves = await readLeaves(asked, { size, n, known: after?.size ?? 0n }, counts, problems)
    if (leaves.differ && sides.length === 1) sides = [sides[0], forkSide(asked.hash, sides[0])]
    const [fromEntries, fromTiles] = sides
    if (leaves.ofEntries.length < FULL_WIDTH) edge = fromEntries.frontier.edge()
    addLeaves(fromEntries, n, leaves.ofEntries, seen)
    if (fromTiles) addLeaves(fromTiles, n, leaves.ofTiles, seen)
    await compareTiles(asked.source, sides, size)
    asked.onProgress?.(minimum((n + 1n) * BigInt(FULL_WIDTH), size), size)
    await breathe()
  }
  if (size % BigInt(FULL_WIDTH) === 0n) edge = sides[0].frontier.edge()
  for (const side of sides) side.completed.push(...side.frontier.partialTiles())
  await compareTiles(asked.source, sides, size)

  const right = sides.find((side) => sameBytes(side.frontier.root(), root))
  problems.addAll((right ?? sides.at(-1) ?? sides[0]).problems)
  if (!right) problems.add('checkpoint: it signs another root than these entries have')
  if (!right && after)
    problems.add(`checkpoint: it does not continue the ${after.size} entries verified before`)
  judgeBeginnings(seen, size, right ?? sides[0], problems)
  await findStrangers(asked.source, size, problems)
  const found = problems.list()
  const point = found.length === 0 ? { size, root, edge, ...counts } : null
  return { size, root, ...counts, problems: found, point }
}

const NOTHING = { opened: 0n, erased: 0n, withheld: 0n }
type Counts = { opened: bigint; erased: bigint; withheld: bigint }

function seenBefore({ from, seen = [], after }: LogVerification): SeenTree[] {
  // What was seen before the point that is gone on from was compared when it was reached.
  const other = [...(from ? [from] : []), ...seen].filter(({ size }) => !after || size > after.size)
  return [...other, ...(after ? [after] : [])]
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
  /** `known`: how many entries were verified before, which are hashed and not looked into again */
  { size, n, known }: { size: bigint; n: bigint; known: bigint },
  counts: Counts,
  problems: ProblemList,
): Promise<{ ofEntries: Uint8Array[]; ofTiles: Uint8Array[]; differ: boolean }> {
  const width = tileWidth(size, 0, n)
  const first = n * BigInt(FULL_WIDTH)
  const stored = splitHashes((await readTile(asked.source, 0, n, width, problems)) ?? new Uint8Array())
  const bundle = await readBundle(asked.source, n, width, problems)
  const ofEntries: Uint8Array[] = []
  let [fits, differ] = [true, false]
  for (let at = 0; at < width; at += 1) {
    const index = first + BigInt(at)
    const wanted = stored[at]
    // A changed length shifts all that follows it: of a bundle that does not come out even, only the first
    // entry that does not fit is named, and none is read after it.
    const entry = bundle.even || fits ? bundle.entries[at] : undefined
    const leaf = entry && leafHash(asked.hash, entry)
    if (leaf && wanted && !sameBytes(leaf, wanted)) {
      fits = false
      differ = true
      problems.add(
        `entry ${index}: its text in ${bundle.path} and its hash in ${tilePath(0, n, width)} do not fit`,
      )
    } else if (!entry && fits) {
      fits = false
      if (!bundle.missing) problems.add(`entry ${index}: it cannot be read from ${bundle.path}`)
    }
    if (entry && index >= known) await checkRecord(asked, index, entry, counts, problems)
    ofEntries.push(leaf ?? wanted ?? new Uint8Array(HASH_SIZE))
  }
  if (fits && !bundle.even) {
    problems.add(`entry ${first + BigInt(width) - 1n}: something follows it in ${bundle.path}`)
  }
  return { ofEntries, ofTiles: ofEntries.map((leaf, at) => stored[at] ?? leaf), differ }
}

async function checkRecord(
  { source, hash, judge, onEntry }: LogVerification,
  index: bigint,
  text: Uint8Array,
  counts: Counts,
  problems: ProblemList,
): Promise<void> {
  if (judge) {
    const given = (await source.record(index))?.record ?? null
    const wrong = judge(text, given)
    if (wrong !== null) return problems.add(`entry ${index}: ${wrong}`)
    counts[given === null ? 'withheld' : 'opened'] += 1n
    return
  }
  const entry = readEntry(text)
  if (!entry) return problems.add(`entry ${index}: its text is not an entry of this kind of log`)
  const opening = await source.record(index)
  let record: string | null = null
  if (!opening) counts[source.missing ?? 'withheld'] += 1n
  else if (opening.type !== undefined && opening.type !== entry.type)
    problems.add(`entry ${index}: the record given for it is said to be of another type than ${entry.type}`)
  else if (opensEntry(hash, entry, opening.salt, opening.record)) {
    counts.opened += 1n
    record = opening.record
  } else problems.add(`entry ${index}: the record given for it, or its salt, is not the one that was logged`)
  onEntry?.({ index, type: entry.type, record })
}

function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
