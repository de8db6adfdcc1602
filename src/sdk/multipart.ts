import { concat } from '../mail/bytes.ts'

/** A form as it is sent: `type` is its content type, with the boundary. */
export type Multipart = { type: string; bytes: Uint8Array<ArrayBuffer> }

/**
 * Writes a form as multipart/form-data (RFC 7578), in the order of its parts, in the bytes that `FormData` would have:
 * the ends of lines in a text become CRLF. `FormData` itself takes its files apart and puts them together again.
 *
 * @param parts by name, plain words; octets are sent as a file of that name
 */
export function multipartOf(
  parts: readonly (readonly [name: string, part: string | Uint8Array])[],
): Multipart {
  const boundary = `despatch-${crypto.randomUUID()}`
  const pieces = parts.flatMap(([name, part]) => {
    const opening = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`
    const [head, body] =
      typeof part === 'string'
        ? [opening, part.replaceAll(/\r\n|\r|\n/g, '\r\n')]
        : [`${opening}; filename="${name}"\r\ncontent-type: application/octet-stream`, part]
    return [`${head}\r\n\r\n`, body, '\r\n']
  })
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: concat(...pieces, `--${boundary}--\r\n`),
  }
}
