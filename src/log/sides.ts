import { sameBytes } from './bytes.ts'
import { createFrontier, type Frontier, type FrontierEdge } from './frontier.ts'
import type { Hashes } from './hashes.ts'
import { createProblemList, type ProblemList } from './problem-list.ts'
import { type LogSource, readTile } from './source.ts'
import { FULL_WIDTH, HASH_SIZE, type Tile, tilePath, tileWidth } from './tiles.ts'
import type { Hash } from './tree.ts'

/** A checkpoint seen before, as far as it is compared: its size and root. */
export type SeenTree = { size: bigint; root: Uint8Array }

/** One way of building the tree, what it has completed since the last comparison, and what it found. */
export type Side = {
  frontier: Frontier
  completed: Tile[]
  problems: ProblemList
  /** its root at the sizes that were seen before, in decimal */
  earlierRoots: Map<string, Uint8Array>
}

/** The hash that trees are built with, and the same for many at once. */
export type Hashing = { hash: Hash; hashes: Hashes }

export function createSide({ hash, hashes }: Hashing, edge: FrontierEdge = []): Side {
  const frontier = createFrontier(hash, edge, hashes)
  return { frontier, completed: [], problems: createProblemList(), earlierRoots: new Map() }
}

/** Another that goes on from where the first has come, to go its own way. */
export function forkSide(hashing: Hashing, side: Side): Side {
  const fork = createSide(hashing, side.frontier.edge())
  fork.problems.addAll(side.problems)
  return { ...fork, completed: [...side.completed], earlierRoots: new Map(side.earlierRoots) }
}

/** Adds the leaves of the `n`-th level-0 tile, with the root over them where it is known; notes the roots at sizes within it that were seen before. */
export function addLeaves(
  side: Side,
  { n, leaves, root }: { n: bigint; leaves: Uint8Array; root: Uint8Array | null },
  seen: readonly SeenTree[],
): void {
  const first = n * BigInt(FULL_WIDTH)
  for (const { size } of seen) {
    if (size <= first || size > first + BigInt(leaves.length / HASH_SIZE)) continue
    const begun = leaves.subarray(0, Number(size - first) * HASH_SIZE)
    side.earlierRoots.set(String(size), side.frontier.rootWith(begun))
  }
  side.completed.push(...side.frontier.addTile(leaves, root))
}

/**
 * Compares the tiles that the sides have completed with the stored ones, and lets go of them. Level 0 was compared entry
 * by entry.
 */
export async function compareTiles(source: LogSource, sides: readonly Side[], size: bigint): Promise<void> {
  const [first] = sides
  for (const [at, { level, n }] of (first?.completed ?? []).entries()) {
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

/** Says of every tree that was seen before whether this one begins with it. */
export function judgeBeginnings(
  seen: readonly SeenTree[],
  size: bigint,
  side: Side,
  problems: ProblemList,
): void {
  for (const earlier of seen) {
    const root = side.earlierRoots.get(String(earlier.size))
    if (earlier.size > size) {
      problems.add(`checkpoint: the log has ${size} entries and had ${earlier.size} before`)
    } else if (earlier.size > 0n && !(root && sameBytes(root, earlier.root))) {
      problems.add(
        `checkpoint: the first ${earlier.size} entries are not those of the checkpoint seen before`,
      )
    }
  }
}
