import { bandInWords } from '../orders/age-bands.ts'
import { orderTypeOf } from '../orders/order-types.ts'
import type { CourtOrder } from './court-order-schema.ts'
import {
  field,
  gap,
  type Layout,
  layOut,
  optionalField,
  type Part,
  type RenderContext,
  type Section,
  text,
  textSection,
} from './layout.ts'
import { type Person, peopleParts } from './person.ts'
import { PROHIBITIONS } from './prohibitions.ts'

/** `court-order/1`: the text of an order as a person reads it. Its words never change under this version. */

const STATUS = {
  interim: 'Interim',
  full: 'In force',
  varied: 'In force, as varied',
  discharged: 'Discharged',
  expired: 'Expired',
} as const
const COURT = {
  magistrates: "Magistrates' court",
  youth: 'Youth court',
  crown: 'Crown Court',
  county: 'County court',
  high: 'High Court',
  family: 'Family court',
} as const
const GENDER = { female: 'Female', male: 'Male', other: 'Other', 'not-stated': 'Not stated' } as const
const RELATION = {
  child: 'Child',
  'parent-or-guardian': 'Parent or guardian',
  associate: 'Associate',
  occupier: 'Occupier',
  owner: 'Owner',
} as const
const METHOD = {
  'in-person': 'In person',
  'at-court': 'At court',
  post: 'By post',
  substituted: 'In another way that the court allowed',
  'left-at-premises': 'Left at the premises',
  published: 'By publication',
} as const
const REVIEWER = {
  applicant: 'The applicant',
  police: 'Chief officer of police',
  designated: 'Agency that the court designated',
} as const
const EVENT = {
  varied: 'Varied',
  extended: 'Extended',
  amended: 'Amended',
  discharged: 'Discharged',
} as const

export function renderOrder(order: CourtOrder, context: RenderContext): Layout {
  return layOut(titleOf(order.orderType).toUpperCase(), context, [
    { heading: 'THE ORDER', parts: madeParts(order) },
    ...aboutSections(order),
    ...textSection('FINDINGS', order.findings),
    ...termSections(order),
    { heading: 'HOW LONG', parts: timeParts(order) },
    ...conductSections(order),
    ...textSection('WHY THIS IS SHARED', order.justification),
    ...recordSections(order),
  ])
}

function titleOf(code: string): string {
  return orderTypeOf(code)?.title ?? code
}

function madeParts({ orderType, status, court, authority, applicant, ...order }: CourtOrder): Part[] {
  return [
    field('Type', titleOf(orderType)),
    ...optionalField('Made under', orderTypeOf(orderType)?.statute),
    field('Status', STATUS[status]),
    ...(court === undefined
      ? []
      : [
          field('Court', court.name),
          ...optionalField('Court code', court.code),
          field('Kind of court', COURT[court.type]),
        ]),
    ...(authority === undefined
      ? []
      : [
          field('Authority', authority.name),
          ...optionalField('Officer', authority.officer),
          ...optionalField('Authorised by', authority.authorisedBy),
        ]),
    field('Case number', order.caseNumber),
    ...optionalField('Hearing', order.hearingDate),
    field('Made on', order.orderDate),
    ...(applicant === undefined
      ? []
      : [field('Applicant', applicant.agency), ...optionalField('Its officer', applicant.officer)]),
  ]
}

function aboutSections({ subject, premises, area, others = [] }: CourtOrder): Section[] {
  const sections: Section[] = []
  if (subject !== undefined) sections.push({ heading: 'SUBJECT', parts: peopleParts([subject], moreOf) })
  if (premises !== undefined) {
    sections.push({
      heading: 'PREMISES',
      parts: [
        field('Address', premises.address),
        field('Lived in', premises.dwelling ? 'Yes' : 'No'),
        ...optionalField('Description', premises.description),
      ],
    })
  }
  if (area !== undefined) {
    sections.push({
      heading: 'AREA',
      parts: [field('Area', area.description), ...optionalField('Map', area.map)],
    })
  }
  if (others.length > 0) {
    sections.push({
      heading: 'OTHERS',
      parts: peopleParts(others, ({ relation }) => [field('Concerned as', RELATION[relation])]),
    })
  }
  return sections
}

type Subject = NonNullable<CourtOrder['subject']>

function moreOf({
  ageBand,
  gender,
  madeInAbsence,
}: Pick<Subject, 'ageBand' | 'gender' | 'madeInAbsence'> & Person): Part[] {
  return [
    ...optionalField('Age when made', ageBand && bandInWords(ageBand)),
    ...optionalField('Gender', gender && GENDER[gender]),
    ...optionalField('Was at court', madeInAbsence === undefined ? undefined : madeInAbsence ? 'No' : 'Yes'),
  ]
}

function termSections({ prohibitions = [], requirements = [] }: CourtOrder): Section[] {
  return [
    ...listSection(
      'PROHIBITIONS',
      prohibitions.map(({ n, text: words, kind, map, persons = [] }) => [
        field(`Prohibition ${n}`, words),
        field('Concerns', PROHIBITIONS[kind]),
        ...optionalField('Map', map),
        ...optionalField('People', persons.join('; ')),
      ]),
    ),
    ...listSection(
      'REQUIREMENTS',
      requirements.map(({ n, text: words, supervisor }) => [
        field(`Requirement ${n}`, words),
        ...optionalField('Supervised by', supervisor),
      ]),
    ),
  ]
}

function timeParts({ geographicalScope, startDate, startTime, durationText, ...order }: CourtOrder): Part[] {
  const { expiryDate, expiryTime } = order
  const at = (date: string, time: string | undefined) => (time === undefined ? date : `${date} at ${time}`)
  return [
    field('From', at(startDate, startTime)),
    ...optionalField('Until', expiryDate && at(expiryDate, expiryTime)),
    ...optionalField('Interim until', order.interimUntil),
    ...optionalField('Until', order.untilFurtherOrder === true ? 'Further order' : undefined),
    field('As ordered', durationText),
    ...optionalField('Where', geographicalScope),
  ]
}

/** What is done under the order: its service, review, and the people who carry it out. */
function conductSections({ service, review, responsibleOfficer, ...order }: CourtOrder): Section[] {
  const sections: Section[] = []
  if (responsibleOfficer !== undefined) {
    sections.push({
      heading: 'RESPONSIBLE OFFICER',
      parts: [field('Name', responsibleOfficer.name), field('Agency', responsibleOfficer.agency)],
    })
  }
  if (service !== undefined) {
    sections.push({
      heading: 'SERVICE',
      parts: [
        field('Served on', service.date),
        field('How', METHOD[service.method]),
        ...optionalField('By', service.by),
        ...optionalField('To', service.to),
      ],
    })
  }
  if (review !== undefined) {
    sections.push({
      heading: 'REVIEW',
      parts: [
        field('Due', review.due),
        field('By', REVIEWER[review.by]),
        ...optionalField('Agency', review.agency),
        ...optionalField('Done', review.done),
      ],
    })
  }
  const before = [
    ...(order.riskAssessment === undefined
      ? []
      : [field('Risk assessed', order.riskAssessment.date), field('Assessed by', order.riskAssessment.by)]),
    ...optionalField('Written warning', order.warningDate),
  ]
  return before.length === 0 ? sections : [{ heading: 'BEFORE THE ORDER', parts: before }, ...sections]
}

function recordSections({ linkedOrders = [], history = [], copiesTo }: CourtOrder): Section[] {
  return [
    ...listSection(
      'LINKED ORDERS',
      linkedOrders.map((linked) => [
        field('Type', titleOf(linked.orderType)),
        field('Case number', linked.caseNumber),
        ...optionalField('Made on', linked.orderDate),
        ...optionalField('Until', linked.expiryDate),
      ]),
    ),
    ...listSection(
      'HISTORY',
      history.map(({ event, date, by, details }) => [
        field(EVENT[event], date),
        field('By', by),
        text(details),
      ]),
    ),
    {
      heading: 'COPIES',
      parts:
        copiesTo.length === 0
          ? [field('To', 'Nobody besides')]
          : copiesTo.map((name, place) => field(place === 0 ? 'To' : '', name)),
    },
  ]
}

/** A section of several entries with a gap between them, where there are any. */
function listSection(heading: string, entries: readonly (readonly Part[])[]): Section[] {
  if (entries.length === 0) return []
  return [{ heading, parts: entries.flatMap((parts, place) => [...(place === 0 ? [] : [gap]), ...parts]) }]
}
