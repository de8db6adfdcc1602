import { HASH_DIGITS, hashFromBase64, toBase64 } from './base64.ts'
import { concat } from './bytes.ts'
import { parseTilePath, type TileAddress, tilePath } from './tiles.ts'

/**
 * The records of an export, beside the bundle of their entries: for each that is given, in order, a line with its index, how many
 * bytes it has, and its salt in base64, and after that the record itself and a line feed. So they are read, and hashed, without
 * anything being unescaped.
 */
export type GivenRecord = { index: bigint; salt: Uint8Array; record: string }

/** Where the records of the `n`-th bundle of so many entries stand: `records/x001/067`, `records/004.p/3`. */
export const recordsPath = (n: bigint, width: number): string =>
  tilePath('entries', n, width).replace('tile/entries/', 'records/')

/** What a path names, or null when it is not exactly as {@link recordsPath} writes it. */
export const parseRecordsPath = (path: string): TileAddress | null =>
  path.startsWith('records/') ? parseTilePath(path.replace('records/', 'tile/entries/')) : null

const SALT_SIZE = 32
/** Digits of the largest index and length that are read. */
const MOST_DIGITS = 15
const [LINE_FEED, BLANK, ZERO, NINE] = [10, 32, 48, 57]
const encoder = new TextEncoder()

/** @throws RangeError for a salt of another length */
export function encodeRecords(records: readonly GivenRecord[]): Uint8Array {
  const pieces: Uint8Array[] = []
  for (const { index, salt, record } of records) {
    if (salt.length !== SALT_SIZE) throw new RangeError('the salt of an entry is 32 bytes long')
    const bytes = encoder.encode(record)
    pieces.push(encoder.encode(`${index} ${bytes.length} ${toBase64(salt)}\n`), bytes, encoder.encode('\n'))
  }
  return concat(pieces)
}

/** Where the records of a bundle stand among the bytes of their file, by their places in the bundle. */
export type RecordSpans = {
  /** where each begins and ends; 0 and 0 where none is given */
  starts: Uint32Array
  ends: Uint32Array
  /** their salts, one after the other */
  salts: Uint8Array
  /** the place from which on the file is not as it is written; null where it is */
  fault: number | null
}

/**
 * Finds the records in their file, which has to be exactly as {@link encodeRecords} writes it.
 *
 * @param first index of the bundle's first entry
 * @param width how many entries it has
 */
export function findRecords(bytes: Uint8Array, first: bigint, width: number): RecordSpans {
  const found: RecordSpans = {
    starts: new Uint32Array(width),
    ends: new Uint32Array(width),
    salts: new Uint8Array(width * SALT_SIZE),
    fault: null,
  }
  const base = Number(first)
  let [at, next] = [0, 0]
  do {
    const index = readNumber(bytes, at, BLANK)
    const place = index ? index.value - base : -1
    const length = index && readNumber(bytes, index.end, BLANK)
    const start = length ? length.end + HASH_DIGITS + 1 : 0
    const end = start + (length?.value ?? 0)
    const isWhole =
      length && place >= next && place < width && bytes[start - 1] === LINE_FEED && bytes[end] === LINE_FEED
    if (!isWhole || !hashFromBase64(bytes, length.end, found.salts, place * SALT_SIZE))
      return { ...found, fault: Math.min(next, width - 1) }
    found.starts[place] = start
    found.ends[place] = end
    next = place + 1
    at = end + 1
  } while (at < bytes.length)
  return found
}

/** A number without leading zeroes and what ends it; `end` is behind that. */
function readNumber(bytes: Uint8Array, from: number, after: number): { value: number; end: number } | null {
  let [value, at] = [0, from]
  for (; at < from + MOST_DIGITS; at += 1) {
    const digit = bytes[at] ?? 0
    if (digit < ZERO || digit > NINE) break
    value = value * 10 + digit - ZERO
  }
  const isOne = at > from && bytes[at] === after && (bytes[from] !== ZERO || at === from + 1)
  return isOne ? { value, end: at + 1 } : null
}
