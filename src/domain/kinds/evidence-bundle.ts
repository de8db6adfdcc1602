import Type, { type Static } from 'typebox'
import type { Fault } from '../wire/check.ts'
import { Line } from '../wire/primitives.ts'
import type { Category } from '../wire/referral-fields.ts'
import { attachedFaults } from './attached.ts'
import { Choice } from './choices.ts'
import { classificationOf } from './classification.ts'
import { EVIDENCE_TYPES } from './evidence.ts'
import { EVIDENCE_BASES } from './evidence-request.ts'
import { formatMoment, Moment, Text } from './fields.ts'
import { type AttachedFile, type Classification, defineKind, USUAL_MARKING } from './kind.ts'
import {
  field,
  gap,
  type Layout,
  layOut,
  optionalField,
  type Part,
  type RenderContext,
  text,
  textSection,
} from './layout.ts'
import { isYoung, Person, peopleParts, personFields } from './person.ts'
import { closed } from './schema-parts.ts'

/** How the agency came by an item: a court gives what is at second hand less weight. */
const OBTAINED = {
  'own-observation': 'Seen or heard by whoever gives it',
  'told-by-witness': 'Told by a witness',
  'told-at-second-hand': 'Told by somebody who had it from another (hearsay)',
  'own-records': 'From our own records',
  'camera-or-meter': 'By a camera, a recorder or a meter',
  'from-another-agency': 'From another agency',
} as const

const IN_COURT = {
  yes: 'Yes',
  'ask-first': 'ASK FIRST, on the terms below',
  no: 'NO. For your information only, for the reason below.',
} as const

/**
 * The data of a bundle of evidence (F4): items for a court, each with how it was obtained and whether it may be used
 * there, since who gathers them has to know what they may disclose. The files are attached as exhibits.
 */
export const EvidenceBundle = closed({
  subjects: Type.Array(Person, { minItems: 1, maxItems: 20 }),
  items: Type.Array(
    closed({
      type: Choice(EVIDENCE_TYPES),
      /** When that of which it tells happened. */
      date: Moment,
      /** Who made or gathered it: name, rank or role, and agency. */
      by: Line(200),
      obtained: Choice(OBTAINED),
      howObtained: Type.Optional(Text(1000)),
      shows: Text(4000),
      inCourt: Choice(IN_COURT),
      /** Why it may not be used in court, or whom to ask and on what terms. */
      terms: Type.Optional(Text(1000)),
      /** The name of the attached file. */
      exhibit: Type.Optional(Line(200)),
      witness: Type.Optional(closed({ ...personFields, willAttend: Type.Boolean() })),
    }),
    { minItems: 1, maxItems: 100 },
  ),
  /** Why it is shared: every case is considered by itself, on evidence (L15). */
  justification: Text(2000),
  /** What is doubtful or missing: declared, never a reason to withhold (PR3). */
  caveats: Type.Optional(Text(2000)),
})
export type EvidenceBundle = Static<typeof EvidenceBundle>
type Item = EvidenceBundle['items'][number]

const example: EvidenceBundle = {
  subjects: [{ name: 'Placeholder Pat', aliases: ['Patch'], dateOfBirth: '1994-04-01' }],
  items: [
    {
      type: 'officer-statement',
      date: { date: '2010-02-26', time: '22:40' },
      by: 'PC 0000 Sample, Testshire Police',
      obtained: 'own-observation',
      shows: 'Saw Placeholder Pat throw a bottle at the shutter of the chemist and run towards the bridge.',
      inCourt: 'yes',
      exhibit: 'statement.pdf',
    },
    {
      type: 'witness-statement',
      date: { date: '2010-02-12' },
      by: 'Sample Worker, ASB team',
      obtained: 'told-by-witness',
      howObtained: 'Taken at the shop, read over and signed.',
      shows: 'Was told by three of the group to keep quiet about the painted shutters.',
      inCourt: 'ask-first',
      terms: 'Ask the ASB team: the witness wants screens, or to be heard without a name.',
      witness: {
        name: 'Dummy Witness',
        contact: 'Telephone 01632 960002',
        safeToContact: 'At work only.',
        willAttend: true,
      },
    },
    {
      type: 'incident-log',
      date: { date: '2010-01-09' },
      by: 'Housing office, Testville',
      obtained: 'told-at-second-hand',
      shows: 'A neighbour reported what her son had heard of plans for the weekend.',
      inCourt: 'no',
      terms: 'It would show who told it.',
    },
  ],
  justification:
    'You asked for evidence for an order; these are the items of the period that concern its subjects.',
  caveats: 'The log of December is still being searched.',
}

function faults({ items }: EvidenceBundle): Fault[] {
  return items.flatMap(({ inCourt, terms, obtained, witness }, place) => {
    const found: Fault[] = []
    if (inCourt === 'no' && terms === undefined) {
      found.push({ path: `/items/${place}/terms`, message: 'must say why it may not be used in court' })
    }
    if (inCourt === 'ask-first' && terms === undefined) {
      found.push({ path: `/items/${place}/terms`, message: 'must say whom to ask first, and on what terms' })
    }
    if (obtained === 'told-by-witness' && witness === undefined && inCourt === 'yes') {
      found.push({
        path: `/items/${place}/witness`,
        message: 'must name the witness, or say of the item that it may not be used in court, or not yet',
      })
    }
    return found
  })
}

/** Every exhibit is there, and nothing is there that no item explains. */
function attachmentFaults({ items }: EvidenceBundle, attached: readonly AttachedFile[]): Fault[] {
  const unexplained = attached.some(({ name }) => !items.some(({ exhibit }) => exhibit === name))
  return [
    ...attachedFaults(
      items.map(({ exhibit }, place) => [`/items/${place}/exhibit`, exhibit]),
      attached,
    ),
    ...(unexplained
      ? [
          {
            path: '',
            message:
              'A file is attached that no item names as its exhibit. Name it in the item that it belongs to, or leave it out.',
          },
        ]
      : []),
  ]
}

function itemParts(item: Item, place: number): Part[] {
  const { witness } = item
  return [
    ...(place === 0 ? [] : [gap]),
    field(`${place + 1}. Sort`, EVIDENCE_TYPES[item.type]),
    field('Date', formatMoment(item.date)),
    field('By', item.by),
    field('Obtained', OBTAINED[item.obtained]),
    ...optionalField('How', item.howObtained),
    field('Use in court', IN_COURT[item.inCourt]),
    ...optionalField('Terms', item.terms),
    ...optionalField('Exhibit', item.exhibit),
    text(item.shows),
    ...(witness === undefined
      ? []
      : [
          field('Witness', witness.willAttend ? 'Willing to come to court' : 'NOT willing to come to court'),
          ...peopleParts([witness]),
        ]),
  ]
}

function render(data: EvidenceBundle, context: RenderContext): Layout {
  return layOut('EVIDENCE', context, [
    { heading: 'ABOUT', parts: peopleParts(data.subjects) },
    { heading: 'ITEMS', parts: data.items.flatMap(itemParts) },
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
  ])
}

/** A statement tells of a witness whether or not it says who that is. */
function tellsOfWitness({ type, obtained, witness }: Item): boolean {
  return (
    witness !== undefined ||
    type === 'witness-statement' ||
    obtained === 'told-by-witness' ||
    obtained === 'told-at-second-hand'
  )
}

function classify({ subjects, items }: EvidenceBundle): Classification {
  const categories: Category[] = ['suspected-perpetrator']
  const witnesses = items.flatMap(({ witness }) => (witness === undefined ? [] : [witness]))
  if (items.some(tellsOfWitness)) categories.push('witness')
  // Who was young at the first of the events; the bundle tells of that day as well.
  const first = items.map(({ date }) => date.date).reduce((one, other) => (other < one ? other : one))
  if ([...subjects, ...witnesses].some((person) => isYoung(person, first))) categories.push('young-person')
  return classificationOf('personal', categories, [...subjects, ...witnesses])
}

export const evidenceBundle = defineKind({
  kind: 'evidence-bundle',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    answer: null,
    consent: null,
    marking: USUAL_MARKING,
    bases: EVIDENCE_BASES,
    recipients: ['council', 'police'],
  },
  schema: EvidenceBundle,
  example,
  faults,
  attachmentFaults,
  render,
  classify,
})
