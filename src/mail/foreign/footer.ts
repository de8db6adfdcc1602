import { parseContentType } from '../content-type.ts'
import { decodedBody, type Entity } from '../entity.ts'
import { fieldValue } from '../fields.ts'
import { fromBase64, fromQuotedPrintable } from '../transfer-encoding.ts'

/** The longest footer, in bytes and in characters: what lists and gateways add fits well (docs/decisions/0017). */
export const MOST_ADDED = 2048
/** A text in base64 that is larger is not searched for a footer. */
const MOST_BASE64 = 2 * 1024 * 1024
/** Quoted-printable writes up to three characters for a byte, and ends lines. */
const TAIL = MOST_ADDED * 4

const END = '-----END PGP MESSAGE-----'

/** Whether the first words of a text are a rule, or the `-- ` of a signature: how footers begin. */
export function beginsWithRule(text: string): boolean {
  const first = text.trimStart().split('\n', 1)[0] ?? ''
  return /^(?:--|[_=*~#-]{5,})$/.test(first.trimEnd())
}

/** The words of a part that can be a footer: a short plain text that is no file. Null for any other part. */
export function addedPart(part: Entity): string | null {
  const { type, parameters } = part.contentType
  const disposition = parseContentType(fieldValue(part.fields, 'content-disposition') ?? 'inline')
  const isFile =
    parameters.has('name') || disposition.type !== 'inline' || disposition.parameters.has('filename')
  if (type !== 'text/plain' || isFile || part.body.length > TAIL) return null
  const body = decodedBody(part)
  return body === null ? null : shortEnough(body)
}

/** A text that is to be armor, less the footer after it. */
export function withoutFooter(entity: Entity): { entity: Entity; added: string | null } {
  const encoding = (fieldValue(entity.fields, 'content-transfer-encoding') ?? '7bit').toLowerCase()
  if (encoding !== 'base64') return cutAfterArmor(entity, encoding === 'quoted-printable')
  if (entity.body.length > MOST_BASE64) return { entity, added: null }
  const fields = entity.fields.filter(({ name }) => name !== 'content-transfer-encoding')
  const cut = cutAfterArmor({ ...entity, fields, body: fromBase64(entity.body) }, false)
  return cut.added === null ? { entity, added: null } : cut
}

/** Only the end of the body is looked at: neither encoding changes the line that ends armor. */
function cutAfterArmor(entity: Entity, quoted: boolean): { entity: Entity; added: string | null } {
  const { body } = entity
  if (endsInArmor(body)) return { entity, added: null }
  const start = Math.max(0, body.length - TAIL - END.length)
  const at = new TextDecoder('latin1').decode(body.subarray(start)).lastIndexOf(END)
  const end = start + at + END.length
  if (at < 0 || end === body.length) return { entity, added: null }
  const rest = body.subarray(end)
  const added = shortEnough(quoted ? fromQuotedPrintable(rest) : rest)
  // What follows on the same line is no footer.
  if (added === null || !/^[ \t]*\r?\n/.test(added) || !beginsWithRule(added)) return { entity, added: null }
  return { entity: { ...entity, body: body.subarray(0, end) }, added: added.trim() }
}

/** Whether nothing but blank space follows the last line of armor: so it is with nearly all mail. */
function endsInArmor(body: Uint8Array): boolean {
  let end = body.length
  while (end > 0 && (body[end - 1] ?? 0) <= 0x20) end -= 1
  const start = end - END.length
  for (let at = 0; at < END.length; at += 1) if (body[start + at] !== END.charCodeAt(at)) return false
  return true
}

function shortEnough(bytes: Uint8Array): string | null {
  if (bytes.length > MOST_ADDED) return null
  const text = new TextDecoder().decode(bytes)
  return text.includes('-----BEGIN PGP') ? null : text.trim() === '' ? '' : text
}
