import { hash } from 'node:crypto'
import type { Hashes } from '../sdk/verify-log.ts'

/** Leaves up to this length have a buffer of their own length kept, to be hashed without a new view of it. */
const SHORT = 512
/** Salt and record up to this length are put together in one place, bytes. */
const USUAL = 64 * 1024
const HASH_SIZE = 32

/**
 * The log's hashes as Node does them fastest. A hash given out as a text of one character for each byte, and written where it
 * belongs, costs half of one that is given out as an array of its own.
 */
export function nodeHashes(): Hashes {
  const node = Buffer.alloc(1 + 2 * HASH_SIZE, 1)
  const short: Buffer[] = []
  const usual = Buffer.alloc(USUAL)

  const leafOf = (length: number): Buffer => {
    if (length > SHORT) return Buffer.alloc(1 + length)
    short[length] ??= Buffer.alloc(1 + length)
    return short[length]
  }

  return {
    leaves(bundle, ends, into) {
      const [from, to] = [asBuffer(bundle), asBuffer(into)]
      const count = Math.min(ends.length, into.length / HASH_SIZE)
      for (let at = 0, start = 2; at < count; at += 1) {
        const end = ends[at] ?? start
        const leaf = leafOf(end - start)
        from.copy(leaf, 1, start, end)
        to.write(hash('sha256', leaf, 'binary'), at * HASH_SIZE, HASH_SIZE, 'latin1')
        start = end + 2
      }
    },
    parents(hashes, pairs, into) {
      const [from, to] = [asBuffer(hashes), asBuffer(into)]
      for (let at = 0; at < pairs; at += 1) {
        from.copy(node, 1, 2 * at * HASH_SIZE, 2 * (at + 1) * HASH_SIZE)
        to.write(hash('sha256', node, 'binary'), at * HASH_SIZE, HASH_SIZE, 'latin1')
      }
    },
    records(bytes, { starts, ends, salts }, into) {
      const [from, to, salt] = [asBuffer(bytes), asBuffer(into), asBuffer(salts)]
      for (let at = 0; at < starts.length; at += 1) {
        const [start = 0, end = 0] = [starts[at], ends[at]]
        if (start === 0) continue
        const length = HASH_SIZE + end - start
        const place = length > USUAL ? Buffer.alloc(length) : usual
        salt.copy(place, 0, at * HASH_SIZE, (at + 1) * HASH_SIZE)
        from.copy(place, HASH_SIZE, start, end)
        to.write(hash('sha256', place.subarray(0, length), 'binary'), at * HASH_SIZE, HASH_SIZE, 'latin1')
      }
    },
    commitment(salt, record) {
      // A character has at most three bytes of UTF-8.
      const most = salt.length + 3 * record.length
      const place = most > USUAL ? Buffer.alloc(most) : usual
      place.set(salt)
      const length = salt.length + place.write(record, salt.length, 'utf8')
      return bytesOf(hash('sha256', place.subarray(0, length), 'binary'))
    },
  }
}

/** A short array of the runtime's own costs less than a Buffer. */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
