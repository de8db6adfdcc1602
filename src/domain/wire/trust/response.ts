import Type, { type Static } from 'typebox'
import { Nullable } from '../primitives.ts'
import { Signature, StatementText } from '../texts.ts'
import { PrivateText } from './record.ts'

/** A place in the trust log, as an address says it. */
export const TrustPlace = Type.String({
  pattern: '^(0|[1-9][0-9]{0,8})$',
  maxLength: 9,
  description: 'a number',
})

/**
 * Records from a place on, each its exact text (`readTrustRecord`), and at the same place of `private` its private part:
 * where it has one, and the caller is of the agency whose it is.
 */
export const TrustRecordsResponse = Type.Object(
  {
    from: Type.Integer({ minimum: 0 }),
    records: Type.Array(Type.String({ maxLength: 48 * 1024 * 1024 }), { maxItems: 500 }),
    private: Type.Array(Nullable(PrivateText), { maxItems: 500 }),
  },
  { additionalProperties: false },
)
export type TrustRecordsResponse = Static<typeof TrustRecordsResponse>

/** What a person signed of the root that they trust (`anchor/1`); null when they have not. */
export const AnchorResponse = Type.Object(
  {
    anchor: Type.Union([
      Type.Object({ statement: StatementText, signature: Signature }, { additionalProperties: false }),
      Type.Null(),
    ]),
  },
  { additionalProperties: false },
)
export type AnchorResponse = Static<typeof AnchorResponse>
