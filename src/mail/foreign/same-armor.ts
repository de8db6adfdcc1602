import { soleArmor } from '../armored.ts'
import { decodedBody, type Entity } from '../entity.ts'
import { readHtml } from '../html-text.ts'

/** Either part as it stands in the mail, in bytes: larger ones come as files, and nobody renders those. */
const LARGEST = 1024 * 1024

/** Whether a plain text is one armored message, and the HTML beside it shows that message and no other word. */
export function sameArmorAsHtml(plain: Entity, html: Entity): boolean {
  if (plain.contentType.type !== 'text/plain' || html.contentType.type !== 'text/html') return false
  const armor = soleArmor(textOf(plain) ?? '')
  const rendered = armor === null ? null : textOf(html)
  if (armor === null || rendered === null) return false
  const { text, leftOut } = readHtml(rendered)
  const shown = soleArmor(text)
  return !leftOut && (shown === null ? withoutSpace(text) : withoutSpace(shown)) === withoutSpace(armor)
}

const withoutSpace = (text: string): string => text.replace(/\s/g, '')

function textOf(part: Entity): string | null {
  const body = part.body.length > LARGEST ? null : decodedBody(part)
  return body === null ? null : new TextDecoder().decode(body)
}
