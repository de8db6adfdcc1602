import { WordsError } from '../crypto/account-secret.ts'
import { ArmorError } from '../crypto/armor.ts'
import { CertificateError } from '../crypto/certificate.ts'
import { FingerprintWordsError } from '../crypto/fingerprint-words.ts'
import { GrantError } from '../crypto/grant.ts'
import { InvitationError } from '../crypto/invitation.ts'
import { KeyError } from '../crypto/keys.ts'
import { OpaqueError } from '../crypto/opaque.ts'
import { UnreadableError } from '../crypto/open.ts'
import { PartnerKeyError } from '../crypto/partner-key/problem.ts'
import { StatementSignatureError } from '../crypto/statement.ts'
import { WrappedKeyError } from '../crypto/wrapped-key.ts'
import { CaseChangeError } from '../domain/cases/change.ts'
import { DataError } from '../domain/kinds.ts'
import { MarkingError } from '../domain/marking.ts'
import { BadReference } from '../domain/reference.ts'
import { TrustError } from '../domain/trust/trust-error.ts'
import { StatementError } from '../domain/wire/statement.ts'
import { LogKeyError } from '../log/keys.ts'
import { NoteError } from '../log/note.ts'
import { HeaderError } from '../mail/header.ts'
import { MailReadError } from '../mail/read.ts'
import { ClientError } from './errors.ts'

/** Errors whose messages are written for a person. Any other is a fault of the program. */
const WRITTEN_FOR_PEOPLE = [
  ClientError,
  ArmorError,
  BadReference,
  CaseChangeError,
  CertificateError,
  DataError,
  FingerprintWordsError,
  GrantError,
  HeaderError,
  InvitationError,
  KeyError,
  LogKeyError,
  MailReadError,
  MarkingError,
  NoteError,
  OpaqueError,
  PartnerKeyError,
  StatementError,
  StatementSignatureError,
  TrustError,
  UnreadableError,
  WordsError,
  WrappedKeyError,
] as const

/** The sentence of an error that was written for a person; null for a fault of the program. */
export function sentenceOf(error: unknown): string | null {
  return WRITTEN_FOR_PEOPLE.some((kind) => error instanceof kind) && error instanceof Error
    ? error.message
    : null
}
