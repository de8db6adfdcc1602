import Type, { type Static } from 'typebox'
import { USUAL_TIMES } from '../answer-times.ts'
import { orderTypeOf } from '../orders/order-types.ts'
import type { Fault } from '../wire/check.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import type { Category } from '../wire/referral-fields.ts'
import { Behaviour, behaviourFaults, behaviourParts } from './behaviour.ts'
import { Choice } from './choices.ts'
import { classificationOf } from './classification.ts'
import { EVIDENCE_TYPES } from './evidence.ts'
import { Text } from './fields.ts'
import { type Classification, defineKind, type Law, USUAL_MARKING } from './kind.ts'
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
import { OrderTypeCode } from './order-type-code.ts'
import { isYoung, Person, peopleParts } from './person.ts'
import { PROHIBITIONS } from './prohibitions.ts'
import { closed } from './schema-parts.ts'

/**
 * The data of a request for evidence (F4): partners are asked for what would show a court that an order is needed, such
 * as one that keeps members of a gang out of places and from gathering in numbers.
 */
export const EvidenceRequest = closed({
  /** The types are reference data, so that to the compiler they are text. */
  orderSought: OrderTypeCode,
  subjects: Type.Array(Person, { minItems: 1, maxItems: 20 }),
  /** What they belong to, and how that is known. */
  group: Type.Optional(closed({ name: Type.Optional(Line(200)), text: Text(2000) })),
  behaviour: Behaviour,
  /** What the order would keep them from: evidence has to show that each is needed. */
  prohibitions: Type.Array(
    closed({
      kind: Choice(PROHIBITIONS),
      text: Text(2000),
      persons: Type.Optional(Type.Array(Line(120), { maxItems: 20 })),
    }),
    { maxItems: 20 },
  ),
  wanted: Type.Array(closed({ type: Choice(EVIDENCE_TYPES), text: Text(1000) }), {
    minItems: 1,
    maxItems: 20,
  }),
  /** Of what time evidence is wanted, both days included. */
  period: closed({ from: CalendarDate, to: CalendarDate }),
  hearingDate: Type.Optional(CalendarDate),
  whyNeeded: Text(2000),
  whatWeWillSendBack: Text(2000),
  /** What is doubtful or missing: declared, never a reason to withhold (PR3). */
  caveats: Type.Optional(Text(2000)),
})
export type EvidenceRequest = Static<typeof EvidenceRequest>

const example: EvidenceRequest = {
  orderSought: 'asbo',
  subjects: [
    {
      name: 'Placeholder Pat',
      aliases: ['Patch'],
      dateOfBirth: '1994-04-01',
      address: '1 Made-Up Court, Testville',
    },
    { name: 'Specimen Sam', dateOfBirth: '1990-09-09' },
  ],
  group: {
    name: 'The Parade',
    text: 'About eight, who call themselves so and have painted the name on shutters. Known from two shopkeepers.',
  },
  behaviour: {
    nature: {
      codes: ['gang-activity', 'intimidation'],
      text: 'Shopkeepers are told to keep quiet, and people passing are threatened.',
    },
    from: { date: '2010-01-04' },
    to: { date: '2010-02-26', time: '23:10' },
    place: 'Parade of shops, Nowhere Lane, Testville',
  },
  prohibitions: [
    { kind: 'exclusion-area', text: 'Nowhere Lane between the church and the bridge.' },
    { kind: 'non-association', text: 'Not to meet in public.', persons: ['Dummy Drew'] },
    { kind: 'group-size', text: 'Not to be in a public place in a group of more than three.' },
  ],
  wanted: [
    { type: 'incident-log', text: 'Calls to the parade in the period, with what was found.' },
    { type: 'officer-statement', text: 'From officers who spoke to any of the group.' },
    { type: 'witness-statement', text: 'From anybody who agrees to give one.' },
  ],
  period: { from: '2009-09-01', to: '2010-02-28' },
  hearingDate: '2010-05-17',
  whyNeeded:
    'To decide whether an order is necessary to protect people at the parade, and which prohibitions are no wider than they have to be.',
  whatWeWillSendBack: 'Whether we apply, the day of the hearing, and the order if one is made.',
  caveats: 'That both belong to the group is said by two shopkeepers who do not wish to be named.',
}

function faults({ behaviour, period, prohibitions, hearingDate }: EvidenceRequest): Fault[] {
  const found = behaviourFaults(behaviour, '/behaviour')
  if (period.to < period.from) {
    found.push({ path: '/period/to', message: 'must not be before the day from which evidence is wanted' })
  }
  if (hearingDate !== undefined && hearingDate < period.to) {
    found.push({ path: '/hearingDate', message: 'must not be before the end of the period of the evidence' })
  }
  for (const [place, { kind, persons = [] }] of prohibitions.entries()) {
    const path = `/prohibitions/${place}/persons`
    if (kind === 'non-association' && persons.length === 0) {
      found.push({ path, message: 'must name whom not to meet' })
    } else if (kind !== 'non-association' && persons.length > 0) {
      found.push({ path, message: 'must be left out, unless the prohibition is non-association' })
    }
  }
  return found
}

/** Evidence is asked for an order that can still be made. */
function lawFaults({ orderSought }: EvidenceRequest, { rules }: Law): Fault[] {
  if (rules.orders.some(({ code }) => code === orderSought)) return []
  const codes = rules.orders.filter(({ against }) => against === 'person').map(({ code }) => code)
  return [
    {
      path: '/orderSought',
      message: `No such order can be made under the rules ${rules.title} (${rules.id}). Orders on people are: ${codes.join(', ')}.`,
    },
  ]
}

function prohibitionParts({ prohibitions }: EvidenceRequest): Part[] {
  return prohibitions.flatMap(({ kind, text: words, persons = [] }, place) => [
    ...(place === 0 ? [] : [gap]),
    field(`${place + 1}. Concerns`, PROHIBITIONS[kind]),
    text(words),
    ...optionalField('People', persons.join('; ')),
  ])
}

function groupSection({ group }: EvidenceRequest): Section[] {
  if (group === undefined) return []
  return [{ heading: 'GROUP', parts: [...optionalField('Name', group.name), text(group.text)] }]
}

function render(data: EvidenceRequest, context: RenderContext): Layout {
  const { orderSought, subjects, prohibitions, wanted, period, hearingDate } = data
  return layOut('REQUEST FOR EVIDENCE', context, [
    {
      heading: 'WHAT IT IS FOR',
      parts: [
        field('Order sought', orderTypeOf(orderSought)?.title ?? orderSought),
        ...optionalField('Hearing', hearingDate),
      ],
    },
    { heading: 'ABOUT', parts: peopleParts(subjects) },
    ...groupSection(data),
    { heading: 'WHAT GOES ON', parts: behaviourParts(data.behaviour) },
    ...(prohibitions.length === 0 ? [] : [{ heading: 'PROHIBITIONS', parts: prohibitionParts(data) }]),
    {
      heading: 'EVIDENCE WANTED',
      parts: [
        field('Of the time', `${period.from} to ${period.to}`),
        ...wanted.flatMap((one, place) => [
          gap,
          field(`${place + 1}. Sort`, EVIDENCE_TYPES[one.type]),
          text(one.text),
        ]),
      ],
    },
    ...textSection('WHY WE NEED IT', data.whyNeeded),
    ...textSection('WHAT WE WILL SEND BACK', data.whatWeWillSendBack),
    ...textSection('CAVEATS', data.caveats),
    {
      heading: 'HOW TO ANSWER',
      parts: [
        text(
          'Answer this message, encrypted to the address it came from; an evidence bundle has a place for each item. Say of each how it was obtained and whether it may be used in court. Say so too if you hold nothing.',
        ),
      ],
    },
  ])
}

function classify({ subjects, prohibitions, behaviour }: EvidenceRequest): Classification {
  const categories: Category[] = ['suspected-perpetrator']
  if (subjects.some((subject) => isYoung(subject, behaviour.from.date))) categories.push('young-person')
  if (prohibitions.some(({ persons = [] }) => persons.length > 0)) categories.push('other-subject')
  return classificationOf('personal', categories, subjects)
}

/** What evidence for a court is shared on: legal proceedings, those that are thought of too (D3, D6). */
export const EVIDENCE_BASES = {
  'uk-2010': ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7', 'dpa-1998-s35'],
  'uk-2026': ['cda-1998-s115', 'uk-gdpr-art6-1e', 'dpa-2018-sch1-33'],
} as const

export const evidenceRequest = defineKind({
  kind: 'evidence-request',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    answer: USUAL_TIMES,
    consent: null,
    marking: USUAL_MARKING,
    bases: EVIDENCE_BASES,
    recipients: ['police', 'youth-offending', 'drug-action', 'council'],
  },
  schema: EvidenceRequest,
  example,
  faults,
  lawFaults,
  render,
  classify,
  neededBefore: ({ hearingDate }) => hearingDate,
})
