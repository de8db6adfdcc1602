import Type, { type Static } from 'typebox'
import { Nullable } from './primitives.ts'

/**
 * Proof that a record stands in the log: anyone can recompute the entry from type, salt and record, the leaf
 * from the entry, and the checkpoint's root from the leaf and the `.tlog-proof`.
 */
export const LogProof = Type.Object(
  {
    /** Position in the log, decimal text because indices reach 2^64. */
    index: Type.String({ pattern: '^(0|[1-9][0-9]{0,19})$' }),
    type: Type.String({ maxLength: 32 }),
    /** 32 bytes, base64. */
    salt: Type.String({ maxLength: 64 }),
    /** `despatch-entry/1\n<type>\n<base64 SHA-256(salt ‖ record)>\n` */
    entry: Type.String({ maxLength: 200 }),
    /** C2SP `.tlog-proof` text: index, hashes, the checkpoint verbatim. */
    proof: Type.String({ maxLength: 20_000 }),
  },
  { additionalProperties: false },
)
export type LogProof = Static<typeof LogProof>

/** The proof of a referral's own entry; null while the log has not published it. */
export const ProofResponse = Type.Object({ proof: Nullable(LogProof) }, { additionalProperties: false })
export type ProofResponse = Static<typeof ProofResponse>

/** The longest record that stands behind an entry, in characters. */
export const LOG_RECORD_LIMIT = 200_000

/** A page of what the caller may open of the log: salt and record by index; the rest is withheld or erased. */
export const LogRecordsResponse = Type.Object(
  {
    records: Type.Array(
      Type.Object(
        {
          index: Type.String(),
          type: Type.String({ maxLength: 32 }),
          salt: Type.String({ maxLength: 64 }),
          record: Type.String({ maxLength: LOG_RECORD_LIMIT }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 256 },
    ),
    /** Where the next page starts, or null at the end of the published log. */
    next: Nullable(Type.String()),
  },
  { additionalProperties: false },
)
export type LogRecordsResponse = Static<typeof LogRecordsResponse>
