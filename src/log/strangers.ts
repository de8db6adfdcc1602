import { sameBytes } from './bytes.ts'
import type { ProblemList } from './problem-list.ts'
import type { LogSource } from './source.ts'
import { decodeBundle, HASH_SIZE, parseTilePath, type TileAddress, tilePath, tileWidth } from './tiles.ts'

/**
 * Files that no log of this size has ever had. Narrow tiles of its earlier sizes are in their right, when the wider ones
 * begin with them.
 */
export async function findStrangers(source: LogSource, size: bigint, problems: ProblemList): Promise<void> {
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
