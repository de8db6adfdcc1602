import Type, { type Static, type TProperties, type TSchema } from 'typebox'
import { AGE_BANDS } from '../orders/age-bands.ts'
import { COURT_TYPES, type OrderType, REVIEWERS } from '../orders/order-type.ts'
import { ORDER_TYPES } from '../orders/order-types.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import { ClockTime, Text } from './fields.ts'
import { OrderTypeCode } from './order-type-code.ts'
import { personFields } from './person.ts'

/** The form of an order (F5): the fields that any order can have, and which of them an order of each type has. */

const STATUSES = ['interim', 'full', 'varied', 'discharged', 'expired'] as const
const PROHIBITION_KINDS = ['exclusion-area', 'non-association', 'group-size', 'conduct', 'other'] as const
const GENDERS = ['female', 'male', 'other', 'not-stated'] as const
const RELATIONS = ['child', 'parent-or-guardian', 'associate', 'occupier', 'owner'] as const
const SERVICE_METHODS = [
  'in-person',
  'at-court',
  'post',
  'substituted',
  'left-at-premises',
  'published',
] as const
const EVENTS = ['varied', 'extended', 'amended', 'discharged'] as const

function closed<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

function list<S extends TSchema>(entries: S, maxItems: number) {
  return Type.Array(entries, { maxItems })
}

/** The number that a term has in the order itself. */
const TermNumber = Type.Integer({ minimum: 1, maximum: 99 })
/** The name of an attached file. */
const FileName = Line(200)

const FIELDS = {
  orderType: OrderTypeCode,
  status: Type.Enum([...STATUSES]),
  court: closed({
    name: Line(200),
    code: Type.Optional(Line(20)),
    type: Type.Enum([...COURT_TYPES]),
  }),
  /** Who made what no court makes; `authorisedBy` is the senior officer, with rank, where the law wants one. */
  authority: closed({ name: Line(200), officer: Line(120), authorisedBy: Type.Optional(Line(120)) }),
  hearingDate: CalendarDate,
  orderDate: CalendarDate,
  caseNumber: Line(60),
  applicant: closed({ agency: Line(200), officer: Type.Optional(Line(120)) }),
  subject: closed({
    ...personFields,
    /** On the day of the order, where the date of birth is not known: the law of most orders depends on it. */
    ageBand: Type.Optional(Type.Enum([...AGE_BANDS])),
    gender: Type.Optional(Type.Enum([...GENDERS])),
    madeInAbsence: Type.Optional(Type.Boolean()),
  }),
  premises: closed({
    address: Line(300),
    description: Type.Optional(Text(1000)),
    /** Whether anybody lives there. It lowers no class: the address of a shop says something of its owner. */
    dwelling: Type.Boolean(),
  }),
  area: closed({ description: Text(2000), map: Type.Optional(FileName) }),
  /** Others whom the order is about: the child of a parenting order, associates, occupiers. */
  others: list(closed({ ...personFields, relation: Type.Enum([...RELATIONS]) }), 20),
  findings: Text(10_000),
  prohibitions: list(
    closed({
      n: TermNumber,
      text: Text(2000),
      kind: Type.Enum([...PROHIBITION_KINDS]),
      map: Type.Optional(FileName),
      /** Whom not to meet, by name. */
      persons: Type.Optional(list(Line(120), 20)),
    }),
    50,
  ),
  requirements: list(closed({ n: TermNumber, text: Text(2000), supervisor: Type.Optional(Line(200)) }), 50),
  geographicalScope: Line(300),
  startDate: CalendarDate,
  startTime: ClockTime,
  /** The last day on which it has effect. */
  expiryDate: CalendarDate,
  expiryTime: ClockTime,
  untilFurtherOrder: Type.Literal(true, { description: 'true, or left out' }),
  durationText: Line(200),
  /** Of an interim order: the last day, when what it waits for is to be decided. */
  interimUntil: CalendarDate,
  service: closed({
    method: Type.Enum([...SERVICE_METHODS]),
    date: CalendarDate,
    by: Line(200),
    to: Line(200),
  }),
  /** Why it is shared with whoever it goes to: every case is considered by itself, on evidence (L15). */
  justification: Text(2000),
  copiesTo: list(Line(200), 30),
  review: closed({
    due: CalendarDate,
    by: Type.Enum([...REVIEWERS]),
    agency: Type.Optional(Line(200)),
    done: Type.Optional(CalendarDate),
  }),
  responsibleOfficer: closed({ name: Line(120), agency: Line(200) }),
  riskAssessment: closed({ date: CalendarDate, by: Line(200) }),
  /** Of the written warning that came before a notice. */
  warningDate: CalendarDate,
  linkedOrders: list(
    closed({
      orderType: OrderTypeCode,
      caseNumber: Line(60),
      orderDate: Type.Optional(CalendarDate),
      expiryDate: Type.Optional(CalendarDate),
    }),
    20,
  ),
  history: list(
    closed({ event: Type.Enum([...EVENTS]), date: CalendarDate, by: Line(200), details: Text(2000) }),
    50,
  ),
}

/**
 * The fields that an order on an area has otherwise: it binds whoever is there and is published to them (Anti-social
 * Behaviour, Crime and Policing Act 2014, section 59(8)), so it is served on nobody and names nobody to keep away from.
 */
const AREA_FIELDS: Partial<Record<FieldName, TSchema>> = {
  authority: closed({ name: Line(200), officer: Type.Optional(Line(120)) }),
  prohibitions: list(
    closed({
      n: TermNumber,
      text: Text(2000),
      kind: Type.Enum(PROHIBITION_KINDS.filter((kind) => kind !== 'non-association')),
      map: Type.Optional(FileName),
    }),
    50,
  ),
  service: closed({ method: Type.Literal('published'), date: CalendarDate }),
}

/** An order of any type: the form with everything optional that some type does without. */
export const CourtOrder = closed({
  ...FIELDS,
  court: Type.Optional(FIELDS.court),
  authority: Type.Optional(
    closed({ ...FIELDS.authority.properties, officer: Type.Optional(FIELDS.authority.properties.officer) }),
  ),
  hearingDate: Type.Optional(FIELDS.hearingDate),
  applicant: Type.Optional(FIELDS.applicant),
  subject: Type.Optional(FIELDS.subject),
  premises: Type.Optional(FIELDS.premises),
  area: Type.Optional(FIELDS.area),
  others: Type.Optional(FIELDS.others),
  findings: Type.Optional(FIELDS.findings),
  prohibitions: Type.Optional(FIELDS.prohibitions),
  requirements: Type.Optional(FIELDS.requirements),
  geographicalScope: Type.Optional(FIELDS.geographicalScope),
  startTime: Type.Optional(FIELDS.startTime),
  expiryDate: Type.Optional(FIELDS.expiryDate),
  expiryTime: Type.Optional(FIELDS.expiryTime),
  untilFurtherOrder: Type.Optional(FIELDS.untilFurtherOrder),
  interimUntil: Type.Optional(FIELDS.interimUntil),
  service: Type.Optional(
    closed({
      ...FIELDS.service.properties,
      by: Type.Optional(FIELDS.service.properties.by),
      to: Type.Optional(FIELDS.service.properties.to),
    }),
  ),
  justification: Type.Optional(FIELDS.justification),
  review: Type.Optional(FIELDS.review),
  responsibleOfficer: Type.Optional(FIELDS.responsibleOfficer),
  riskAssessment: Type.Optional(FIELDS.riskAssessment),
  warningDate: Type.Optional(FIELDS.warningDate),
  linkedOrders: Type.Optional(FIELDS.linkedOrders),
  history: Type.Optional(FIELDS.history),
})
export type CourtOrder = Static<typeof CourtOrder>

type FieldName = keyof typeof FIELDS

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name)
}

const ALWAYS: readonly FieldName[] = [
  'orderType',
  'status',
  'orderDate',
  'caseNumber',
  'startDate',
  'durationText',
  'copiesTo',
]
/** Fields that only orders of some types have, and when; the other fields any order may have. */
const ONLY: Partial<Record<FieldName, (type: OrderType) => boolean>> = {
  court: ({ madeBy }) => madeBy === 'court',
  hearingDate: ({ madeBy }) => madeBy === 'court',
  applicant: ({ madeBy }) => madeBy === 'court',
  authority: ({ madeBy }) => madeBy === 'authority',
  subject: ({ against }) => against === 'person',
  review: ({ against }) => against === 'person',
  premises: ({ against }) => against === 'premises',
  area: ({ against }) => against === 'area',
  others: ({ against }) => against !== 'area',
  findings: ({ against }) => against !== 'area',
  geographicalScope: ({ against }) => against !== 'area',
  responsibleOfficer: ({ needs }) => needs.some(({ need }) => need === 'responsible-officer'),
  riskAssessment: ({ needs }) => needs.some(({ need }) => need === 'risk-assessment'),
  warningDate: ({ needs }) => needs.some(({ need }) => need === 'written-warning'),
}

function required(type: OrderType): readonly FieldName[] {
  return [
    ...ALWAYS,
    type.madeBy,
    type.against === 'person' ? 'subject' : type.against,
    // What is published of an area is about nobody; where it is, `court-order.ts` asks.
    ...(type.against === 'area' ? [] : (['justification'] as const)),
    ...(type.onApplication ? (['applicant'] as const) : []),
    ...(type.terms === 'either' ? [] : [type.terms]),
  ]
}

/**
 * The form of one type of order: its type as a constant, what it cannot be without required, what has no place in it
 * left out. What the law asks besides is not in the form: `orderFaults` says that in words that cite it.
 */
function schemaOf(type: OrderType): TSchema {
  const must = required(type)
  const properties: Record<string, TSchema> = {}
  for (const name of Object.keys(FIELDS).filter(isFieldName)) {
    if (ONLY[name]?.(type) === false) continue
    const field = (type.against === 'area' ? AREA_FIELDS[name] : undefined) ?? FIELDS[name]
    properties[name] = must.includes(name) ? field : Type.Optional(field)
  }
  const results = type.resultCodes.map(({ code, means }) => `${code} (${means})`)
  const fields = { ...properties, orderType: Type.Literal(type.code) }
  return Type.Object(fields, {
    additionalProperties: false,
    title: type.title,
    description: [
      `${type.statute}.`,
      ...(results.length === 0 ? [] : [`Result codes: ${results.join(', ')}.`]),
      ...type.notes.map((note) => `Not confirmed: ${note}`),
    ].join(' '),
  })
}

const SCHEMAS: ReadonlyMap<string, TSchema> = new Map(ORDER_TYPES.map((type) => [type.code, schemaOf(type)]))

/** The form of a type of order by its code; undefined where there is no such type. */
export function orderSchema(code: string): TSchema | undefined {
  return SCHEMAS.get(code)
}
