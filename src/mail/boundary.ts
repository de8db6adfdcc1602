import { HeaderError } from './header.ts'

/** A fresh MIME boundary of 144 random bits. `=_` cannot stand in quoted-printable or base64 (RFC 2045 §6.7). */
export function randomBoundary(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18))
  return `=_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** Refuses a boundary that is not one by RFC 2046 §5.1.1. */
export function checkBoundary(boundary: string): string {
  if (!/^[A-Za-z0-9'()+_,./:=?-]{8,70}$/.test(boundary)) throw new HeaderError('This is no MIME boundary.')
  return boundary
}
