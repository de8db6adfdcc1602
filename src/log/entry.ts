import { toBase64 } from './base64.ts'
import { concat, sameBytes } from './bytes.ts'
import { HASH_SIZE } from './tiles.ts'
import type { Hash } from './tree.ts'

/** What an entry may stand for: the life of a referral, then keys and rules, then auditors' reviews. */
export const ENTRY_TYPES = [
  'accepted',
  'arrived',
  'refused',
  'relayed',
  'delivered',
  'failed',
  'expired',
  'withdrawn',
  'receipt',
  'filed',
  'read',
  'agreement',
  'appointment',
  'certificate',
  'rotation',
  'revocation',
  'grant',
  'route',
  'released',
  'review-announced',
  'review-signed',
] as const
export type EntryType = (typeof ENTRY_TYPES)[number]

/** An entry says its type and commits to a record that it does not show. */
export type Entry = { type: EntryType; commitment: Uint8Array }

const FIRST_LINE = 'despatch-entry/1'
const SALT_SIZE = 32
const encoder = new TextEncoder()

/**
 * The text that stands in the log for a record: `despatch-entry/1`, the type, and the commitment
 * SHA-256(salt ‖ record) in base64, each on a line. Without the salt nobody can even guess at the record.
 * @param salt 32 random bytes of this record alone
 * @param record its exact text (for `accepted`, the manifest's)
 */
export function entryText(hash: Hash, type: EntryType, salt: Uint8Array, record: string): string {
  return formatEntry({ type, commitment: commit(hash, salt, record) })
}

/** The text of an entry. */
function formatEntry({ type, commitment }: Entry): string {
  return `${FIRST_LINE}\n${type}\n${toBase64(commitment)}\n`
}

/** Reads the text of an entry; null when it is not exactly as {@link formatEntry} writes it. */
export function parseEntry(text: string): Entry | null {
  return readEntry(encoder.encode(text))
}

/** What stands before the commitment, for each type. */
const BEGINNINGS = ENTRY_TYPES.map((type) => ({ type, bytes: encoder.encode(`${FIRST_LINE}\n${type}\n`) }))
const COMMITMENT_LENGTH = 44
const [LINE_FEED, PADDING] = [10, 61]

/** The same of the bytes of an entry, as they stand in a bundle: of a million of them no text is made. */
export function readEntry(bytes: Uint8Array): Entry | null {
  const start = bytes.length - COMMITMENT_LENGTH - 1
  const found = BEGINNINGS.find((one) => one.bytes.length === start && isPrefix(one.bytes, bytes))
  if (!found || bytes[bytes.length - 1] !== LINE_FEED) return null
  const commitment = decodeCommitment(bytes, start)
  return commitment && { type: found.type, commitment }
}

/** The types differ in their last bytes, and all begin alike. */
function isPrefix(prefix: Uint8Array, bytes: Uint8Array): boolean {
  for (let at = prefix.length - 1; at >= 0; at -= 1) if (prefix[at] !== bytes[at]) return false
  return true
}

/** The value of each base64 digit by its code; 64 for what is none. */
const DIGITS = new Uint8Array(256).fill(64)
for (const [value, digit] of encoder
  .encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
  .entries())
  DIGITS[digit] = value

/** 32 bytes from their 43 digits and a `=`, in the one spelling that they have. */
function decodeCommitment(bytes: Uint8Array, start: number): Uint8Array | null {
  const commitment = new Uint8Array(HASH_SIZE)
  let [bits, held, at] = [0, 0, 0]
  for (let place = start; place < start + COMMITMENT_LENGTH - 1; place += 1) {
    const value = DIGITS[bytes[place] ?? 0] ?? 64
    if (value === 64) return null
    bits = (bits << 6) | value
    held += 6
    if (held < 8) continue
    held -= 8
    commitment[at] = bits >> held
    bits &= (1 << held) - 1
    at += 1
  }
  return bits === 0 && bytes[start + COMMITMENT_LENGTH - 1] === PADDING ? commitment : null
}

/** Whether this salt and record are what the entry commits to. */
export function opensEntry(hash: Hash, entry: Entry, salt: Uint8Array, record: string): boolean {
  return salt.length === SALT_SIZE && sameBytes(commit(hash, salt, record), entry.commitment)
}

function commit(hash: Hash, salt: Uint8Array, record: string): Uint8Array {
  // A salt of another length would let bytes move between salt and record under one commitment.
  if (salt.length !== SALT_SIZE) throw new RangeError('the salt of an entry is 32 bytes long')
  return hash(concat([salt, encoder.encode(record)]))
}
