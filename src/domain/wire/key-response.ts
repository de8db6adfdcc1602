import Type, { type Static } from 'typebox'
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

/** A mailbox's locked secret subkeys, and the caller's grant of the token that unlocks them. */
export const KeyGrantResponse = Type.Object(
  {
    mailbox: Address,
    generation: Type.Integer({ minimum: 1 }),
    locked: Armored,
    statement: StatementText,
    signature: Signature,
    /** The token, sealed to the grantee's user key: binary OpenPGP message in base64. */
    sealedToken: Type.String({ maxLength: 20_000 }),
    /** Armored certificate of whoever granted. */
    granter: Armored,
  },
  { additionalProperties: false },
)
export type KeyGrantResponse = Static<typeof KeyGrantResponse>

export const KeyGrantsResponse = Type.Object(
  { grants: Type.Array(KeyGrantResponse, { maxItems: 5000 }) },
  { additionalProperties: false },
)
export type KeyGrantsResponse = Static<typeof KeyGrantsResponse>
