import { parseContentType } from '../content-type.ts'
import { type Entity, LONGEST_BOUNDARY, splitMultipart } from '../entity.ts'
import { fieldValue, readHead } from '../fields.ts'
import { MailReadError, READ_LIMITS } from '../read-limits.ts'

/** A part of a mail, as deep as it goes: the multiparts with their parts, all else as it stands. */
export type Tree = {
  entity: Entity
  /** header, empty line and body */
  bytes: Uint8Array
  /** the parts of a multipart; null for what is none, or cannot be divided */
  parts: Tree[] | null
}

/**
 * Divides an entity into its parts. Lenient where nothing depends on it: a multipart that is not ended ends with its
 * text, and one without delimiters is a text.
 *
 * @throws MailReadError where there are too many parts, or they are nested too deep
 */
export function readTree(bytes: Uint8Array): Tree {
  let parts = 0

  const divide = (one: Uint8Array, depth: number, otherwise: string): Tree => {
    parts += 1
    if (parts > READ_LIMITS.parts) throw new MailReadError('This message has too many parts.')
    if (depth > READ_LIMITS.depth) throw new MailReadError('The parts of this message are nested too deep.')
    const entity = lenientEntity(one, otherwise)
    const { type, parameters } = entity.contentType
    if (!type.startsWith('multipart/')) return { entity, bytes: one, parts: null }
    const boundary = parameters.get('boundary') ?? ''
    const inner = splitMultipart(entity.body, boundary, READ_LIMITS.parts, 'taken')
    const usable = boundary !== '' && boundary.length <= LONGEST_BOUNDARY
    if (inner === null && usable) throw new MailReadError('This message has too many parts.')
    if (inner === null || inner.length === 0) return { entity, bytes: one, parts: null }
    // RFC 2046 §5.1.5
    const unsaid = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
    return { entity, bytes: one, parts: inner.map((each) => divide(each, depth + 1, unsaid)) }
  }

  return divide(bytes, 0, 'text/plain')
}

function lenientEntity(bytes: Uint8Array, otherwise: string): Entity {
  const head = readHead(bytes, { bytes: READ_LIMITS.headerBytes, fields: 500 })
  if (head === null) throw new MailReadError('The header of this message is too large to read.')
  const contentType = parseContentType(fieldValue(head.fields, 'content-type') ?? otherwise)
  return { fields: head.fields, contentType, body: bytes.subarray(head.bodyStart) }
}
