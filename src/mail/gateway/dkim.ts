import { createPublicKey } from 'node:crypto'
import { Readable } from 'node:stream'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
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

export type DkimKey = {
  selector: string
  /** PKCS#8 PEM of an RSA key */
  key: string
}

/**
 * Signs messages (RFC 6376): for the domain of the author, which is what DMARC compares, and for the service's own, whose
 * return paths they have. A large message is read twice, a piece at a time: its header stands before its body and holds
 * the body's digest.
 *
 * @returns the message with its signatures before it. It throws what the message's own source throws.
 */
export function createSigner({ selector, key }: DkimKey, serviceDomain: string) {
  return async (message: Uint8Array | MessageSource, author: string): Promise<Uint8Array | MessageSource> => {
    const domains = new Set([author.slice(author.lastIndexOf('@') + 1), serviceDomain])
    const whole = message instanceof Uint8Array
    const signatureData = [...domains].map((signingDomain) => ({ signingDomain, selector, privateKey: key }))
    const { signatures, errors } = await dkimSign(
      whole
        ? Buffer.from(message.buffer, message.byteOffset, message.byteLength)
        : Readable.from(message.pieces()),
      {
        signingDomain: serviceDomain,
        selector,
        privateKey: key,
        algorithm: 'rsa-sha256',
        canonicalization: 'relaxed/relaxed',
        headerList: SIGNED,
        signatureData,
        strict: true,
      },
    )
    if (errors?.length || signatures === '') throw new Error('The message could not be signed.')
    const before = Buffer.from(signatures, 'latin1')
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
