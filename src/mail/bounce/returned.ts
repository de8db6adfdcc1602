import { type Field, fieldValue, readHead } from '../fields.ts'
import { readMessageIds } from '../message-id.ts'
import type { MailPart } from './parts.ts'

/** What a bounce gives back of the message that it is about. */
export type Returned = { messageId: string | null; to: readonly string[]; head: readonly Field[] }

/** Lines by which servers announce the returned message inside their text. */
const ANNOUNCES = new RegExp(
  [
    '(?:below (?:this line )?|this |included |here )?(?:is )?a copy of (?:the|your)(?: original)? message',
    '(?:the )?(?:headers?|text|copy) of the (?:original |returned )?message (?:is|are|follows?)',
    '(?:your |the )?original (?:message|mail)(?: headers?| text)?(?: as)? follows?',
    '(?:the )?original (?:message|mail)(?: headers?| text)? ?(?:-{2,}|:)? ?$',
    '(?:un(?:sent|delivered|deliverable)|returned|rejected|failed) (?:message|mail)(?: headers?)?(?: follows| ?-{2,}| ?:\\s?$)',
    '(?:start of )?message (?:headers?|text) follows?',
    'no message was collected',
  ]
    .map((phrase) => `(?:${phrase})`)
    .join('|'),
  'i',
)
/** The beginning of a returned header that nothing announces. */
const HEADER_BEGINS =
  /^(?:Received: (?:from|by|\()|Return-Path: ?<|(?:Message-ID|MIME-Version|DKIM-Signature|X-(?:Mailer|Originating-IP)): )/i

/** Divides the text of a bounce into what the server says and what it gives back. */
export function divideNotice(text: string): { notice: string; returned: string } {
  let at = 0
  while (at < text.length) {
    const feed = text.indexOf('\n', at)
    const end = feed < 0 ? text.length : feed
    const line = text.slice(at, Math.min(end, at + 200))
    const bare = line.replace(/^[-=*+#>_\s]{0,40}/, '')
    const announced = ANNOUNCES.exec(bare)?.index === 0
    if (announced || HEADER_BEGINS.test(line)) {
      return { notice: text.slice(0, at), returned: text.slice(announced ? end : at) }
    }
    at = end + 1
  }
  return { notice: text, returned: '' }
}

/** The header of the returned message: of the part that holds it, or as it is quoted in the text. */
export function readReturned(parts: readonly MailPart[], quoted: string): Returned {
  const part = parts.find(({ type }) => /^(?:message\/(?:rfc822|global)|text\/rfc822-headers)/.test(type))
  const text = part?.text ?? quoted.replace(/^\s+/, '')
  const head = readHead(new TextEncoder().encode(text.slice(0, 64 * 1024)))?.fields ?? []
  const id = fieldValue(head, 'message-id') ?? ''
  return {
    messageId: readMessageIds(id)[0] ?? quotedMessageId(quoted),
    to: addressesIn(fieldValue(head, 'to') ?? ''),
    head,
  }
}

/** A Message-ID line that stands somewhere in a text, indented or marked as a quotation. */
export function quotedMessageId(text: string): string | null {
  const line = /^[>| \t]{0,10}Message-ID:[ \t]{0,10}(?:\n[ \t]{1,10})?(<[^<>\s]{1,250}>)/im.exec(text)
  return line?.[1] ?? null
}

const MOST_ADDRESSES = 100

/** The mail addresses in a text, in lower case, each once. */
export function addressesIn(text: string): string[] {
  const found = text.slice(0, 16_384).match(/[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9][a-z0-9.-]{0,189}/gi) ?? []
  const clean = found.map((address) => address.toLowerCase().replace(/^['`]+|[.-]+$/g, ''))
  return [...new Set(clean)].slice(0, MOST_ADDRESSES)
}
