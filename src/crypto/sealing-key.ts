import type { PublicKey } from 'openpgp'
import { currentEncryptionKey } from './certificate.ts'
import { encryptionKeyAt } from './key-choices.ts'
import { literalOf } from './literal.ts'
import { seal } from './seal.ts'
import { cipherFor, encryptPackets } from './sealed-packets.ts'

/**
 * A certificate made ready to be sealed to again and again: which of its keys, and with which cipher, is settled. It
 * is as good as the certificate was at that moment, so whoever keeps it makes it anew before long.
 */
export type SealingKey = {
  /** the encryption subkey, 16 lower-case hex digits */
  keyId: string
  /** the sealed object of `seal`, to this one reader and signed by nobody */
  seal(entity: Uint8Array, now: Date): Promise<Uint8Array>
  /** the same of an entity that is too large to be sealed in one piece; its length need not be known */
  sealPieces(entity: ReadableStream<Uint8Array>, now: Date): Promise<AsyncIterable<Uint8Array>>
}

/**
 * Settles how to seal to a certificate.
 *
 * The work of `seal` is for the most part to find out, each time, what is the same each time: here the library is given
 * the packets themselves (RFC 9580 §5.1, §5.9, §5.13), which takes about half as long.
 *
 * @throws CertificateError when it has no key that can be encrypted to
 */
export async function sealingKey(certificate: PublicKey, now: Date): Promise<SealingKey> {
  const keyId = await currentEncryptionKey(certificate, now)
  const cipher = await cipherFor([certificate], now)
  if (!cipher) return ordinary(certificate, keyId)
  const keys = [(await encryptionKeyAt(certificate, now)).keyPacket]
  const encrypted = (data: Uint8Array | ReadableStream<Uint8Array>, now: Date) =>
    encryptPackets([literalOf(data, now)], { keys, cipher })

  return {
    keyId,
    async seal(entity, now) {
      const sealed = await encrypted(entity, now)
      if (!(sealed instanceof Uint8Array)) throw new Error('a message made from bytes is written as bytes')
      return sealed
    },
    async sealPieces(entity, now) {
      const sealed = await encrypted(entity, now)
      if (!(sealed instanceof ReadableStream)) throw new Error('a message made from a stream is a stream')
      return sealed
    },
  }
}

/** Where the certificate asks for more than the one accepted form, the library decides. */
function ordinary(certificate: PublicKey, keyId: string): SealingKey {
  const sealWhole = (entity: Uint8Array, now: Date) => seal({ entity, recipients: [certificate], now })
  return {
    keyId,
    seal: sealWhole,
    async sealPieces(entity, now) {
      const sealed = await sealWhole(new Uint8Array(await new Response(entity).arrayBuffer()), now)
      return (async function* () {
        yield sealed
      })()
    },
  }
}
