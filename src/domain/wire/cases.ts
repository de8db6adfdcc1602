import Type, { type Static } from 'typebox'
import { Address, Nullable, Sha256, Time, Uuid } from './primitives.ts'
import { Login } from './texts.ts'

/** Cases of one mailbox, open and closed. */
export const MOST_CASES = 5000
/** The most that the notes of one may be, sealed, in bytes. */
export const CASE_LIMIT = 1024 * 1024

const Version = Type.Integer({ minimum: 0, maximum: 1_000_000 })

/**
 * What the service knows of a case: whose it is, and when its notes were changed. What it is about, whom it names, which
 * exchanges and other cases belong to it, and whether it is closed, only the members of the mailbox can read.
 */
export const CaseFile = Type.Object(
  {
    id: Uuid,
    mailbox: Address,
    version: Type.Integer({ minimum: 1, maximum: 1_000_001 }),
    size: Type.Integer({ minimum: 1, maximum: CASE_LIMIT }),
    sha256: Sha256,
    /** null where it was somebody of another agency */
    createdBy: Nullable(Login),
    createdAt: Time,
    /** null where it was somebody of another agency */
    changedBy: Nullable(Login),
    changedAt: Time,
  },
  { additionalProperties: false },
)
export type CaseFile = Static<typeof CaseFile>

export const CasesResponse = Type.Object(
  { cases: Type.Array(CaseFile, { maxItems: 100 }), next: Nullable(Uuid) },
  { additionalProperties: false },
)
export type CasesResponse = Static<typeof CasesResponse>

/** Beside the sealed notes. `version` is that of the ones whose place they take, 0 for a new case. */
export const CaseAbout = Type.Object({ mailbox: Address, version: Version }, { additionalProperties: false })
export type CaseAbout = Static<typeof CaseAbout>

/** The same as the text of a part of a form. */
export const CaseAboutText = Type.String({
  minLength: 2,
  maxLength: 1_000,
  description: 'JSON: mailbox, version',
})
