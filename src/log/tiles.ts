import { concat } from './bytes.ts'

/** Hashes in a full tile, and entries in a full bundle (C2SP tlog-tiles). */
export const FULL_WIDTH = 256
/** Bytes in a SHA-256 hash. */
export const HASH_SIZE = 32
/** Tree levels are at most 64, and a tile spans eight. */
const HIGHEST_LEVEL = 7
const LEVELS: readonly (number | 'entries')[] = [
  'entries',
  ...Array.from({ length: HIGHEST_LEVEL + 1 }, (_, level) => level),
]

/** The place of a tile (`level` 0 is the leaves) or of an entry bundle; `width` is how many hashes or entries it has. */
export type TileAddress = { level: number | 'entries'; n: bigint; width: number }
/** A tile of hashes with its content, 32 bytes for each. */
export type Tile = { level: number; n: bigint; width: number; bytes: Uint8Array }

/** How many hashes the `n`-th tile at `level` has in a tree of `size` leaves: 0 (no such tile) to 256. */
export function tileWidth(size: bigint, level: number | 'entries', n: bigint): number {
  const count = size / 256n ** BigInt(level === 'entries' ? 0 : level)
  const left = count - n * BigInt(FULL_WIDTH)
  return left <= 0n ? 0 : left >= BigInt(FULL_WIDTH) ? FULL_WIDTH : Number(left)
}

/**
 * The path below the log's prefix: `tile/0/x001/067`, `tile/1/000.p/17`, `tile/entries/004.p/3`. The number is
 * written in groups of three digits, each but the last marked by an x.
 */
export function tilePath(level: number | 'entries', n: bigint, width: number): string {
  const digits = n.toString()
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${number}${width === FULL_WIDTH ? '' : `.p/${width}`}`
}

/** What a path names, or null when it is not exactly as {@link tilePath} writes it. */
export function parseTilePath(path: string): TileAddress | null {
  const found = /^tile\/(entries|[0-7])\/((?:x\d{3}\/){0,6}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path)
  const [, levelText, number, widthText] = found ?? []
  if (levelText === undefined || number === undefined) return null
  const level = levelText === 'entries' ? levelText : Number(levelText)
  const n = BigInt(number.replaceAll(/[x/]/g, ''))
  const width = widthText === undefined ? FULL_WIDTH : Number(widthText)
  if (width > FULL_WIDTH) return null
  return tilePath(level, n, width) === path ? { level, n, width } : null
}

/**
 * Every tile and entry bundle that a tree of `newSize` has and one of `oldSize` had not, or had narrower:
 * bundles first, then tiles from the leaves up. One after the other: of a size that somebody else signed there is no end.
 */
export function* tilesFor(oldSize: bigint, newSize: bigint): Generator<TileAddress> {
  for (const level of LEVELS) {
    const unit = 256n ** BigInt(level === 'entries' ? 0 : level)
    const [before, after] = [oldSize / unit, newSize / unit]
    if (after === before) continue
    for (let n = before / BigInt(FULL_WIDTH); tileWidth(newSize, level, n) > 0; n += 1n)
      yield { level, n, width: tileWidth(newSize, level, n) }
  }
}

/** How many tiles and entry bundles a tree of a size has, none of them left out. */
export function countTiles(size: bigint): bigint {
  let count = 0n
  for (const level of LEVELS) {
    const hashes = size / BigInt(FULL_WIDTH) ** BigInt(level === 'entries' ? 0 : level)
    count += (hashes + BigInt(FULL_WIDTH) - 1n) / BigInt(FULL_WIDTH)
  }
  return count
}

/** The 32-byte hashes of a tile, as views of it. */
export function splitHashes(bytes: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = []
  for (let at = 0; at + HASH_SIZE <= bytes.length; at += HASH_SIZE)
    hashes.push(bytes.subarray(at, at + HASH_SIZE))
  return hashes
}

/** An entry bundle: each entry after its length, a big-endian uint16. At most 256 entries of at most 65,535 bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > FULL_WIDTH) throw new RangeError('an entry bundle holds 256 entries')
  return concat(
    entries.flatMap((entry) => {
      if (entry.length > 0xffff) throw new RangeError('an entry is at most 65,535 bytes long')
      return [new Uint8Array([entry.length >> 8, entry.length & 0xff]), entry]
    }),
  )
}

/** A bundle taken apart: the entries that could be read, and whether it ended exactly after the last. */
export type Bundle = { entries: Uint8Array[]; complete: boolean }

/** Takes a bundle apart as far as it goes, at most 256 entries, as views of it. */
export function decodeBundle(bytes: Uint8Array): Bundle {
  const { ends, complete } = bundleEnds(bytes)
  return { entries: ends.map((end, at) => bytes.subarray((ends[at - 1] ?? 0) + 2, end)), complete }
}

/** The same without views: where each entry ends. The next begins two bytes later, after its length. */
export function bundleEnds(bytes: Uint8Array): { ends: number[]; complete: boolean } {
  const ends: number[] = []
  let at = 0
  while (at < bytes.length && ends.length < FULL_WIDTH) {
    const [high, low] = [bytes[at], bytes[at + 1]]
    if (high === undefined || low === undefined) break
    const end = at + 2 + high * 256 + low
    if (end > bytes.length) break
    ends.push(end)
    at = end
  }
  return { ends, complete: at === bytes.length }
}
