import {
  BONESS,
  type DurationRule,
  HALF_YEAR,
  LATER_RESULTS,
  MONTH,
  type OrderType,
  type ReviewRule,
} from './order-type.ts'

/** The orders of the Crime and Disorder Act 1998, as it stood in 2010. */

const ACT = 'Crime and Disorder Act 1998'

function twoYears(statute: string): DurationRule {
  return { least: { count: 2, unit: 'years' }, fixed: false, statute }
}

/** Sections 1J and 1K, inserted by the Criminal Justice and Immigration Act 2008, section 123. */
const review: Omit<ReviewRule, 'by'> = {
  madeUnder: 17,
  until: 18,
  every: { count: 12, unit: 'months' },
  from: 'order',
  restartedBy: ['individual-support-order'],
  statute: `${ACT}, sections 1J and 1K`,
}

const order = {
  madeBy: 'court',
  against: 'person',
  interim: false,
  terms: 'prohibitions',
  start: HALF_YEAR,
  clarity: BONESS,
  needs: [],
  resultCodes: [],
  successors: [],
  notes: [],
} as const

const asbo: OrderType = {
  ...order,
  code: 'asbo',
  title: 'Anti-social behaviour order',
  statute: `${ACT}, section 1`,
  courts: ['magistrates', 'youth'],
  onApplication: true,
  ages: { from: 10, statute: `${ACT}, section 1(1)` },
  durations: [twoYears(`${ACT}, section 1(7)`)],
  review: { ...review, by: ['applicant'] },
  resultCodes: [{ code: '3080', means: 'made' }, ...LATER_RESULTS],
  successors: ['civil-injunction', 'respect-order'],
}

const countyCourtOrder: OrderType = {
  ...order,
  code: 'county-court-order',
  title: 'Order in county court proceedings',
  statute: `${ACT}, section 1B`,
  courts: ['county'],
  onApplication: true,
  ages: { from: 10, statute: `${ACT}, section 1B` },
  durations: [twoYears(`${ACT}, section 1B`)],
  review: { ...review, by: ['applicant'] },
  successors: ['civil-injunction', 'respect-order'],
  notes: [
    'The least age was not seen in section 1B itself; that of section 1 is taken.',
    'That the applicant reviews an order of section 1B was not seen; it is taken to be as for section 1.',
  ],
}

const orderOnConviction: OrderType = {
  ...order,
  code: 'order-on-conviction',
  title: 'Order on conviction in criminal proceedings',
  statute: `${ACT}, section 1C`,
  courts: ['magistrates', 'youth', 'crown'],
  onApplication: false,
  ages: { from: 10, statute: `${ACT}, section 1C` },
  start: { withinDays: 0, statute: `${ACT}, section 1C(5)` },
  durations: [twoYears(`${ACT}, section 1C`)],
  review: { ...review, by: ['police', 'designated'] },
  successors: ['criminal-behaviour-order'],
  notes: [
    'The least age is that of criminal responsibility; it was not seen in section 1C itself.',
    'That it takes effect on the day it is made, even where parts of it are suspended until a release from custody, was not seen in section 1C(5) itself.',
  ],
}

const interimAsbo: OrderType = {
  ...order,
  code: 'interim-asbo',
  title: 'Interim anti-social behaviour order',
  statute: `${ACT}, section 1D`,
  courts: ['magistrates', 'youth', 'county'],
  onApplication: true,
  interim: true,
  ages: { from: 10, statute: `${ACT}, section 1D` },
  start: MONTH,
  durations: [{ fixed: true, statute: `${ACT}, section 1D(4)` }],
  resultCodes: [{ code: '3100', means: 'made' }, { code: '4590', means: 'made' }, ...LATER_RESULTS],
  successors: ['interim-civil-injunction', 'interim-respect-order'],
  notes: ['Two result codes were found for the interim order; which is used when was not.'],
}

const individualSupportOrder: OrderType = {
  ...order,
  code: 'individual-support-order',
  title: 'Individual support order',
  statute: `${ACT}, section 1AA`,
  courts: ['magistrates', 'youth'],
  onApplication: false,
  terms: 'requirements',
  ages: { from: 10, under: 18, statute: `${ACT}, section 1AA` },
  durations: [{ most: { count: 6, unit: 'months' }, fixed: true, statute: `${ACT}, section 1AA(2)` }],
  needs: [
    { need: 'responsible-officer', statute: `${ACT}, section 1AA(2)` },
    { need: 'linked-order', of: ['asbo'], statute: `${ACT}, section 1AA` },
  ],
  successors: ['civil-injunction'],
  notes: [
    'From when it could be made on a later application (Criminal Justice and Immigration Act 2008, section 124) is not confirmed.',
  ],
}

const parentingOrder: OrderType = {
  ...order,
  code: 'parenting-order',
  title: 'Parenting order',
  statute: `${ACT}, section 8`,
  courts: ['magistrates', 'youth', 'crown', 'county', 'family'],
  onApplication: false,
  terms: 'requirements',
  durations: [{ most: { count: 12, unit: 'months' }, fixed: true, statute: `${ACT}, section 8(4)` }],
  needs: [{ need: 'responsible-officer', statute: `${ACT}, section 8(4)` }],
  notes: [
    'Which courts can make it, and how the Act was amended by 2010, is not confirmed.',
    'Counselling or guidance within it may last at most three months; that is not checked.',
  ],
}

export const ORDERS_2010: readonly OrderType[] = [
  asbo,
  countyCourtOrder,
  orderOnConviction,
  interimAsbo,
  individualSupportOrder,
  parentingOrder,
]
