import Type, { type Static } from 'typebox'
import { Address, Fingerprint, KeyId, Nullable, Sha256, Time, Uuid } from './primitives.ts'
import { CATEGORIES, Category, DataClass, KindName, Marking } from './referral-fields.ts'

/**
 * What a reader's client found on opening mail from a partner, signed by the reader's user key: marking and
 * kind, what its data hold, whose signature it verified, and which keys could read it.
 *
 * `referral` is the arrival's id, `arrival` the SHA-256 of its text, `from` the sender's own address as the
 * opened mail gives it, `signer` the fingerprint of the certificate that signed. `dataClass` and `categories` are
 * computed from the data of a kind that the mail carries, as a sender's client computes them for a manifest; both
 * are null when it carries none.
 */
export const Filed = Type.Object(
  {
    despatch: Type.Literal('filed/1'),
    referral: Uuid,
    arrival: Sha256,
    from: Nullable(Address),
    kind: KindName,
    marking: Marking,
    dataClass: Nullable(DataClass),
    categories: Nullable(Type.Array(Category, { maxItems: CATEGORIES.length, uniqueItems: true })),
    signature: Type.Enum(['verified', 'unsigned', 'unverified']),
    signer: Nullable(Fingerprint),
    readers: Type.Array(KeyId, { maxItems: 50 }),
    time: Time,
  },
  { additionalProperties: false },
)
export type Filed = Static<typeof Filed>

/** A filing was taken; the same again is answered the same. */
export const FiledResponse = Type.Object({ filed: Type.Boolean() }, { additionalProperties: false })
export type FiledResponse = Static<typeof FiledResponse>
