import { type ContentType, parseContentType } from './content-type.ts'
import { type Field, fieldValue, fieldValues, readHead } from './fields.ts'
import { fromBase64, fromQuotedPrintable } from './transfer-encoding.ts'

/** A message or a part, one level deep. */
export type Entity = { fields: Field[]; contentType: ContentType; body: Uint8Array }

/**
 * Reads one level of MIME strictly, for decisions that must not depend on how a reader guesses.
 *
 * @returns null where the head is too large, malformed, or says twice what the body is
 */
export function readEntity(bytes: Uint8Array): Entity | null {
  const head = readHead(bytes)
  if (head === null || !head.wellFormed) return null
  for (const name of ['content-type', 'content-transfer-encoding']) {
    if (fieldValues(head.fields, name).length > 1) return null
  }
  return {
    fields: head.fields,
    contentType: parseContentType(fieldValue(head.fields, 'content-type')),
    body: bytes.subarray(head.bodyStart),
  }
}

/** The body with its transfer encoding undone; null for an encoding that is not of RFC 2045. */
export function decodedBody(entity: Entity): Uint8Array | null {
  const encoding = (fieldValue(entity.fields, 'content-transfer-encoding') ?? '7bit').toLowerCase()
  if (encoding === 'base64') return fromBase64(entity.body)
  if (encoding === 'quoted-printable') return fromQuotedPrintable(entity.body)
  return ['7bit', '8bit', 'binary'].includes(encoding) ? entity.body : null
}

/** RFC 2046 §5.1.1 allows 70 characters. */
export const LONGEST_BOUNDARY = 100

/**
 * The parts of a multipart body (RFC 2046 §5.1.1).
 *
 * @param unended what becomes of a last part that no delimiter ends
 * @returns null where there are more than `most`, or the last delimiter is missing and that is refused
 */
export function splitMultipart(
  body: Uint8Array,
  boundary: string,
  most: number,
  unended: 'refused' | 'taken' = 'refused',
): Uint8Array[] | null {
  if (boundary === '' || boundary.length > LONGEST_BOUNDARY) return null
  const delimiter = new TextEncoder().encode(`--${boundary}`)
  const parts: Uint8Array[] = []
  let partStart = -1
  for (let lineStart = 0; lineStart < body.length; ) {
    const lf = body.indexOf(0x0a, lineStart)
    const lineEnd = lf < 0 ? body.length : lf
    const kind = delimiterKind(body, lineStart, lineEnd, delimiter)
    if (kind !== null) {
      if (partStart >= 0) parts.push(body.subarray(partStart, withoutLineEnd(body, partStart, lineStart)))
      if (kind === 'last') return parts
      if (parts.length >= most) return null
      partStart = lineEnd + 1
    }
    lineStart = lineEnd + 1
  }
  if (unended === 'refused') return null
  if (partStart >= 0) parts.push(body.subarray(Math.min(partStart, body.length)))
  return parts
}

function delimiterKind(
  body: Uint8Array,
  start: number,
  end: number,
  delimiter: Uint8Array,
): 'next' | 'last' | null {
  if (end - start < delimiter.length || body[start] !== 0x2d) return null
  for (let i = 0; i < delimiter.length; i++) if (body[start + i] !== delimiter[i]) return null
  let at = start + delimiter.length
  const last = body[at] === 0x2d && body[at + 1] === 0x2d && at + 2 <= end
  if (last) at += 2
  for (; at < end; at++) if (body[at] !== 0x20 && body[at] !== 0x09 && body[at] !== 0x0d) return null
  return last ? 'last' : 'next'
}

/** The line end before a delimiter belongs to the delimiter. */
function withoutLineEnd(body: Uint8Array, start: number, lineStart: number): number {
  let end = lineStart
  if (end > start && body[end - 1] === 0x0a) end--
  if (end > start && body[end - 1] === 0x0d) end--
  return end
}
