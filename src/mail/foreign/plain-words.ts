import { decodedBody, type Entity } from '../entity.ts'
import { readHtml } from '../html-text.ts'

const SHORT = 2000

/** What is to be read in a part that ought to hold next to nothing; a large one is not even decoded. */
export function shortText(part: Entity): string {
  const body = part.body.length > SHORT ? null : decodedBody(part)
  return body === null ? 'too long' : new TextDecoder().decode(body).trim()
}

/** Whether a part is a text without a word, as Exchange puts before others. */
export function isBlank(part: Entity): boolean {
  const { type } = part.contentType
  if (type !== 'text/plain' && type !== 'text/html') return false
  const text = shortText(part)
  if (type === 'text/plain') return text === ''
  const html = readHtml(text)
  return html.text === '' && !html.leftOut
}
