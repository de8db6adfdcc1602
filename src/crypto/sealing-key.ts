import {
  enums,
  generateSessionKey,
  LiteralDataPacket,
  PacketList,
  type PublicKey,
  PublicKeyEncryptedSessionKeyPacket,
  SymEncryptedIntegrityProtectedDataPacket,
} from 'openpgp'
import { currentEncryptionKey } from './certificate.ts'
import { openpgpConfig } from './profile.ts'
import { seal } from './seal.ts'

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
  const [key] = certificate.getKeys().filter((one) => one.getKeyID().toHex() === keyId)
  const { algorithm, aeadAlgorithm } = await generateSessionKey({
    encryptionKeys: certificate,
    date: now,
    config: openpgpConfig,
  })
  const cipher = SESSION_KEYS[algorithm]
  if (!key || !cipher || aeadAlgorithm !== undefined) return ordinary(certificate, keyId)
  const packet = key.keyPacket

  async function encrypted(data: Uint8Array | ReadableStream<Uint8Array>, now: Date) {
    const sessionKey = crypto.getRandomValues(new Uint8Array(cipher?.bytes ?? 0))
    const sessionKeyAlgorithm = cipher?.algorithm
    const reader = newSessionKeyPacket({
      version: 3,
      encryptionKeyPacket: packet,
      anonymousRecipient: false,
      sessionKey,
      sessionKeyAlgorithm,
    })
    await reader.encrypt(packet)
    const literal = Object.assign(new LiteralDataPacket(), { date: now })
    setBytes.call(literal, data, enums.literal.binary)
    const sealed = newDataPacket({ version: 1 })
    const clear = new PacketList<LiteralDataPacket>()
    clear.push(literal)
    sealed.packets = clear
    await sealed.encrypt(sessionKeyAlgorithm, sessionKey, openpgpConfig)
    return written([reader, sealed])
  }

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

const SESSION_KEYS: Readonly<Record<string, { algorithm: enums.symmetric; bytes: number }>> = {
  aes128: { algorithm: enums.symmetric.aes128, bytes: 16 },
  aes192: { algorithm: enums.symmetric.aes192, bytes: 24 },
  aes256: { algorithm: enums.symmetric.aes256, bytes: 32 },
}

// What the declared types of the library's packets leave out.
type Bytes = Uint8Array | ReadableStream<Uint8Array>
type SessionKeyPacket = { encrypt(key: object): Promise<void> }
type DataPacket = { packets: object; encrypt(...how: unknown[]): Promise<unknown> }
const newSessionKeyPacket: (fields: object) => SessionKeyPacket = (fields) =>
  Reflect.apply(Reflect.get(PublicKeyEncryptedSessionKeyPacket, 'fromObject'), undefined, [fields])
const newDataPacket: (fields: object) => DataPacket = (fields) =>
  Reflect.apply(Reflect.get(SymEncryptedIntegrityProtectedDataPacket, 'fromObject'), undefined, [fields])
const setBytes: (this: object, bytes: Bytes, format: enums.literal) => void = Reflect.get(
  LiteralDataPacket.prototype,
  'setBytes',
)

/** The packets' bytes: a stream where one of them is made of one. */
function written(packets: readonly object[]): unknown {
  const list = new PacketList<never>()
  Reflect.apply(Array.prototype.push, list, packets)
  return list.write()
}
