import { BONESS, HALF_YEAR, LATER_RESULTS, MONTH, type OrderType } from './order-type.ts'

/**
 * The orders of the Anti-social Behaviour, Crime and Policing Act 2014, of the Sentencing Act 2020, and the respect
 * order that the Crime and Policing Act 2026 put into the Act of 2014.
 */

const ACT = 'Anti-social Behaviour, Crime and Policing Act 2014'
const SENTENCING = 'Sentencing Act 2020'

const order = {
  madeBy: 'court',
  onApplication: true,
  against: 'person',
  interim: false,
  terms: 'either',
  start: HALF_YEAR,
  clarity: BONESS,
  needs: [],
  resultCodes: [],
  successors: [],
  notes: [],
} as const

const notice = { ...order, madeBy: 'authority', courts: [], onApplication: false } as const

const civilInjunction: OrderType = {
  ...order,
  code: 'civil-injunction',
  title: 'Civil injunction',
  statute: `${ACT}, section 1`,
  courts: ['youth', 'county', 'high'],
  ages: { from: 10, statute: `${ACT}, section 1(1)` },
  durations: [
    {
      ages: { under: 18 },
      most: { count: 12, unit: 'months' },
      fixed: true,
      statute: `${ACT}, section 1(6)`,
    },
    { ages: { from: 18 }, fixed: false, statute: `${ACT}, section 1(6)` },
  ],
  supervisor: { statute: `${ACT}, section 3(1)` },
  successors: ['respect-order'],
  notes: [
    'The Crime and Policing Act 2026 is expected to narrow it to a housing and a youth injunction; the final text and its commencement were not seen.',
  ],
}

const interimCivilInjunction: OrderType = {
  ...civilInjunction,
  code: 'interim-civil-injunction',
  title: 'Interim civil injunction',
  statute: `${ACT}, section 7`,
  interim: true,
  start: MONTH,
  durations: [{ fixed: false, statute: `${ACT}, section 7` }],
  successors: ['interim-respect-order'],
}

const behaviourNotes = [
  'The section numbers 333 to 335 follow the order of the Act of 2014, sections 24 to 26, and were not seen themselves.',
  'The durations, and from when an order has effect, are those of the Act of 2014, section 25, which the Sentencing Act 2020 took over.',
]

const criminalBehaviourOrder: OrderType = {
  ...order,
  code: 'criminal-behaviour-order',
  title: 'Criminal behaviour order',
  statute: `${SENTENCING}, section 330`,
  courts: ['magistrates', 'youth', 'crown'],
  ages: { from: 10, statute: `${SENTENCING}, section 331` },
  start: {
    withinDays: 0,
    afterLinked: ['criminal-behaviour-order'],
    statute: `${SENTENCING}, section 334`,
  },
  durations: [
    {
      ages: { under: 18 },
      least: { count: 1, unit: 'years' },
      most: { count: 3, unit: 'years' },
      fixed: true,
      statute: `${SENTENCING}, section 334`,
    },
    {
      ages: { from: 18 },
      least: { count: 2, unit: 'years' },
      fixed: false,
      statute: `${SENTENCING}, section 334`,
    },
  ],
  review: {
    madeUnder: 18,
    until: 18,
    every: { count: 12, unit: 'months' },
    from: 'start',
    restartedBy: [],
    by: ['police'],
    statute: `${SENTENCING}, sections 337 and 338`,
  },
  supervisor: { statute: `${SENTENCING}, section 333` },
  resultCodes: [{ code: '1177', means: 'made' }, ...LATER_RESULTS],
  notes: behaviourNotes,
}

const interimCriminalBehaviourOrder: OrderType = {
  ...order,
  code: 'interim-criminal-behaviour-order',
  title: 'Interim criminal behaviour order',
  statute: `${SENTENCING}, section 335`,
  courts: ['magistrates', 'youth', 'crown'],
  interim: true,
  ages: { from: 10, statute: `${SENTENCING}, section 331` },
  start: MONTH,
  durations: [{ fixed: false, statute: `${SENTENCING}, section 335` }],
  supervisor: { statute: `${SENTENCING}, section 333` },
  resultCodes: [{ code: '1178', means: 'made' }, ...LATER_RESULTS],
  notes: behaviourNotes,
}

const respectOrder: OrderType = {
  ...order,
  code: 'respect-order',
  title: 'Respect order',
  statute: `${ACT}, Part A1, section A1`,
  courts: ['county', 'high'],
  ages: { from: 18, statute: `${ACT}, Part A1, section A1` },
  durations: [{ fixed: false, statute: `${ACT}, Part A1` }],
  supervisor: { statute: `${ACT}, Part A1` },
  needs: [{ need: 'risk-assessment', statute: `${ACT}, Part A1` }],
  notes: [
    'Part A1 was inserted by the Crime and Policing Act 2026; what is said here follows the Bill, and the final text was not seen.',
    'It was to be piloted first; where and from when was not found.',
  ],
}

const interimRespectOrder: OrderType = {
  ...respectOrder,
  code: 'interim-respect-order',
  title: 'Interim respect order',
  statute: `${ACT}, Part A1`,
  interim: true,
  start: MONTH,
}

const dispersalDirection: OrderType = {
  ...notice,
  code: 'dispersal-direction',
  title: 'Direction excluding a person from an area',
  statute: `${ACT}, section 35`,
  ages: { from: 10, statute: `${ACT}, section 36` },
  // The authorisation under which it is given lasts no longer.
  start: { withinDays: 2, statute: `${ACT}, section 34(1)` },
  durations: [{ most: { count: 48, unit: 'hours' }, fixed: true, statute: `${ACT}, section 35(4)` }],
  // Given in words on the spot.
  clarity: { map: false, statute: `${ACT}, section 35(5)` },
  needs: [{ need: 'authorisation', statute: `${ACT}, section 34` }],
  notes: [
    'The Crime and Policing Act 2026 is expected to allow 72 hours; the final text and its commencement were not seen.',
  ],
}

const communityProtectionNotice: OrderType = {
  ...notice,
  code: 'community-protection-notice',
  title: 'Community protection notice',
  statute: `${ACT}, section 43`,
  ages: { from: 16, statute: `${ACT}, section 43(1)` },
  durations: [{ fixed: false, statute: `${ACT}, section 43` }],
  needs: [{ need: 'written-warning', statute: `${ACT}, section 43(5)` }],
}

const publicSpacesProtectionOrder: OrderType = {
  ...notice,
  code: 'public-spaces-protection-order',
  title: 'Public spaces protection order',
  statute: `${ACT}, section 59`,
  against: 'area',
  durations: [{ most: { count: 3, unit: 'years' }, fixed: true, statute: `${ACT}, section 60` }],
  notes: ['How often it may be extended, each time for up to three years, is not checked.'],
}

const closureNotice: OrderType = {
  ...notice,
  code: 'closure-notice',
  title: 'Closure notice',
  statute: `${ACT}, section 76`,
  against: 'premises',
  terms: 'prohibitions',
  start: { withinDays: 2 },
  durations: [{ most: { count: 48, unit: 'hours' }, fixed: true, statute: `${ACT}, section 77` }],
  notes: ['Beyond 24 hours it takes a superintendent or the chief executive; that is not checked.'],
}

const closureOrder: OrderType = {
  ...order,
  code: 'closure-order',
  title: 'Closure order',
  statute: `${ACT}, section 80`,
  courts: ['magistrates'],
  against: 'premises',
  terms: 'prohibitions',
  start: MONTH,
  durations: [
    {
      most: { count: 3, unit: 'months' },
      mostExtended: { count: 6, unit: 'months' },
      fixed: true,
      statute: `${ACT}, sections 80(6) and 82`,
    },
  ],
}

export const ORDERS_2026: readonly OrderType[] = [
  civilInjunction,
  interimCivilInjunction,
  criminalBehaviourOrder,
  interimCriminalBehaviourOrder,
  respectOrder,
  interimRespectOrder,
  dispersalDirection,
  communityProtectionNotice,
  publicSpacesProtectionOrder,
  closureNotice,
  closureOrder,
]
