import Type, { type Static } from 'typebox'
import { ContentDigest, Sha256 } from './primitives.ts'
import { referralFields } from './referral-fields.ts'

/**
 * All that the service and the auditors know of a referral, signed by the sender's user key.
 *
 * `content` names the ciphertexts (one today); `entity` is the SHA-256 of the MIME bytes given to encryption,
 * which hold a salt, so that the digest betrays nothing of a guessable text.
 */
export const Manifest = Type.Object(
  {
    despatch: Type.Literal('manifest/1'),
    ...referralFields,
    content: Type.Array(ContentDigest, { minItems: 1, maxItems: 1 }),
    entity: Sha256,
    /** the trust log that it was sealed by: how many records it had, and their root in hex */
    trust: Type.Optional(
      Type.Object(
        { size: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), root: Sha256 },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type Manifest = Static<typeof Manifest>
