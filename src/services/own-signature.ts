import { readCertificate } from '../crypto/certificate.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { StatementSignatureError, verifyStatement } from '../crypto/statement.ts'
import { problem } from '../domain/problems.ts'
import type { Caller } from './caller.ts'
import type { Db } from './db.ts'

/** The fingerprint of the certificate that made the signature. */
export type Signer = string

/** A statement, who may have signed it, and when it came. `type` is the expected one, for example `receipt/1`. */
type Asked = { type: string; statement: string; signature: string; now: Date }

/**
 * Demands that a statement is signed by the caller's own current key, and by nobody else.
 *
 * @throws ProblemError `signature-not-yours`, or `signature-invalid` with what is wrong
 */
export async function demandOwnSignature(db: Db, caller: Caller, asked: Asked): Promise<Signer> {
  const own = await db
    .selectFrom('certificate')
    .select('armored')
    .where('person_id', '=', caller.personId)
    .where('state', '=', 'current')
    .execute()
  const certificates = await Promise.all(own.map(({ armored }) => readCertificate(armored)))
  return demandSignatureBy(certificates, asked)
}

/**
 * Demands that a statement is signed by one of these certificates: the caller's own current ones.
 *
 * @throws ProblemError `signature-not-yours`, or `signature-invalid` with what is wrong
 */
export async function demandSignatureBy(certificates: readonly PublicKey[], asked: Asked): Promise<Signer> {
  const { type, statement: text, signature, now } = asked
  try {
    const { signer } = await verifyStatement({ type, text, signature, certificates, now })
    return signer
  } catch (error) {
    if (!(error instanceof StatementSignatureError)) throw error
    if (error.reason === 'unknown-signer') throw problem('signature-not-yours')
    throw problem('signature-invalid', error.message)
  }
}
