import Type, { type Static } from 'typebox'
import { Nullable, Uuid } from './primitives.ts'

/** Months that one answer counts at most. */
export const MOST_MONTHS = 36
/** Pairs of agencies that are told one by one: those with the most; the others are one sum. */
export const MOST_PAIRS = 2_000

/** A month, `YYYY-MM`. */
export const Month = Type.String({
  pattern: '^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$',
  maxLength: 7,
  description: 'a month, such as 2010-03',
})

export const StatisticsQuery = Type.Object({ since: Month, until: Month }, { additionalProperties: false })
export type StatisticsQuery = Static<typeof StatisticsQuery>

const Short = Type.String({ maxLength: 200 })
/** One count for each month that was asked for, in their order. */
const Counts = Type.Array(Type.Integer({ minimum: 0 }), { maxItems: MOST_MONTHS })

const NamedAgency = Type.Object({ agency: Uuid, name: Short }, { additionalProperties: false })

/** Disclosures from one agency to another; `from` is null where no network bears out whose mail it was. */
const Pair = Type.Object(
  { from: Nullable(NamedAgency), to: NamedAgency, counts: Counts },
  { additionalProperties: false },
)
/** A value that disclosures have, and how many have it; null where they name none. */
const Counted = Type.Object({ value: Nullable(Short), counts: Counts }, { additionalProperties: false })

/** What an agency was asked to answer by days of a month, and how that went. */
const Answers = Type.Object(
  {
    agency: Uuid,
    name: Short,
    /** answered on the day or before */
    inTime: Counts,
    /** answered after the day */
    late: Counts,
    /** not answered, and the day has passed */
    unanswered: Counts,
    /** not answered, and the day is yet to come */
    open: Counts,
    /** taken back by its sender before anybody had collected it */
    withdrawn: Counts,
  },
  { additionalProperties: false },
)

/** How often a rule was not met: by what could not go as it was, and by what lacked something. */
const RuleCounts = Type.Object(
  { rule: Type.String({ maxLength: 40 }), refused: Counts, needs: Counts },
  { additionalProperties: false },
)

/**
 * Disclosures, answers and refusals counted by month, as far as the caller may read the register. A disclosure is one to one
 * mailbox, as the register lists it, in the month of its time; an answer counts in the month of the day by which it was asked
 * for; months are of UTC, that day of the United Kingdom.
 */
export const StatisticsResponse = Type.Object(
  {
    months: Type.Array(Month, { minItems: 1, maxItems: MOST_MONTHS }),
    disclosures: Counts,
    /** most first, as all the lists */
    pairs: Type.Array(Pair, { maxItems: MOST_PAIRS }),
    /** those that are not told one by one */
    otherPairs: Type.Object(
      { pairs: Type.Integer({ minimum: 0 }), counts: Counts },
      { additionalProperties: false },
    ),
    /** one disclosure counts for each of its bases */
    bases: Type.Array(Counted, { maxItems: 500 }),
    kinds: Type.Array(Counted, { maxItems: 100 }),
    markings: Type.Array(Counted, { maxItems: 500 }),
    answers: Type.Array(Answers, { maxItems: 2_000 }),
    refusals: Counts,
    /** one refusal counts for each of its rules */
    rules: Type.Array(RuleCounts, { maxItems: 500 }),
  },
  { additionalProperties: false },
)
export type StatisticsResponse = Static<typeof StatisticsResponse>
