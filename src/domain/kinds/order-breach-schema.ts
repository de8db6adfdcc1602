import Type, { type Static } from 'typebox'
import { AGE_BANDS } from '../orders/age-bands.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import { Choice } from './choices.ts'
import { Moment, Text } from './fields.ts'
import { OrderTypeCode } from './order-type-code.ts'
import { Person, personFields } from './person.ts'
import { closed } from './schema-parts.ts'

export const REPORTED_BY = {
  telephone: 'By telephone',
  'in-person': 'In person',
  'in-writing': 'By letter, mail or form',
  patrol: 'Seen on patrol',
  camera: 'Seen on camera',
  'from-partner': 'By another agency',
  other: 'In another way',
} as const

export const CHARGE = {
  charged: 'Charged',
  'not-charged': 'Not charged',
  'not-decided': 'Not decided yet',
} as const

/**
 * The data of a breach (S0: what an order is for is watched by those who asked for it): which order, which of its terms,
 * what happened, who saw it, and what was done. The order is named by the reference under which it was sent or by its
 * case number, or else by its type and day.
 */
export const OrderBreach = closed({
  order: closed({
    reference: Type.Optional(Line(60)),
    /** The types are reference data, so that to the compiler they are text. */
    orderType: Type.Optional(OrderTypeCode),
    orderDate: Type.Optional(CalendarDate),
    court: Type.Optional(Line(200)),
  }),
  subject: closed({
    ...personFields,
    /** On the day of the breach, where the date of birth is not known. */
    ageBand: Type.Optional(Type.Enum([...AGE_BANDS])),
  }),
  breaches: Type.Array(
    closed({
      /** The numbers that the terms have in the order itself. */
      terms: Type.Array(Type.Integer({ minimum: 1, maximum: 99 }), {
        minItems: 1,
        maxItems: 50,
        uniqueItems: true,
      }),
      wording: Type.Optional(Text(2000)),
      when: Moment,
      until: Type.Optional(Moment),
      where: Line(300),
      whatHappened: Text(10_000),
    }),
    { minItems: 1, maxItems: 20 },
  ),
  witnesses: Type.Array(Person, { maxItems: 20 }),
  victims: Type.Optional(Type.Array(Person, { maxItems: 20 })),
  reported: closed({
    how: Choice(REPORTED_BY),
    when: Moment,
    to: Line(200),
    /** The number that whoever took it down has given it. */
    reference: Type.Optional(Line(60)),
    informer: Type.Optional(closed({ ...personFields, wantsAnonymity: Type.Boolean() })),
  }),
  arrest: Type.Optional(closed({ when: Moment, by: Line(200) })),
  charge: closed({
    outcome: Choice(CHARGE),
    date: Type.Optional(CalendarDate),
    offence: Type.Optional(Line(300)),
    nextHearing: Type.Optional(closed({ date: CalendarDate, court: Line(200) })),
    conditions: Type.Optional(Text(2000)),
  }),
  requestedAction: Text(2000),
  /** Why it is shared: every case is considered by itself, on evidence (L15). */
  justification: Text(2000),
  /** What is doubtful or missing: declared, never a reason to withhold (PR3). */
  caveats: Type.Optional(Text(2000)),
})
export type OrderBreach = Static<typeof OrderBreach>
