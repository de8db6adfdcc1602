import {
  type Config,
  enums,
  LiteralDataPacket,
  PacketList,
  type PrivateKey,
  Signature,
  SignaturePacket,
} from 'openpgp'
import type { Static } from 'typebox'
import { type StatementSchema, writeStatement } from '../domain/wire/statement.ts'
import { openpgpConfig } from './profile.ts'

/** A statement as it is signed and stored, and the armored, detached signature over its exact bytes. */
export type SignedStatement = { statement: string; signature: string }

/** Writes and signs statements with one key; `fingerprint` is of its certificate. */
export type StatementSigner = {
  fingerprint: string
  sign<S extends StatementSchema>(schema: S, value: Static<S>, now: Date): Promise<SignedStatement>
}

/** For how long it is not asked again which part of the key signs. */
const SETTLED_MS = 60_000
const encoder = new TextEncoder()

/**
 * Signs statements as `signStatement` does, many of them with one key: which part of it signs is settled once a minute,
 * and not for each.
 *
 * @param key an unlocked key with a signing part
 */
export function createStatementSigner(key: PrivateKey): StatementSigner {
  let settled: { part: SigningPart; at: number } | undefined
  const signingPart = async (now: Date): Promise<SigningPart> => {
    if (settled && Math.abs(settled.at - now.getTime()) <= SETTLED_MS) return settled.part
    const { keyPacket: part } = await key.getSigningKey(undefined, now, undefined, openpgpConfig)
    settled = { part, at: now.getTime() }
    return part
  }
  return {
    fingerprint: key.getFingerprint(),
    async sign(schema, value, now) {
      const statement = writeStatement(schema, value)
      const part = await signingPart(now)
      const literal = new LiteralDataPacket()
      setBytes.call(literal, encoder.encode(statement), enums.literal.binary)
      const packet = Object.assign(new SignaturePacket(), {
        signatureType: enums.signature.binary,
        publicKeyAlgorithm: part.algorithm,
        hashAlgorithm: enums.hash.sha512,
      })
      const signer: Signer = packet
      await signer.sign(part, literal, now, true, openpgpConfig)
      const list = new PacketList<SignaturePacket>()
      list.push(packet)
      return { statement, signature: new Signature(list).armor(openpgpConfig) }
    },
  }
}

type SigningPart = Awaited<ReturnType<PrivateKey['getSigningKey']>>['keyPacket']

// What the declared types of the library's packets leave out.
type Signer = {
  sign(key: object, signed: object, at: Date, detached: boolean, config: Config): Promise<void>
}
const setBytes: (this: object, bytes: Uint8Array, format: enums.literal) => void = Reflect.get(
  LiteralDataPacket.prototype,
  'setBytes',
)
