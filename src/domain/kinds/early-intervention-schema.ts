import Type, { type Static } from 'typebox'
import { CalendarDate, Line } from '../wire/primitives.ts'
import { Behaviour } from './behaviour.ts'
import { Choice } from './choices.ts'
import { Text } from './fields.ts'
import { personFields } from './person.ts'
import { closed } from './schema-parts.ts'

export const SEVERAL_TIMES = {
  once: 'Once',
  monthly: 'About monthly or less',
  weekly: 'About weekly',
  'most-days': 'Most days',
} as const

/** Where a young person stands with the council's services for children. */
export const CARE = {
  'looked-after': 'Looked after by the council',
  'child-protection-plan': 'Child protection plan',
  'child-in-need-plan': 'Child in need plan',
  'early-help-assessment': 'Common or early help assessment',
} as const

/** Eleven, as panels count them; their lists differ from area to area, and these are the matters that they share. */
export const RISK_FACTORS = {
  'living-arrangements': 'Living arrangements, or moves from home to home',
  'family-conflict': 'Conflict or breakdown in the family',
  'family-offending': 'Offending in the family',
  'domestic-abuse-at-home': 'Domestic abuse at home',
  'school-absence': 'Absence or exclusion from school',
  'learning-needs': 'Special educational or learning needs',
  'peers-in-trouble': 'Friends who are in trouble, or a gang',
  'neighbourhood-crime': 'Crime and drugs in the neighbourhood',
  'drugs-and-alcohol': 'Use of drugs, alcohol or solvents',
  'mental-health': 'Emotional or mental health',
  'attitude-to-offending': 'Impulsive, or sees little wrong in offending',
} as const

/** Who may be working with a young person already. */
export const AGENCIES = {
  school: 'School or education welfare',
  'social-care': "Children's social care",
  'youth-offending': 'Youth offending service',
  'youth-service': 'Youth service',
  police: 'Police',
  health: 'Health, mental health among it',
  'drug-and-alcohol': 'Drug and alcohol service',
  housing: 'Housing',
  voluntary: 'Voluntary organisation',
  other: 'Other',
} as const

export const RELATIONS = {
  parent: 'Parent',
  'step-parent': 'Step-parent',
  grandparent: 'Grandparent',
  'foster-carer': 'Foster carer',
  'local-authority': 'Local authority',
  sibling: 'Brother or sister',
  other: 'Other',
} as const

/** How many days of school in a hundred; a whole number. */
const Percent = Type.Integer({ minimum: 0, maximum: 100 })

/**
 * The data of an early intervention (F3): a young person at the edge of trouble, whom partners are asked to help before
 * any order is sought. The fields are those that forms of English councils share; ethnic origin, religion and health
 * have no fields of their own, but stand among what is sensitive about a person, where they are needed at all (T2).
 */
export const EarlyIntervention = closed({
  referredOn: CalendarDate,
  referrer: closed({ name: Line(120), role: Line(120), contact: Line(200) }),
  youngPerson: closed({
    ...personFields,
    dateOfBirth: CalendarDate,
    /** The day on which the young person agreed, having been told what is shared with whom and why. */
    agreedOn: Type.Optional(CalendarDate),
    languages: Type.Optional(Line(120)),
    interpreter: Type.Optional(Type.Boolean()),
    care: Type.Optional(Type.Array(Choice(CARE), { maxItems: 4, uniqueItems: true })),
  }),
  /** Those who care for the young person, whether or not they have parental responsibility. */
  carers: Type.Array(
    closed({
      ...personFields,
      relation: Choice(RELATIONS),
      parentalResponsibility: Type.Boolean(),
      agreedOn: Type.Optional(CalendarDate),
    }),
    { minItems: 1, maxItems: 6 },
  ),
  household: Type.Optional(
    Type.Array(closed({ ...personFields, relation: Choice(RELATIONS) }), { maxItems: 15 }),
  ),
  school: Type.Optional(
    closed({
      name: Line(200),
      contact: Type.Optional(Line(200)),
      yearGroup: Type.Optional(Type.Integer({ minimum: 0, maximum: 13 })),
      attendance: Type.Optional(Percent),
      exclusions: Type.Optional(Text(1000)),
      specialNeeds: Type.Optional(Text(1000)),
    }),
  ),
  behaviour: Behaviour,
  frequency: Choice(SEVERAL_TIMES),
  /** How grave it is in the referrer's eyes: 1 the least, 10 the most. */
  severity: Type.Integer({ minimum: 1, maximum: 10 }),
  riskFactors: Type.Array(Choice(RISK_FACTORS), { maxItems: 11, uniqueItems: true }),
  /** Why help is needed although fewer factors are known than panels ask for. */
  judgement: Type.Optional(Text(2000)),
  agencies: Type.Optional(
    Type.Array(closed({ agency: Choice(AGENCIES), worker: Type.Optional(Line(200)) }), { maxItems: 15 }),
  ),
  triedAlready: Type.Optional(Text(4000)),
  /** What a visitor should know for the safety of either. */
  visiting: Type.Optional(Text(2000)),
  requestedAction: Text(2000),
  whatWeWillSendBack: Text(2000),
  /** Why it is shared: every case is considered by itself, on evidence (L15). */
  justification: Text(2000),
  /** What is doubtful or missing: declared, never a reason to withhold (PR3). */
  caveats: Type.Optional(Text(2000)),
})
export type EarlyIntervention = Static<typeof EarlyIntervention>
