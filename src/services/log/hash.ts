import { hash } from 'node:crypto'
import { HASH_SIZE } from '../../log/tiles.ts'

/**
 * SHA-256 for the log's mathematics. A hash given out as a text of one character for each byte costs half of one that is
 * given out as a Buffer.
 */
export function sha256(data: Uint8Array): Uint8Array {
  const text = hash('sha256', data, 'binary')
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** Hashes of the inner nodes over so many pairs, where one array for each would cost more than the hashing (`Hashes`). */
export function parents(hashes: Uint8Array, pairs: number, into: Uint8Array): void {
  const from = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength)
  const to = Buffer.from(into.buffer, into.byteOffset, into.byteLength)
  const node = Buffer.alloc(1 + 2 * HASH_SIZE, 1)
  for (let at = 0; at < pairs; at += 1) {
    from.copy(node, 1, 2 * at * HASH_SIZE, 2 * (at + 1) * HASH_SIZE)
    to.write(hash('sha256', node, 'binary'), at * HASH_SIZE, HASH_SIZE, 'latin1')
  }
}
