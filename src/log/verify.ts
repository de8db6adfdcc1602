import { createBreather } from './breather.ts'
import { sameBytes } from './bytes.ts'
import { type Counts, checkEntries, type VerifiedEntry } from './check-entries.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import type { FrontierEdge } from './frontier.ts'
import { type Hashes, hashesBy } from './hashes.ts'
import { readVerifier } from './keys.ts'
import { createProblemList, type ProblemList } from './problem-list.ts'
import { readAhead } from './read-ahead.ts'
import {
  addLeaves,
  compareTiles,
  createSide,
  forkSide,
  judgeBeginnings,
  type SeenTree,
  type Side,
} from './sides.ts'
import type { LogSource } from './source.ts'
import { findStrangers } from './strangers.ts'
import { type Stretch, type StretchAsked, stretchesOf } from './stretch.ts'
import { FULL_WIDTH, tilePath, tileWidth } from './tiles.ts'
import type { Hash } from './tree.ts'

export type { VerifiedEntry } from './check-entries.ts'
export type { Hashes } from './hashes.ts'
export type { LogSource, Opening } from './source.ts'
export { type Stretch, type StretchAsked, stretchesOf } from './stretch.ts'

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

/** What is verified, and how. */
export type LogVerification = {
  source: LogSource
  /** the log's verifier key */
  vkey: string
  /** when given, the log must be of this origin */
  origin?: string
  hash: Hash
  /** the same for many at once, where the platform has a faster way */
  hashes?: Hashes
  /** reads and hashes the source's entries in another thread; in this one when left out */
  stretches?(asked: StretchAsked): Promise<Stretch>
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
  /** waited for after each 256 entries, where what is found out of them takes time */
  settled?(): Promise<void>
}

/** How many bundles are read while one is looked into. */
const AHEAD = 2

/**
 * Verifies a whole log offline, or what has been added to it since: the checkpoint's signature, every entry against its
 * leaf, every tile, the root, every record that was given against its entry, and the beginnings seen before. Holds one
 * tile for each level and no more, however large the log; gives way to others in its thread. Ends where entries and their
 * hashes are both missing.
 */
export async function verifyLog(asked: LogVerification): Promise<LogVerdict> {
  const problems = createProblemList()
  const checkpoint = await readCheckpoint(asked, problems)
  if (!checkpoint) return { ...NOTHING, size: null, root: null, problems: problems.list(), point: null }
  const { size, root } = checkpoint
  const after = asked.after && asked.after.size <= size ? asked.after : undefined
  const seen = seenBefore(asked)
  const { opened, erased, withheld } = after ?? NOTHING
  const counts: Counts = { opened, erased, withheld }
  const hashing = { hash: asked.hash, hashes: asked.hashes ?? hashesBy(asked.hash) }
  const { source, onEntry, judge } = asked
  const missing = source.missing ?? 'withheld'
  const checking = { ...hashing, missing, counts, problems, onEntry, judge }
  // Where entries and lowest tiles differ, the tree is built twice from there on, from either: the one whose root is
  // the signed one tells which file was changed.
  let sides: readonly [Side, ...Side[]] = [createSide(hashing, after?.edge)]
  if (after) sides[0].earlierRoots.set(String(after.size), sides[0].frontier.root())
  let edge = sides[0].frontier.edge()
  const breathe = createBreather()
  const stretches = asked.stretches ?? stretchesOf(source, hashing.hashes)

  for await (const read of readAhead(stretches, { size, known: after?.size ?? 0n }, AHEAD)) {
    if (read.absent) {
      for (const problem of read.problems) problems.add(problem)
      problems.add(absentFrom(read.n, size))
      return { size, root, ...counts, problems: problems.list(), point: null }
    }
    const leaves = checkEntries(read, checking)
    if (leaves.differ && sides.length === 1) sides = [sides[0], forkSide(hashing, sides[0])]
    const [fromEntries, fromTiles] = sides
    if (read.width < FULL_WIDTH) edge = fromEntries.frontier.edge()
    addLeaves(fromEntries, { n: read.n, leaves: leaves.ofEntries, root: leaves.root }, seen)
    if (fromTiles) addLeaves(fromTiles, { n: read.n, leaves: leaves.ofTiles, root: null }, seen)
    await compareTiles(source, sides, size)
    asked.onProgress?.(minimum((read.n + 1n) * BigInt(FULL_WIDTH), size), size)
    await asked.settled?.()
    await breathe()
  }
  if (size % BigInt(FULL_WIDTH) === 0n) edge = sides[0].frontier.edge()
  for (const side of sides) side.completed.push(...side.frontier.partialTiles())
  await compareTiles(source, sides, size)

  const right = sides.find((side) => sameBytes(side.frontier.root(), root))
  problems.addAll((right ?? sides.at(-1) ?? sides[0]).problems)
  if (!right) problems.add('checkpoint: it signs another root than these entries have')
  if (!right && after)
    problems.add(`checkpoint: it does not continue the ${after.size} entries verified before`)
  judgeBeginnings(seen, size, right ?? sides[0], problems)
  await findStrangers(source, size, problems)
  const found = problems.list()
  const point = found.length === 0 ? { size, root, edge, ...counts } : null
  return { size, root, ...counts, problems: found, point }
}

/** A checkpoint is soon signed over more entries than anybody could look for: where both files of some are missing, nothing is read on. */
const absentFrom = (n: bigint, size: bigint): string =>
  `checkpoint: it signs ${size} entries, and from entry ${n * BigInt(FULL_WIDTH)} on there is neither ${tilePath('entries', n, tileWidth(size, 0, n))} nor ${tilePath(0, n, tileWidth(size, 0, n))}: nothing was read after that`

const NOTHING = { opened: 0n, erased: 0n, withheld: 0n }

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

function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
