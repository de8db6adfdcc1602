import type { ProblemList } from './problem-list.ts'
import { bundleEnds, FULL_WIDTH, HASH_SIZE, tilePath } from './tiles.ts'

/** What opens an entry. */
export type Opening = { salt: Uint8Array; record: string }

/**
 * Where a log is read from: an export in a folder, or a server. Paths are those of {@link tilePath}; `null` says
 * that there is no such file.
 */
export type LogSource = {
  checkpoint(): Promise<string>
  tile(path: string): Promise<Uint8Array | null>
  entries(path: string): Promise<Uint8Array | null>
  /** what the reader was given to open entry `index`, or null when it is withheld or erased */
  record(index: bigint): Promise<Opening | null>
  /** the same of several that follow one another, where the source reads them faster together; what is not there may be left out at the end */
  records?(first: bigint, end: bigint): Promise<readonly (Opening | null)[]>
  /** in place of both, where they lie in files: the file at a path of `recordsPath` */
  recordsFile?(path: string): Promise<Uint8Array | null>
  /** what it means that there is no record: erased, where the reader may open every entry; else it may be either */
  missing?: 'erased' | 'withheld'
  /** every path below `tile/` that there is, when the source can tell; then files that do not belong are found */
  paths?(): AsyncIterable<string> | Iterable<string>
}

/** The hashes of a tile, exactly `width` of them; null, with the problem told, when there is no such tile. */
export async function readTile(
  source: Pick<LogSource, 'tile'>,
  level: number,
  n: bigint,
  width: number,
  problems: ProblemList,
): Promise<Uint8Array | null> {
  const path = tilePath(level, n, width)
  const found = await readWidest(
    (name) => source.tile(name),
    (at, wide) => tilePath(level, at, wide),
    n,
    width,
  )
  if (!found) {
    problems.add(`${path}: it is missing`)
    return null
  }
  if (found.content.length === found.width * HASH_SIZE) return found.content.subarray(0, width * HASH_SIZE)
  problems.add(`${path}: it is ${found.content.length} bytes long, not ${found.width * HASH_SIZE}`)
  return null
}

/**
 * An entry bundle as far as it could be read: its bytes, and where in them each entry ends (`bundleEnds`). `even`: it had
 * exactly the entries it should have and nothing else; `missing`: there is none.
 */
export type ReadBundle = {
  path: string
  bytes: Uint8Array
  ends: readonly number[]
  even: boolean
  missing: boolean
}

/** The entries of a bundle, at most `width`; none, with the problem told, when there is no such bundle. */
export async function readBundle(
  source: Pick<LogSource, 'entries'>,
  n: bigint,
  width: number,
  problems: ProblemList,
): Promise<ReadBundle> {
  const path = tilePath('entries', n, width)
  const found = await readWidest(
    (name) => source.entries(name),
    (at, wide) => tilePath('entries', at, wide),
    n,
    width,
  )
  if (!found) {
    const first = n * BigInt(FULL_WIDTH)
    const last = first + BigInt(width) - 1n
    const all = last > first ? `, and with it every entry to ${last}` : ''
    problems.add(`entry ${first}: ${path} is missing${all}`)
    return { path, bytes: new Uint8Array(), ends: [], even: false, missing: true }
  }
  const { ends, complete } = bundleEnds(found.content)
  const even = complete && ends.length === found.width
  return { path, bytes: found.content, ends: ends.slice(0, width), even, missing: false }
}

/** A log that has grown since its checkpoint may have dropped the narrow file for the full one (C2SP tlog-tiles). */
export async function readWidest(
  read: (path: string) => Promise<Uint8Array | null>,
  pathOf: (n: bigint, width: number) => string,
  n: bigint,
  width: number,
): Promise<{ content: Uint8Array; width: number } | null> {
  const exact = await read(pathOf(n, width))
  if (exact) return { content: exact, width }
  const full = width < FULL_WIDTH ? await read(pathOf(n, FULL_WIDTH)) : null
  return full ? { content: full, width: FULL_WIDTH } : null
}
