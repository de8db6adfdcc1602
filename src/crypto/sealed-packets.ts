import {
  enums,
  generateSessionKey,
  PacketList,
  type PublicKey,
  PublicKeyEncryptedSessionKeyPacket,
  SymEncryptedIntegrityProtectedDataPacket,
} from 'openpgp'
import { openpgpConfig } from './profile.ts'

/** The cipher of a sealed object: the library's number of it, and the length of its keys. */
export type Cipher = { algorithm: enums.symmetric; bytes: number }

/**
 * The cipher that all these certificates ask for.
 *
 * @returns null where they ask for another form than the one accepted everywhere (SEIPD version 1)
 * @throws the library's error when one of them does not count at `now`
 */
export async function cipherFor(certificates: readonly PublicKey[], now: Date): Promise<Cipher | null> {
  const { algorithm, aeadAlgorithm } = await generateSessionKey({
    encryptionKeys: [...certificates],
    date: now,
    config: openpgpConfig,
  })
  return aeadAlgorithm === undefined ? (CIPHERS[algorithm] ?? null) : null
}

/**
 * Encrypts packets under a session key of their own: one PKESK (RFC 9580 §5.1) for each key, in this order, then the
 * packets in one of tag 18, version 1 (§5.13).
 *
 * @param keys key packets of the readers
 * @returns the message's bytes: a stream where one of the packets is made of one
 */
export async function encryptPackets(
  clear: readonly object[],
  { keys, cipher }: { keys: readonly object[]; cipher: Cipher },
): Promise<unknown> {
  const sessionKey = crypto.getRandomValues(new Uint8Array(cipher.bytes))
  const readers = await Promise.all(
    keys.map(async (key) => {
      const reader = newSessionKeyPacket({
        version: 3,
        encryptionKeyPacket: key,
        anonymousRecipient: false,
        sessionKey,
        sessionKeyAlgorithm: cipher.algorithm,
      })
      await reader.encrypt(key)
      return reader
    }),
  )
  const sealed = newDataPacket({ version: 1 })
  sealed.packets = listOf(clear)
  await sealed.encrypt(cipher.algorithm, sessionKey, openpgpConfig)
  return listOf([...readers, sealed]).write()
}

const CIPHERS: Readonly<Record<string, Cipher>> = {
  aes128: { algorithm: enums.symmetric.aes128, bytes: 16 },
  aes192: { algorithm: enums.symmetric.aes192, bytes: 24 },
  aes256: { algorithm: enums.symmetric.aes256, bytes: 32 },
}

// What the declared types of the library's packets leave out.
type SessionKeyPacket = { encrypt(key: object): Promise<void> }
type DataPacket = { packets: object; encrypt(...how: unknown[]): Promise<unknown> }
const newSessionKeyPacket: (fields: object) => SessionKeyPacket = (fields) =>
  Reflect.apply(Reflect.get(PublicKeyEncryptedSessionKeyPacket, 'fromObject'), undefined, [fields])
const newDataPacket: (fields: object) => DataPacket = (fields) =>
  Reflect.apply(Reflect.get(SymEncryptedIntegrityProtectedDataPacket, 'fromObject'), undefined, [fields])

function listOf(packets: readonly object[]): PacketList<never> {
  const list = new PacketList<never>()
  Reflect.apply(Array.prototype.push, list, packets)
  return list
}
