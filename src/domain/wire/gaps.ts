import Type, { type Static } from 'typebox'
import { CalendarDate, Line, Nullable, Slug, Time } from './primitives.ts'

/** Why a pair of agencies stands in the report: `none` between the two today, `ended` before today, `ends-soon`. */
export const GAP_REASONS = ['none', 'ended', 'ends-soon'] as const

/** Two agencies that have shared in the last twelve months, and have no agreement that will do (I8). */
export const AgreementGap = Type.Object(
  {
    agencies: Type.Array(Line(200), { minItems: 2, maxItems: 2 }),
    disclosures: Type.Integer({ minimum: 1 }),
    lastAt: Time,
    reason: Type.Enum([...GAP_REASONS]),
    /** the agreement that ends, or that ended last; null where there never was one between the two */
    agreement: Nullable(Slug),
    until: Nullable(CalendarDate),
  },
  { additionalProperties: false },
)
export type AgreementGap = Static<typeof AgreementGap>

export const GapsResponse = Type.Object(
  { gaps: Type.Array(AgreementGap, { maxItems: 10_000 }) },
  { additionalProperties: false },
)
