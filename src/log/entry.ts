import { HASH_DIGITS, hashFromBase64, toBase64 } from './base64.ts'
import { concat, sameBytes } from './bytes.ts'
import type { Hashes } from './hashes.ts'
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
  'log-key',
  'destroyed',
  'review-announced',
  'review-signed',
  'continued',
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

/** What stands before the commitment, for each type, by its length. */
const BEGINNINGS: { type: EntryType; bytes: Uint8Array }[][] = []
for (const type of ENTRY_TYPES) {
  const bytes = encoder.encode(`${FIRST_LINE}\n${type}\n`)
  BEGINNINGS[bytes.length] = [...(BEGINNINGS[bytes.length] ?? []), { type, bytes }]
}
const COMMITMENT_LENGTH = HASH_DIGITS
const LINE_FEED = 10

/**
 * The same of the bytes of an entry, as they stand in a bundle: of a million of them no text is made.
 * @param from where it begins
 * @param end where it ends
 * @param commitment 32 bytes that its commitment is written into, where an array for each would cost too much
 */
export function readEntry(
  bytes: Uint8Array,
  from = 0,
  end = bytes.length,
  commitment = new Uint8Array(HASH_SIZE),
): Entry | null {
  const start = end - COMMITMENT_LENGTH - 1
  const type = typeAt(bytes, from, start - from)
  if (!type || bytes[end - 1] !== LINE_FEED) return null
  return hashFromBase64(bytes, start, commitment, 0) ? { type, commitment } : null
}

/** The types differ in their last bytes, and all begin alike. */
function typeAt(bytes: Uint8Array, from: number, length: number): EntryType | null {
  next: for (const { type, bytes: beginning } of BEGINNINGS[length] ?? []) {
    for (let at = length - 1; at >= 0; at -= 1) if (beginning[at] !== bytes[from + at]) continue next
    return type
  }
  return null
}

/** Whether this salt and record are what the entry commits to. */
export function opensEntry(
  { commitment }: Pick<Hashes, 'commitment'>,
  entry: Entry,
  salt: Uint8Array,
  record: string,
): boolean {
  return salt.length === SALT_SIZE && sameBytes(commitment(salt, record), entry.commitment)
}

/** What an entry says of its record: SHA-256(salt ‖ record). */
export function commit(hash: Hash, salt: Uint8Array, record: string): Uint8Array {
  // A salt of another length would let bytes move between salt and record under one commitment.
  if (salt.length !== SALT_SIZE) throw new RangeError('the salt of an entry is 32 bytes long')
  return hash(concat([salt, encoder.encode(record)]))
}
