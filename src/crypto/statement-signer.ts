import { type Config, enums, PacketList, type PrivateKey, Signature, SignaturePacket } from 'openpgp'
import type { Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseStatement, type StatementSchema } from '../domain/wire/statement.ts'
import { literalOf } from './literal.ts'
import { openpgpConfig } from './profile.ts'

/** A statement as it is signed and stored, and the armored, detached signature over its exact bytes. */
export type SignedStatement = { statement: string; signature: string }

/** Writes and signs statements with one key; `fingerprint` is of its certificate. */
export type StatementSigner = {
  fingerprint: string
  sign<S extends StatementSchema>(schema: S, value: Static<S>, now: Date): Promise<SignedStatement>
}

/** Statements of a type from which on their schema is made a program: it takes as long as checking so many without. */
const WORTH_COMPILING = 50
const encoder = new TextEncoder()

/**
 * Signs statements as `signStatement` does, many of them with one key: which part of it signs is settled once a
 * second, in which time it cannot change (RFC 9580 §3.5), and not for each.
 *
 * @param key an unlocked key with a signing part
 */
export function createStatementSigner(key: PrivateKey): StatementSigner {
  const judgeOf = createJudges()
  let settled: { part: SigningPart; second: number } | undefined
  const signingPart = async (now: Date): Promise<SigningPart> => {
    const second = Math.floor(now.getTime() / 1000)
    if (settled?.second === second) return settled.part
    const { keyPacket: part } = await key.getSigningKey(undefined, now, undefined, openpgpConfig)
    settled = { part, second }
    return part
  }
  return {
    fingerprint: key.getFingerprint(),
    async sign(schema, value, now) {
      const statement = JSON.stringify(value)
      parseStatement(schema, statement, judgeOf(schema))
      const part = await signingPart(now)
      const packet = Object.assign(new SignaturePacket(), {
        signatureType: enums.signature.binary,
        publicKeyAlgorithm: part.algorithm,
        hashAlgorithm: enums.hash.sha512,
      })
      const signer: Signer = packet
      await signer.sign(part, literalOf(encoder.encode(statement)), now, true, openpgpConfig)
      const list = new PacketList<SignaturePacket>()
      list.push(packet)
      return { statement, signature: new Signature(list).armor(openpgpConfig) }
    },
  }
}

/** Judges of statements by their schema; undefined as long as it is not worth while to make a program of it. */
function createJudges(): (schema: StatementSchema) => Judge | undefined {
  const judges = new WeakMap<StatementSchema, { asked: number; isValid?: Judge }>()
  return (schema) => {
    const judge = judges.get(schema) ?? { asked: 0 }
    judges.set(schema, judge)
    if (++judge.asked === WORTH_COMPILING) {
      const program = Compile(schema)
      judge.isValid = (value) => program.Check(value)
    }
    return judge.isValid
  }
}

type Judge = (value: unknown) => boolean
type SigningPart = Awaited<ReturnType<PrivateKey['getSigningKey']>>['keyPacket']

// What the declared types of the library's packets leave out.
type Signer = {
  sign(key: object, signed: object, at: Date, detached: boolean, config: Config): Promise<void>
}
