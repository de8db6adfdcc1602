import Type, { type Static } from 'typebox'
import { Line, Thread, Time } from './primitives.ts'
import { parseStatement, StatementError } from './statement.ts'
import { Signature, StatementText } from './texts.ts'

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

const Entries = Type.Array(Type.String({ pattern: '^(0|[1-9][0-9]{0,19})$', maxLength: 20 }), {
  minItems: 1,
  maxItems: MOST_DESTROYED,
})
const Reason = Type.Enum([...DESTRUCTION_REASONS])
/** The person's id in the trust log, which says nothing of them. */
const Person = Thread

/** What somebody signs who decides that what stands behind entries of a log is destroyed. */
export const DestructionDecided = Type.Object(
  {
    despatch: Type.Literal('destruction-decided/1'),
    /** what the log calls itself: indexes of another are none of this one */
    log: Line(300),
    entries: Entries,
    reason: Reason,
    person: Person,
    time: Time,
  },
  { additionalProperties: false },
)
export type DestructionDecided = Static<typeof DestructionDecided>

/**
 * That what stood behind some entries of the log is destroyed: record and salt of each, in the transaction that stages this.
 * Of what was in them, and whom it was about, it says nothing. Such a record is itself never destroyed.
 */
export const Destroyed = Type.Object(
  {
    despatch: Type.Literal('destroyed/1'),
    /** indexes of the entries, in ascending order; each before this one's own */
    entries: Entries,
    reason: Reason,
    /** what decided it: a rule of the agreement that is kept by itself, or a person, with what they signed */
    decided: Type.Union([
      Type.Object({ by: Type.Literal('schedule') }, { additionalProperties: false }),
      Type.Object(
        { by: Type.Literal('person'), person: Person, statement: StatementText, signature: Signature },
        { additionalProperties: false },
      ),
    ]),
    time: Time,
  },
  { additionalProperties: false },
)
export type Destroyed = Static<typeof Destroyed>

/** The roles of those who may decide it. */
export const DECIDING_ROLES = ['liaison-officer', 'deputy'] as const

/** How long before it a decision may have been made, in ms, or by how much clocks may differ: what is decided is done that day. */
export const DECISION_MS = 86_400_000

/**
 * What is wrong with a destruction in itself, whoever reads it: a clause without the entry's number; null where nothing is. Whose
 * the signature is under what a person decided is not looked at.
 */
export function faultOfDestruction({ entries, reason, decided, time }: Destroyed): string | null {
  if (!isAscending(entries)) return 'it names entries twice, or not in their order'
  if (decided.by === 'schedule')
    return reason === 'retention-over'
      ? null
      : `it says that the schedule of retention decided it, which decides nothing for the reason ${reason}`
  const signed = readDecision(decided.statement)
  if (!signed) return 'what is said to have been decided by a person is no decision'
  const named = new Set(signed.entries)
  const fits =
    signed.person === decided.person && signed.reason === reason && entries.every((entry) => named.has(entry))
  if (!fits) return 'it destroys something else than the person decided who is named'
  return Math.abs(Date.parse(time) - Date.parse(signed.time)) <= DECISION_MS
    ? null
    : `it says that it was made at ${time}, and what was decided is of ${signed.time}: a decision is carried out within a day`
}

const isAscending = (entries: readonly string[]): boolean =>
  entries.every((entry, at) => at === 0 || BigInt(entry) > BigInt(entries[at - 1] ?? entry))

/** Reads the text of what a person decided; null when it is none. */
export function readDecision(text: string): DestructionDecided | null {
  try {
    return parseStatement(DestructionDecided, text)
  } catch (error) {
    if (error instanceof StatementError) return null
    throw error
  }
}
