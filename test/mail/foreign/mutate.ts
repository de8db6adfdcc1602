import { concat } from '../../../src/mail/bytes.ts'
import { structureWays } from './structure-ways.ts'

/** Numbers that are the same for the same seed, each at least 0 and below 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What readers of mail trip over. */
const TOKENS = [
  '\r\n',
  '\n\n',
  '\r',
  '\0',
  '\ufeff',
  '--outer\r\n',
  '--outer--\r\n',
  '--inside\r\n',
  '--sealed--\r\n',
  'Content-Type: multipart/mixed; boundary="outer"\r\n\r\n',
  'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="inside"\r\n\r\n',
  'Content-Type: multipart/alternative; boundary=""\r\n',
  'Content-Type: message/rfc822\r\n\r\n',
  'Content-Type: text/html; charset=utf-7\r\n',
  'Content-Type: text/plain; format=flowed; delsp=yes\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Transfer-Encoding: quoted-printable\r\n',
  "Content-Disposition: attachment; filename*0*=utf-8''%; filename*1=a\r\n",
  'From: =?utf-8?q?=00?= <"a"@[::1]>, (((\r\n',
  'Subject: =?utf-8?b?////?= =?x?q??=\r\n',
  '; hp="cipher"; protected-headers="v1"; hp-legacy-display="1"',
  '-----BEGIN PGP MESSAGE-----\n',
  '-----END PGP MESSAGE-----\n',
  '-----BEGIN PGP SIGNED MESSAGE-----\n',
  '-----BEGIN PGP SIGNATURE-----\n',
  '<!--',
  '<svg><style>',
  '<p style="font-size:0',
  '&#x202e;',
  '=',
  '=\r\n',
  '"',
  '(',
]

/**
 * Makes changed mails of given ones, the same for the same seed: bytes turned, pieces cut off, taken out, doubled, brought in
 * from another mail, repeated a thousand times, and games with delimiters, headers, encodings and packets.
 */
export function createMutator(mails: readonly Uint8Array[], seed: number): () => Uint8Array {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const one = <T>(list: readonly T[], otherwise: T): T => list[below(list.length)] ?? otherwise
  const empty = new Uint8Array(0)
  const sliceOf = (bytes: Uint8Array): Uint8Array => {
    const from = below(bytes.length + 1)
    return bytes.subarray(from, from + below(Math.min(2000, bytes.length - from + 1)))
  }
  const put = (bytes: Uint8Array, at: number, what: string | Uint8Array, over = 0) =>
    concat(bytes.subarray(0, at), what, bytes.subarray(at + over))
  const lineStart = (bytes: Uint8Array): number => bytes.indexOf(0x0a, below(bytes.length + 1)) + 1

  const ways: ((bytes: Uint8Array) => Uint8Array)[] = [
    (bytes) => {
      const turned = bytes.slice()
      for (let n = below(20) + 1; n > 0 && turned.length > 0; n -= 1)
        turned[below(turned.length)] = below(256)
      return turned
    },
    (bytes) => bytes.subarray(0, below(bytes.length + 1)),
    (bytes) => bytes.subarray(below(bytes.length + 1)),
    (bytes) => put(bytes, below(bytes.length + 1), sliceOf(bytes)),
    (bytes) => put(bytes, below(bytes.length + 1), '', below(500)),
    (bytes) => put(bytes, lineStart(bytes), sliceOf(one(mails, empty)), below(200)),
    (bytes) => put(bytes, lineStart(bytes), one(TOKENS, '')),
    (bytes) => put(bytes, below(bytes.length + 1), one(TOKENS, ''), below(3)),
    (bytes) => put(bytes, lineStart(bytes), one(TOKENS, '').repeat(below(3000))),
    (bytes) => put(bytes, 0, one(TOKENS, '')),
    (bytes) => concat(bytes, one(mails, empty)),
    ...structureWays(random),
  ]
  return () => {
    let mail = one(mails, empty)
    for (let n = below(4) + 1; n > 0; n -= 1) mail = one(ways, (same: Uint8Array) => same)(mail)
    return mail
  }
}
