import PostalMime, { type Attachment } from 'postal-mime'
import { concat } from '../bytes.ts'
import { fieldValue } from '../fields.ts'
import { safeFileName } from '../file-name.ts'
import { readHtml } from '../html-text.ts'
import { withoutLegacyDisplay } from '../legacy-display.ts'
import { MailReadError, READ_LIMITS } from '../read-limits.ts'
import { normaliseText } from '../text.ts'
import { fromBase64, fromQuotedPrintable } from '../transfer-encoding.ts'
import { unflowed } from './flowed.ts'
import type { TextPiece } from './piece.ts'
import type { Tree } from './tree.ts'

/** What a part that has no parts holds. */
export type Leaf =
  | (TextPiece & { html: boolean })
  | { kind: 'file'; name: string; called: string; type: string; bytes: Uint8Array }

/**
 * Reads one part that has no parts: its charset and its encoding are undone, an HTML text is reduced to its words.
 *
 * The parser is given the header alone. It takes a body line by line, tens of microseconds each, so that a mail of a few
 * megabytes of line ends would keep it busy for minutes.
 */
export async function readLeaf({ entity, bytes }: Tree): Promise<Leaf> {
  const { type, parameters } = entity.contentType
  // A multipart that could not be divided is shown as it stands, so that nothing of it is lost.
  const broken = type.startsWith('multipart/')
  const file = broken ? undefined : await fileIn(bytes.subarray(0, bytes.length - entity.body.length), type)
  const body = decoded(entity.body, fieldValue(entity.fields, 'content-transfer-encoding') ?? '')
  if (file !== undefined) {
    const called = file.filename ?? ''
    return { kind: 'file', name: safeFileName(called), called, type: file.mimeType || type, bytes: body }
  }
  const text = inCharset(body, parameters.get('charset') ?? 'utf-8')
  const legacy = parameters.get('hp-legacy-display') === '1'
  const shown = (words: string) => normaliseText(legacy ? withoutLegacyDisplay(words) : words)
  if (type === 'text/html') {
    const name = 'message.html'
    if (text.length > LONGEST_HTML) return { kind: 'file', name, called: name, type, bytes: body }
    return htmlLeaf(text, shown)
  }
  const flowed = parameters.get('format')?.toLowerCase() === 'flowed'
  const words = flowed ? unflowed(text, parameters.get('delsp')?.toLowerCase() === 'yes') : text
  return { kind: 'text', html: false, text: shown(words), remarks: broken ? [DAMAGED] : [] }
}

/** HTML that is longer, in UTF-16 units, is no letter: it is left as a file, unread. */
const LONGEST_HTML = 2 * 1024 * 1024

const DAMAGED = 'It is damaged: where its parts begin and end is not to be seen.'

function htmlLeaf(html: string, shown: (words: string) => string): Leaf {
  const words = readHtml(html)
  const remarks = [
    ...(words.hidden
      ? [
          'Some of these words are set so that a mail program would not show them; they stand here like all others.',
        ]
      : []),
    ...(words.leftOut ? ['It has words in drawings, frames or broken tags, which are not shown.'] : []),
    ...(words.remote ? ['It names pictures or other things elsewhere; nothing was fetched.'] : []),
  ]
  return { kind: 'text', html: true, text: shown(words.text), remarks }
}

/** The part as a file, its name decoded, by its header; undefined for a text that is to be read in the mail itself. */
async function fileIn(head: Uint8Array, type: string): Promise<Attachment | undefined> {
  // RFC 2046 §5.1.5: the type that a part has which names none depends on where it stands.
  const unsaid = type === 'message/rfc822' ? `Content-Type: ${type}\r\n` : ''
  try {
    const { attachments } = await PostalMime.parse(concat(hasType(head) ? '' : unsaid, head, '\r\nx'), {
      maxNestingDepth: READ_LIMITS.depth,
      maxHeadersSize: READ_LIMITS.headerBytes,
      maxRfc822NestingDepth: 0,
      forceRfc822Attachments: true,
    })
    const [file] = attachments
    return file ?? (/^text\/(?:plain|html)$/.test(type) ? undefined : NAMELESS(type))
  } catch (cause) {
    throw new MailReadError('A part of this message cannot be read.', { cause })
  }
}

/** Where the parser makes a text of what is none by our reading, it is a file: our reading is the one that judged it. */
const NAMELESS = (mimeType: string): Attachment => ({
  filename: null,
  mimeType,
  disposition: null,
  content: new Uint8Array(),
})

const hasType = (head: Uint8Array): boolean =>
  /^content-type[ \t]*:/im.test(new TextDecoder('latin1').decode(head))

/** Lenient, as readers of mail are: a transfer encoding that nobody knows is none. */
function decoded(body: Uint8Array, encoding: string): Uint8Array {
  if (/base64/i.test(encoding)) return fromBase64(body)
  return /quoted-printable/i.test(encoding) ? fromQuotedPrintable(body) : body
}

/** A charset that is not known is read as the one that has a letter for every byte. */
function inCharset(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset.slice(0, 50)).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
