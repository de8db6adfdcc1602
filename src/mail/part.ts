import { concat } from './bytes.ts'
import { safeFileName } from './file-name.ts'
import { HeaderError, header, parameter, structured } from './header.ts'
import { normaliseText } from './text.ts'
import { toBase64Lines, toQuotedPrintable } from './transfer-encoding.ts'

/** One finished MIME part: its headers, the empty line, its body. */
export type Part = Uint8Array

/** A `text/plain` part in UTF-8; quoted-printable unless base64 is shorter. */
export function textPart(text: string, extra: readonly string[] = []): Part {
  if (text.includes('\0')) throw new HeaderError('The text may not contain a NUL character.')
  const canonical = normaliseText(text).replaceAll('\n', '\r\n')
  const quoted = toQuotedPrintable(canonical)
  const base64 = toBase64Lines(new TextEncoder().encode(canonical))
  const [encoding, body] = quoted.length <= base64.length ? ['quoted-printable', quoted] : ['base64', base64]
  return concat(
    structured('Content-Type', ['text/plain; charset=utf-8', ...extra].join('; ')),
    `Content-Transfer-Encoding: ${encoding}\r\n\r\n`,
    body,
  )
}

/** A part that mail clients offer as a file. Types that would be read as messages or multiparts lose their type. */
export function filePart(file: { name: string; type: string; bytes: Uint8Array }): Part {
  const name = safeFileName(file.name)
  const type = fileType(file.type)
  return concat(
    structured('Content-Type', `${type}; ${parameter('name', name)}`),
    structured('Content-Disposition', `attachment; ${parameter('filename', name)}`),
    'Content-Transfer-Encoding: base64\r\n\r\n',
    toBase64Lines(file.bytes),
  )
}

/** A part of 7-bit lines that are written as they are, such as report fields. */
export function plainPart(contentType: string, description: string | null, body: string): Part {
  if (!/^[\t\r\n\x20-\x7e]*$/.test(body)) throw new HeaderError('This part must be plain ASCII.')
  return concat(
    structured('Content-Type', contentType),
    description === null ? '' : header('Content-Description', description),
    `\r\n${body}`,
  )
}

/** The body of a multipart, from its first delimiter to its last. */
export function multipartBody(boundary: string, parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  return concat(...parts.flatMap((part) => [`--${boundary}\r\n`, part, '\r\n']), `--${boundary}--\r\n`)
}

function fileType(type: string): string {
  const plain = type.trim().toLowerCase()
  if (!/^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}$/.test(plain)) {
    return 'application/octet-stream'
  }
  return /^(?:multipart|message)\//.test(plain) ? 'application/octet-stream' : plain
}
