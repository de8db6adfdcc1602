import { createBase64Decoder } from './base64-decoder.ts'
import type { Entity } from './entity.ts'
import { fieldValue } from './fields.ts'
import { fromQuotedPrintable } from './transfer-encoding.ts'

const PIECE = 64 * 1024
const LF = 0x0a
const EQUALS = 0x3d

/**
 * The body with its transfer encoding undone, as `decodedBody` gives it, in pieces: so that a large one is never in
 * memory twice. Null for an encoding that is not of RFC 2045.
 */
export function decodedPieces(entity: Entity): Iterable<Uint8Array> | null {
  const encoding = (fieldValue(entity.fields, 'content-transfer-encoding') ?? '7bit').toLowerCase()
  if (encoding === 'base64') return base64Pieces(entity.body)
  if (encoding === 'quoted-printable') return quotedPieces(entity.body)
  return ['7bit', '8bit', 'binary'].includes(encoding) ? plainPieces(entity.body) : null
}

function* plainPieces(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += PIECE) yield body.subarray(at, at + PIECE)
}

function* base64Pieces(body: Uint8Array): Generator<Uint8Array> {
  const decode = createBase64Decoder()
  for (const piece of plainPieces(body)) yield decode(piece)
}

function* quotedPieces(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; ) {
    const end = quotedEnd(body, at)
    yield fromQuotedPrintable(body.subarray(at, end))
    at = end
  }
}

/** Where a piece may end: after a line, or where none ends at least not inside an escape. */
function quotedEnd(body: Uint8Array, start: number): number {
  const end = start + PIECE
  if (end >= body.length) return body.length
  const lf = body.lastIndexOf(LF, end - 1)
  if (lf >= start) return lf + 1
  if (body[end - 1] === EQUALS) return end - 1
  return body[end - 2] === EQUALS ? end - 2 : end
}
