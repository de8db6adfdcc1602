import { concat } from '../bytes.ts'
import { fieldValue, readHead } from '../fields.ts'

/**
 * What was sealed as the text of a mail, as an entity: a text in UTF-8, or in the charset of old mail programs where it is
 * no UTF-8. Some programs seal a whole entity so, which then says that it is one.
 */
export function inlineEntity(bytes: Uint8Array): Uint8Array {
  const head = readHead(bytes, { bytes: 16 * 1024, fields: 100 })
  const isEntity = head?.wellFormed === true && fieldValue(head.fields, 'content-type') !== null
  if (isEntity && head.bodyStart < bytes.length) return bytes
  const charset = isUtf8(bytes) ? 'utf-8' : 'windows-1252'
  return concat(
    `Content-Type: text/plain; charset=${charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`,
    bytes,
  )
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
