import { fromBase64, toBase64 } from './base64.ts'
import { concat, sameBytes } from './bytes.ts'
import { HASH_SIZE } from './tiles.ts'
import type { Hash } from './tree.ts'

/** What an entry may stand for: the life of a referral, then keys and rules. */
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
  const [, typeText, encoded] = text.split('\n')
  const type = ENTRY_TYPES.find((known) => known === typeText)
  const commitment = fromBase64(encoded ?? '')
  if (!type || commitment?.length !== HASH_SIZE) return null
  return formatEntry({ type, commitment }) === text ? { type, commitment } : null
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
