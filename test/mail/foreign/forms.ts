import { concat } from '../../../src/mail/bytes.ts'

/** Armor of so many characters of base64, of no meaning. */
export function armorOf(length: number): string {
  const data = 'wV4DAAAAAAAAAAASAQdA'.repeat(Math.ceil(length / 20)).slice(0, length - (length % 4))
  const lines = data.match(/.{1,64}/g) ?? []
  return ['-----BEGIN PGP MESSAGE-----', '', ...lines, '=wXyZ', '-----END PGP MESSAGE-----', ''].join('\n')
}

/** One part: its header lines, which may be none, the empty line, its body. A part that is whole already is one. */
export function part(head: string | Uint8Array, body?: string | Uint8Array): Uint8Array {
  if (typeof head !== 'string') return head
  return concat(head === '' ? '' : `${head}\r\n`, '\r\n', body ?? '')
}

/** A multipart message, or a part that is a multipart when it is given a boundary of its own. */
export function mail(type: string, ...parts: (string | Uint8Array | { boundary: string })[]): Uint8Array {
  const boundary = parts.find((one) => typeof one === 'object' && 'boundary' in one) ?? { boundary: 'outer' }
  const name = typeof boundary === 'object' && 'boundary' in boundary ? boundary.boundary : 'outer'
  const bodies = parts.filter((one) => typeof one === 'string' || one instanceof Uint8Array)
  return concat(
    `From: desk@partner.test\r\nMIME-Version: 1.0\r\nContent-Type: ${type}; boundary="${name}"\r\n\r\n`,
    ...bodies.flatMap((body) => [`--${name}\r\n`, body, '\r\n']),
    `--${name}--\r\n`,
  )
}
