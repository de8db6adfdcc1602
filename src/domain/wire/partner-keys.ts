import Type, { type Static } from 'typebox'
import { Address, Fingerprint, Line, Nullable, Sha256, Slug, Time, Uuid } from './primitives.ts'
import { Armored, Login } from './texts.ts'

/** Where a key of a partner was seen: given as a file, in the Web Key Directory of its domain, or in a mail. */
export const KEY_SOURCES = ['file', 'wkd', 'mail'] as const
export type KeySource = (typeof KEY_SOURCES)[number]

/** What a key that was seen is to the one in use (`compareKeys`). */
export const KEY_CHANGES = ['first', 'same', 'renewed', 'changed'] as const

/** Somebody saw it; who that was, their own agency alone is told. */
const Sighting = Type.Object(
  { source: Type.Enum([...KEY_SOURCES]), at: Time, agency: Slug, by: Nullable(Login) },
  { additionalProperties: false },
)

/** A key of a partner's mailbox that was seen. Nobody believes it before a liaison officer has vouched for it. */
export const SeenKey = Type.Object(
  {
    id: Uuid,
    mailbox: Address,
    fingerprint: Fingerprint,
    sha256: Sha256,
    armored: Armored,
    algorithm: Line(40),
    endsAt: Nullable(Time),
    /** the fingerprint in use when the list was read */
    inUse: Nullable(Fingerprint),
    /** for the agency of whoever asks; an approval holds for all */
    settled: Nullable(Type.Enum(['approved', 'rejected'])),
    /** whether it holds back what that agency sends to the mailbox */
    holds: Type.Boolean(),
    seen: Type.Array(Sighting, { maxItems: 100 }),
  },
  { additionalProperties: false },
)
export type SeenKey = Static<typeof SeenKey>

export const SeenKeysResponse = Type.Object(
  { keys: Type.Array(SeenKey, { maxItems: 500 }) },
  { additionalProperties: false },
)
export type SeenKeysResponse = Static<typeof SeenKeysResponse>

/** A key that somebody has seen; WKD the service asks itself. */
export const SeenKeyRequest = Type.Object(
  { mailbox: Address, armored: Armored, source: Type.Enum(['file', 'mail']) },
  { additionalProperties: false },
)
export type SeenKeyRequest = Static<typeof SeenKeyRequest>

export const FindKeyRequest = Type.Object({ mailbox: Address }, { additionalProperties: false })
export type FindKeyRequest = Static<typeof FindKeyRequest>

/** `key` is null where it says nothing that the one in use does not say: nothing waits then. */
export const SeenKeyOutcome = Type.Object(
  { change: Type.Enum([...KEY_CHANGES]), key: Nullable(SeenKey) },
  { additionalProperties: false },
)
export type SeenKeyOutcome = Static<typeof SeenKeyOutcome>

export const SettleKeyRequest = Type.Object(
  { decision: Type.Enum(['approved', 'rejected']) },
  { additionalProperties: false },
)
export type SettleKeyRequest = Static<typeof SettleKeyRequest>
