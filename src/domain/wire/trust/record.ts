import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { Agreement } from '../agreement.ts'
import { STATEMENT_LIMIT, StatementError } from '../statement.ts'
import { Armored, Signature } from '../texts.ts'
import { RecoveryKey, Resumption, Succession, Suspension } from './agency.ts'
import { Annex } from './annex.ts'
import { Appointment, AppointmentEnd } from './appointment.ts'
import { MailboxCertificate, Revocation, Vouch } from './certificate.ts'
import { RuleAmendment } from './rules.ts'

/** The statements that the trust log is made of, by what they begin with. */
export const TRUST_STATEMENTS = {
  agreement: Agreement,
  annex: Annex,
  appointment: Appointment,
  'appointment-end': AppointmentEnd,
  certificate: MailboxCertificate,
  vouch: Vouch,
  revocation: Revocation,
  succession: Succession,
  suspension: Suspension,
  resumption: Resumption,
  'recovery-key': RecoveryKey,
  rules: RuleAmendment,
} as const
export type TrustType = keyof typeof TRUST_STATEMENTS
export const TRUST_TYPES = Object.keys(TRUST_STATEMENTS).filter(isTrustType)

export function isTrustType(text: string): text is TrustType {
  return Object.hasOwn(TRUST_STATEMENTS, text)
}

/** The longest record with its private part, in bytes: an agreement of two hundred agencies with their signatures and the certificates of their roots. */
export const TRUST_RECORD_LIMIT = 2 * 1024 * 1024

/** The exact text of a private part. */
export const PrivateText = Type.String({
  minLength: 2,
  maxLength: STATEMENT_LIMIT,
  description: 'the text of a private part',
})

/**
 * One record of the trust log: a statement, its signatures, and the armored certificates that it speaks of (the roots of
 * an agreement, the key that is appointed or certified). Of an appointment and its end, `private` is the part that is for
 * its own agency: it goes beside the record, which commits to it by digest alone.
 */
export const TrustRecord = Type.Object(
  {
    statement: Type.String({
      minLength: 2,
      maxLength: STATEMENT_LIMIT,
      description: 'the text of a statement',
    }),
    signatures: Type.Array(Signature, { minItems: 1, maxItems: 200 }),
    certificates: Type.Array(Armored, { maxItems: 400 }),
    private: Type.Optional(PrivateText),
  },
  { additionalProperties: false },
)
export type TrustRecord = Static<typeof TrustRecord>

/** A record's text, which the trust log commits to: these three fields, in this order, and nothing else. */
export const writeTrustRecord = ({ statement, signatures, certificates }: TrustRecord): string =>
  JSON.stringify({ statement, signatures, certificates })

/** A record with its private part beside it, where that is given. */
export const withPrivate = (record: TrustRecord, text: string | null): TrustRecord =>
  text === null ? record : { ...record, private: text }

/** Reads the text of a record. @throws StatementError when it is not exactly as {@link writeTrustRecord} writes it */
export function readTrustRecord(text: string): TrustRecord {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (Value.Check(TrustRecord, value) && writeTrustRecord(value) === text) return value
  throw new StatementError('This is not a record of the trust log.')
}
