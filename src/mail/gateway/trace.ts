import { fieldValue, readHead } from '../fields.ts'

/**
 * Whether the server that wrote the topmost Received field had the mail over TLS (RFC 3848: `with ESMTPS`, and its
 * siblings). Everything below that field is a stranger's word: ask only of mail that one's own server hands over.
 */
export function cameOverTls(raw: Uint8Array): boolean {
  const received = fieldValue(readHead(raw)?.fields ?? [], 'received') ?? ''
  return /\swith\s(?:ESMTPSA?|UTF8SMTPSA?|LMTPSA?|UTF8LMTPSA?|SMTPS)\b/i.test(` ${received.slice(0, 2000)}`)
}
