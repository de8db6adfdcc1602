import { hash } from 'node:crypto'

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
