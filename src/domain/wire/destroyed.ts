import Type, { type Static } from 'typebox'
import { Time, Uuid } from './primitives.ts'

/** Why records are erased. */
export const DESTRUCTION_REASONS = ['retention-over', 'court-order', 'subject-request'] as const
export type DestructionReason = (typeof DESTRUCTION_REASONS)[number]

/** Each in words, after "destroyed:". */
export const DESTRUCTION_WORDS: Readonly<Record<DestructionReason, string>> = {
  'retention-over': 'the period for which it was to be kept is over',
  'court-order': 'a court ordered it',
  'subject-request': 'the request of somebody it is about was upheld',
}

/** Entries that one destruction names at most. */
export const MOST_DESTROYED = 1_000

/**
 * That what stood behind some entries of the log is destroyed: record and salt of each, in the transaction that stages this.
 * Of what was in them, and whom it was about, it says nothing. Such a record is itself never destroyed.
 */
export const Destroyed = Type.Object(
  {
    despatch: Type.Literal('destroyed/1'),
    /** indexes of the entries, in ascending order; each before this one's own */
    entries: Type.Array(Type.String({ pattern: '^(0|[1-9][0-9]{0,19})$', maxLength: 20 }), {
      minItems: 1,
      maxItems: MOST_DESTROYED,
    }),
    reason: Type.Enum([...DESTRUCTION_REASONS]),
    /** what decided it: a rule of the agreement that is kept by itself, or a person, by id */
    decided: Type.Union([
      Type.Object({ by: Type.Literal('schedule') }, { additionalProperties: false }),
      Type.Object({ by: Type.Literal('person'), person: Uuid }, { additionalProperties: false }),
    ]),
    time: Time,
  },
  { additionalProperties: false },
)
export type Destroyed = Static<typeof Destroyed>
