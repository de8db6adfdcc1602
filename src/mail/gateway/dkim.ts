import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { createBodyHash } from './dkim-body.ts'
import type { MessageSource } from './relay-request.ts'

/** Those of our own that say who writes to whom about what; each stands once in what we send. */
const SIGNED = [
  'From',
  'To',
  'Date',
  'Message-ID',
  'Subject',
  'MIME-Version',
  'Content-Type',
  'SIO-Label',
  'Despatch-Marking',
  'Disposition-Notification-To',
]

/** The longest header that is looked at. */
const MOST_HEADER_BYTES = 256 * 1024
/** RFC 5322 §2.1.1 asks for lines of 78. */
const LINE = 72

export type DkimKey = {
  selector: string
  /** PKCS#8 PEM of an RSA key */
  key: string
}

/**
 * Signs messages (RFC 6376, relaxed/relaxed): for the domain of the author, which is what DMARC compares, and for the
 * service's own, whose return paths they have. A large message is read twice, a piece at a time: its signatures stand
 * before its body and hold the body's digest.
 *
 * mailauth signs too, at more than twice the cost: it reads the message as a stranger's.
 *
 * @returns the message with its signatures before it. It throws what the message's own source throws.
 */
export function createSigner({ selector, key }: DkimKey, serviceDomain: string) {
  const privateKey = createPrivateKey(key)
  return async (message: Uint8Array | MessageSource, author: string): Promise<Uint8Array | MessageSource> => {
    const whole = message instanceof Uint8Array
    const { header, bodyHash } = await read(whole ? [message] : message.pieces())
    const domains = new Set([author.slice(author.lastIndexOf('@') + 1), serviceDomain])
    const signatures = await Promise.all(
      [...domains].map((domain) => signature({ header, bodyHash, domain, selector, privateKey })),
    )
    const before = Buffer.from(signatures.join(''), 'latin1')
    if (whole) return Buffer.concat([before, message])
    return {
      size: before.length + message.size,
      async *pieces() {
        yield before
        yield* message.pieces()
      },
    }
  }
}

/** What is to be published as TXT at `selector._domainkey.` of each domain that is signed for (RFC 6376 §3.6.1). */
export function dkimRecord({ key }: Pick<DkimKey, 'key'>): string {
  const published = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
  return `v=DKIM1; k=rsa; p=${published}`
}

/** The header of a message, and the digest of its body. @throws Error when it has no end, or no body */
async function read(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  const body = createBodyHash()
  let header: string | null = null
  let seen = ''
  for await (const piece of pieces) {
    if (header !== null) {
      body.update(piece)
      continue
    }
    const before = seen.length
    seen += Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1')
    const end = seen.indexOf('\r\n\r\n', Math.max(0, before - 3))
    if (end === -1 && seen.length > MOST_HEADER_BYTES) break
    if (end === -1) continue
    header = seen.slice(0, end + 2)
    body.update(piece.subarray(end + 4 - before))
  }
  if (header === null) throw new Error('The message has no header that could be signed.')
  return { header, bodyHash: body.digest() }
}

async function signature({
  header,
  bodyHash,
  domain,
  selector,
  privateKey,
}: {
  header: string
  bodyHash: string
  domain: string
  selector: string
  privateKey: KeyObject
}): Promise<string> {
  const fields = signedFields(header)
  const value = [
    `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=${selector};`,
    `t=${Math.floor(Date.now() / 1000)}; h=${fields.map(({ name }) => name).join(':')};`,
    `bh=${bodyHash};`,
    'b=',
  ].join('\r\n ')
  // RFC 6376 §3.7: the signature's own field comes last, with nothing after `b=`, and without a line break.
  const signed = [...fields.map(({ relaxed }) => `${relaxed}\r\n`), relaxed('DKIM-Signature', value)].join('')
  const bytes = await promisify(sign)('sha256', Buffer.from(signed, 'latin1'), privateKey)
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  return `DKIM-Signature: ${value}${lines.join('\r\n ')}\r\n`
}

/** The fields that are signed, of those that are there, canonical. */
function signedFields(header: string): { name: string; relaxed: string }[] {
  const found = new Map<string, string>()
  // A line that begins with white space goes on with the one before (RFC 5322 §2.2.3).
  for (const field of header.split(/\r\n(?![ \t])/)) {
    const colon = field.indexOf(':')
    if (colon > 0) found.set(field.slice(0, colon).trimEnd().toLowerCase(), field.slice(colon + 1))
  }
  return SIGNED.flatMap((name) => {
    const value = found.get(name.toLowerCase())
    return value === undefined ? [] : [{ name, relaxed: relaxed(name, value) }]
  })
}

/** RFC 6376 §3.4.2 */
const relaxed = (name: string, value: string): string =>
  `${name.toLowerCase()}:${value
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '')}`
