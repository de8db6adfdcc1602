import { createHash, getHashes } from 'node:crypto'
import type { Place } from '../planted-words.ts'

/** A mail in clear, its header and its body, as they came and without the last line break: what could be guessed. */
export function partsInClear(mail: Buffer): Buffer[] {
  const end = mail.indexOf('\r\n\r\n')
  const parts = [mail, mail.subarray(0, end), mail.subarray(0, end + 2), mail.subarray(end + 4)]
  const trimmed = parts.map((part) => Buffer.from(part.toString('latin1').trimEnd(), 'latin1'))
  return [...parts, ...trimmed]
}

/** Enough of a digest in base64 or base64url to be no chance, without its last group, which differs by padding. */
const TELLING = 20

/**
 * The kinds of digest, of all that OpenSSL can make, of which one of any of these texts stands somewhere: as bytes,
 * in hexadecimal, in base64 or base64url.
 */
export function digestsIn(places: readonly Place[], texts: readonly Buffer[]): string[] {
  const whole = Buffer.concat(places.flatMap(({ bytes }) => [bytes, Buffer.from('\n')]))
  const written = whole.toString('latin1')
  const kinds = getHashes().filter((name) => !/^(?:RSA-|id-|ssl)|shake|WithRSA/i.test(name))
  return kinds.filter((kind) =>
    texts.some((text) => {
      const digest = createHash(kind).update(text).digest()
      const forms = [
        digest.toString('hex'),
        digest.toString('base64').slice(0, TELLING),
        digest.toString('base64url').slice(0, TELLING),
      ]
      return whole.includes(digest) || forms.some((form) => written.includes(form))
    }),
  )
}
