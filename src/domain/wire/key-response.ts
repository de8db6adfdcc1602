import Type, { type Static } from 'typebox'
import { PARTS } from './grant.ts'
import { Address, Fingerprint } from './primitives.ts'
import { Armored, Signature, StatementText } from './texts.ts'

/** One certificate of the directory. Pinned by clients on first sight; not yet vouched for by an agency. */
export const CertificateResponse = Type.Object(
  {
    owner: Type.Union([
      Type.Object({ mailbox: Address }, { additionalProperties: false }),
      Type.Object({ person: Type.String({ maxLength: 64 }) }, { additionalProperties: false }),
    ]),
    fingerprint: Fingerprint,
    armored: Armored,
    state: Type.Enum(['current', 'superseded', 'revoked']),
  },
  { additionalProperties: false },
)
export type CertificateResponse = Static<typeof CertificateResponse>

/** The certificates that a question is answered with, the current one first. */
export const CertificatesResponse = Type.Object(
  { certificates: Type.Array(CertificateResponse, { maxItems: 1_000 }) },
  { additionalProperties: false },
)
export type CertificatesResponse = Static<typeof CertificatesResponse>

/** One part of a mailbox's key, locked, and the caller's grant of the token that unlocks it. */
export const KeyGrantResponse = Type.Object(
  {
    mailbox: Address,
    generation: Type.Integer({ minimum: 1 }),
    part: Type.Enum([...PARTS]),
    locked: Armored,
    statement: StatementText,
    signature: Signature,
    /** The token, sealed to the grantee's user key: binary OpenPGP message in base64. */
    sealedToken: Type.String({ maxLength: 20_000 }),
    /** whoever granted; their certificate is for the reader to know */
    granter: Fingerprint,
  },
  { additionalProperties: false },
)
export type KeyGrantResponse = Static<typeof KeyGrantResponse>

export const KeyGrantsResponse = Type.Object(
  { grants: Type.Array(KeyGrantResponse, { maxItems: 20_000 }) },
  { additionalProperties: false },
)
export type KeyGrantsResponse = Static<typeof KeyGrantsResponse>
