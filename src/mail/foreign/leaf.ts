import PostalMime, { type Attachment } from 'postal-mime'
import { concat } from '../bytes.ts'
import { fieldValue } from '../fields.ts'
import { safeFileName } from '../file-name.ts'
import { readHtml } from '../html-text.ts'
import { withoutLegacyDisplay } from '../legacy-display.ts'
import { MailReadError, READ_LIMITS } from '../read-limits.ts'
import { normaliseText } from '../text.ts'
import type { TextPiece } from './piece.ts'
import type { Tree } from './tree.ts'

/** What a part that has no parts holds. */
export type Leaf =
  | (TextPiece & { html: boolean })
  | { kind: 'file'; name: string; type: string; bytes: Uint8Array }

/** Reads one part that has no parts: its charset and its encoding are undone, an HTML text is reduced to its words. */
export async function readLeaf({ entity, bytes, parts }: Tree): Promise<Leaf> {
  const { type, parameters } = entity.contentType
  // A multipart that could not be divided is shown as it stands, so that nothing of it is lost.
  const unsaid = fieldValue(entity.fields, 'content-type') === null ? `Content-Type: ${type}\r\n` : ''
  const readable = type.startsWith('multipart/') ? concat('\r\n', entity.body) : concat(unsaid, bytes)
  const { text, html, attachments } = await parse(readable)
  const [file] = attachments
  if (parts === null && file !== undefined) return fileOf(file, type)
  const legacy = parameters.get('hp-legacy-display') === '1'
  const shown = (words: string) => normaliseText(legacy ? withoutLegacyDisplay(words) : words)
  if (html === undefined)
    return { kind: 'text', html: false, text: shown(text ?? ''), remarks: damaged(type) }
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

const damaged = (type: string): string[] =>
  type.startsWith('multipart/') ? ['It is damaged: where its parts begin and end is not to be seen.'] : []

async function parse(bytes: Uint8Array) {
  try {
    return await PostalMime.parse(bytes, {
      maxNestingDepth: READ_LIMITS.depth,
      maxHeadersSize: READ_LIMITS.headerBytes,
      maxRfc822NestingDepth: 0,
      forceRfc822Attachments: true,
    })
  } catch (cause) {
    throw new MailReadError('A part of this message cannot be read.', { cause })
  }
}

function fileOf({ filename, content, mimeType }: Attachment, type: string): Leaf {
  const bytes =
    typeof content === 'string'
      ? new TextEncoder().encode(content)
      : content instanceof Uint8Array
        ? content
        : new Uint8Array(content)
  return { kind: 'file', name: safeFileName(filename ?? ''), type: mimeType || type, bytes }
}
