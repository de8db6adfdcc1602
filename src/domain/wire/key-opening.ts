import Type, { type Static } from 'typebox'
import { Address, Line, Nullable, Time, Uuid } from './primitives.ts'

/**
 * What the recovery key is brought out for: to try whether it opens, and that it did; to give a mailbox back to its
 * members; to open a mailbox that one is no member of.
 */
export const OPENING_PURPOSES = ['drill', 'drill-passed', 'recovery', 'break-glass'] as const
export type OpeningPurpose = (typeof OPENING_PURPOSES)[number]

/** Why, in words that are about nobody: it stands in the log. */
export const OPENING_REASONS = [
  'exercise',
  'members-absent',
  'keys-lost',
  'safeguarding',
  'court-order',
  'investigation',
] as const
export type OpeningReason = (typeof OPENING_REASONS)[number]

/**
 * An officer of an agency says why its recovery key is brought out, before its grants are given out. `mailbox` is null for
 * a drill, which tries all of them.
 */
export const KeyOpening = Type.Object(
  {
    despatch: Type.Literal('key-opening/1'),
    agency: Line(200),
    mailbox: Nullable(Address),
    purpose: Type.Enum([...OPENING_PURPOSES]),
    reason: Type.Enum([...OPENING_REASONS]),
    time: Time,
  },
  { additionalProperties: false },
)
export type KeyOpening = Static<typeof KeyOpening>

/** An opening as officers of the agency see it. */
export const KeyOpeningResponse = Type.Object(
  {
    id: Uuid,
    mailbox: Nullable(Address),
    purpose: Type.Enum([...OPENING_PURPOSES]),
    reason: Type.Enum([...OPENING_REASONS]),
    /** the officer's sign-in name */
    by: Type.String({ maxLength: 64 }),
    at: Time,
  },
  { additionalProperties: false },
)
export type KeyOpeningResponse = Static<typeof KeyOpeningResponse>

export const KeyOpeningsResponse = Type.Object(
  { openings: Type.Array(KeyOpeningResponse, { maxItems: 500 }) },
  { additionalProperties: false },
)
export type KeyOpeningsResponse = Static<typeof KeyOpeningsResponse>
