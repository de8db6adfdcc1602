import {
  createMessage,
  type KeyID,
  type PrivateKey,
  type PublicKey,
  readSignature,
  type Signature,
  sign,
} from 'openpgp'
import { parseStatement, STATEMENT_LIMIT, type StatementSchema } from '../domain/wire/statement.ts'
import { oneArmoredBlock } from './armor.ts'
import { signingKeyAt } from './key-choices.ts'
import { literalOf } from './literal.ts'
import { judgedAt, limits, openpgpConfig } from './profile.ts'

/** A signature over a statement is not the one good signature that is demanded; the message says why. */
export class StatementSignatureError extends Error {
  override name = 'StatementSignatureError'
  readonly reason:
    | 'not-a-statement'
    | 'not-one-signature'
    | 'unknown-signer'
    | 'bad-signature'
    | 'certificate-not-valid'
  constructor(reason: StatementSignatureError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** OpenPGP signature type 0x00 (RFC 9580 §5.2.1.1): over the exact bytes, with no line ending rewritten. */
const BINARY_DOCUMENT = 0
const encoder = new TextEncoder()

/**
 * Signs a statement: an armored detached signature over exactly the UTF-8 bytes of `text`.
 *
 * Only a typed, canonical statement is signed: a bare challenge or any other text that someone hands us may
 * look like, or be, something else.
 * @param key an unlocked key with a signing part
 * @throws StatementSignatureError `not-a-statement`
 */
export async function signStatement(text: string, key: PrivateKey, now: Date): Promise<string> {
  typeOf(text)
  const signature = await sign({
    message: await createMessage({ binary: encoder.encode(text) }),
    signingKeys: key,
    detached: true,
    date: now,
    config: openpgpConfig,
  })
  if (typeof signature !== 'string') throw new Error('a detached signature is armored text')
  return signature
}

/** What is to be verified, and against what. */
export type StatementToVerify = {
  /** the expected type, for example `receipt/1` */
  type: string
  /** when given, the statement must also be valid against it (StatementError of the domain otherwise) */
  schema?: StatementSchema
  text: string
  /** armored detached signature */
  signature: string
  /** certificates of those who may have signed */
  certificates: readonly PublicKey[]
  /** when the statement reached us: the signature's own claim of its time is not believed beyond this */
  now: Date
}

/**
 * Verifies that `text` is a statement of the expected type and that exactly one signature, a good one by one
 * of the certificates, stands over its exact bytes. The signing key must have been valid both when the
 * signature says it was made and at `now`; a clock up to five minutes ahead of ours is forgiven.
 * @returns the signer's primary fingerprint, lower-case hex
 * @throws StatementSignatureError, or the domain's StatementError for a statement that its schema refuses
 */
export async function verifyStatement(asked: StatementToVerify): Promise<{ signer: string }> {
  if (typeOf(asked.text) !== asked.type) {
    throw new StatementSignatureError('not-a-statement', `A statement of type ${asked.type} is needed here.`)
  }
  if (asked.schema) parseStatement(asked.schema, asked.text)
  const signature = await readOneSignature(asked.signature)
  const [issuer] = signature.getSigningKeyIDs()
  const candidates = issuer ? asked.certificates.filter((cert) => cert.getKeys(issuer).length > 0) : []
  if (!issuer || candidates.length === 0) {
    throw new StatementSignatureError(
      'unknown-signer',
      'The statement is not signed by a key that is known here.',
    )
  }
  let refusal: unknown
  for (const certificate of candidates) {
    try {
      await verifyBytes(asked.text, signature, { certificate, issuer, at: judgedAt(asked.now) })
      await demandValidNow(certificate, issuer, judgedAt(asked.now))
      return { signer: certificate.getFingerprint() }
    } catch (error) {
      refusal = error
    }
  }
  throw refusal
}

/**
 * The `<type>/<version>` that a statement's text begins with.
 * @throws StatementSignatureError `not-a-statement` when the text is not canonical JSON beginning with it
 */
function typeOf(text: string): string {
  const type = /^\{"despatch":"([a-z][a-z-]{0,40}\/[1-9][0-9]{0,3})"[,}]/.exec(text.slice(0, 100))?.[1]
  if (type === undefined || text.length > STATEMENT_LIMIT || !isCanonical(text)) {
    throw new StatementSignatureError(
      'not-a-statement',
      'Only a typed statement in canonical JSON can be signed.',
    )
  }
  return type
}

function isCanonical(text: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === text
  } catch {
    return false
  }
}

async function readOneSignature(armored: string): Promise<Signature> {
  try {
    const block = oneArmoredBlock(armored, 'SIGNATURE', limits.signature)
    const signature = await readSignature({ armoredSignature: block, config: openpgpConfig })
    const [packet] = signature.packets
    if (signature.packets.length === 1 && packet?.signatureType === BINARY_DOCUMENT) return signature
  } catch {
    throw notOneSignature()
  }
  throw notOneSignature()
}

function notOneSignature(): StatementSignatureError {
  return new StatementSignatureError(
    'not-one-signature',
    'Exactly one armored, detached OpenPGP signature is needed.',
  )
}

/**
 * What the library's `verify` does for one detached signature (RFC 9580 §5.2.4), without finding out again each time what
 * is the same each time: which keys of the certificate were valid when it was made.
 */
async function verifyBytes(
  text: string,
  signature: Signature,
  { certificate, issuer, at }: { certificate: PublicKey; issuer: KeyID; at: Date },
): Promise<void> {
  const [packet] = signature.packets
  const [part] = certificate.getKeys(issuer)
  try {
    if (!packet || !part) throw new Error('not one signature by this certificate')
    await packet.verify(
      part.keyPacket,
      BINARY_DOCUMENT,
      literalOf(encoder.encode(text)),
      at,
      true,
      openpgpConfig,
    )
    const { created } = packet
    if (!created || part.getCreationTime() > created) throw new Error('the key is newer than the signature')
    const { keyPacket } = await signingKeyAt(certificate, issuer, created)
    // An id alone could stand for another key, which nobody has bound to the certificate.
    if (keyPacket !== part.keyPacket) throw new Error('another key of the certificate has this id')
  } catch {
    throw new StatementSignatureError(
      'bad-signature',
      'The signature does not match the statement or its signer.',
    )
  }
}

/** openpgp.js judges a key at the time the signature claims; a backdated one by a key since ended must fail too. */
async function demandValidNow(certificate: PublicKey, issuer: KeyID, at: Date): Promise<void> {
  try {
    await signingKeyAt(certificate, issuer, at)
  } catch {
    throw new StatementSignatureError(
      'certificate-not-valid',
      "The signer's certificate has expired or been revoked.",
    )
  }
}
