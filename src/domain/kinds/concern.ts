import Type, { type Static } from 'typebox'
import { HARM_TIMES } from '../answer-times.ts'
import type { Fault } from '../wire/check.ts'
import type { Category } from '../wire/referral-fields.ts'
import { attachedFaults } from './attached.ts'
import { Choice } from './choices.ts'
import { classificationOf } from './classification.ts'
import { formatMoment, Moment, Text } from './fields.ts'
import { type Classification, defineKind, USUAL_BASES, USUAL_MARKING } from './kind.ts'
import { field, gap, type Layout, layOut, type Part, type RenderContext, textSection } from './layout.ts'
import { isYoung, peopleParts, personFields } from './person.ts'
import { categoriesOfPlace, Place, placeParts } from './place.ts'
import { closed } from './schema-parts.ts'

/** What somebody at work may notice that is the business of another agency (S4 §1.1), with plain names. */
const SIGNS = {
  'anti-social-behaviour': 'Anti-social behaviour',
  crime: 'Crime',
  drugs: 'Drugs',
  'domestic-abuse': 'Domestic abuse',
  exploitation: 'Somebody may be exploited, or their home taken over',
  'child-welfare': 'Welfare of a child',
  'adult-welfare': 'Welfare of an adult',
  hate: 'Hatred of a group of people',
  'state-of-property': 'State of a property',
  other: 'Other',
} as const

/** How a person comes into it, and below what that makes them for the rules: where in doubt, what is guarded more. */
const PARTS = {
  'may-come-to-harm': 'May come to harm',
  'may-cause-harm': 'May cause harm',
  'saw-or-heard-it': 'Saw or heard it',
  other: 'Otherwise',
} as const
const CATEGORY_OF: Readonly<Record<keyof typeof PARTS, Category>> = {
  'may-come-to-harm': 'victim',
  'may-cause-harm': 'suspected-perpetrator',
  'saw-or-heard-it': 'witness',
  other: 'other-subject',
}

const LEARNT = {
  'seen-or-heard-at-work': 'Seen or heard by the sender at work',
  'told-by-somebody': 'Told by somebody',
  'told-by-a-colleague': 'Told by a colleague',
  'from-our-records': 'From our own records',
} as const

/**
 * The data of a concern (F12): what somebody noticed in the course of other work, said in a few minutes to the partner
 * whose business it is. Everybody whom the words tell of is listed under `people`, since the class follows from that.
 */
export const Concern = closed({
  signs: Type.Array(Choice(SIGNS), { minItems: 1, maxItems: 10, uniqueItems: true }),
  noticed: Text(4000),
  when: Moment,
  place: Type.Optional(Place),
  learnt: Choice(LEARNT),
  /** Who told it, where somebody did and may be named. */
  informer: Type.Optional(closed({ ...personFields, wantsAnonymity: Type.Boolean() })),
  people: Type.Optional(Type.Array(closed({ ...personFields, part: Choice(PARTS) }), { maxItems: 20 })),
  immediateDanger: Type.Boolean(),
  alreadyDone: Type.Optional(Text(2000)),
  requestedAction: Text(2000),
  /** Why it is shared: every case is considered by itself, on evidence (L15). */
  justification: Text(2000),
  /** What is doubtful or missing: declared, never a reason to withhold (PR3). */
  caveats: Type.Optional(Text(2000)),
})
export type Concern = Static<typeof Concern>

const example: Concern = {
  signs: ['exploitation', 'drugs'],
  noticed:
    'At a visit about the boiler the tenant was not let speak. Three younger people whom he did not seem to know were in the flat, and there were many visitors at the door.',
  when: { date: '2010-02-24', time: '14:15' },
  place: { description: 'Flat 3, 7 Made-Up Court, Testville', sort: 'dwelling' },
  learnt: 'seen-or-heard-at-work',
  people: [
    {
      name: 'Specimen Sam',
      dateOfBirth: '1951-05-05',
      safeToContact: 'Not at the flat: at the day centre on Thursdays.',
      part: 'may-come-to-harm',
      sensitive: [{ type: 'physical-or-mental-health', text: 'Has trouble remembering people.' }],
    },
    {
      name: 'Placeholder Pat',
      aliases: ['Patch'],
      youngPerson: true,
      description: 'About sixteen; opened the door and answered for the tenant.',
      part: 'may-cause-harm',
    },
  ],
  immediateDanger: false,
  alreadyDone: 'The visit is noted in our housing file. Nothing was said to the tenant.',
  requestedAction: 'Please say whether this address is known to you, and whether we should stay away.',
  justification:
    'The tenant cannot be asked safely, and nobody else has been inside. Waiting for the next visit leaves him alone for six weeks.',
  caveats: 'Seen once, for about ten minutes.',
}

function faults({ people = [], place, learnt, informer, immediateDanger, alreadyDone }: Concern): Fault[] {
  const found: Fault[] = []
  if (people.length === 0 && place === undefined) {
    found.push({ path: '/people', message: 'must name a person, unless a place is given' })
  }
  if (informer !== undefined && learnt !== 'told-by-somebody') {
    found.push({
      path: '/informer',
      message: 'must be left out, unless it was learnt from somebody who told it (told-by-somebody)',
    })
  }
  if (immediateDanger && alreadyDone === undefined) {
    found.push({
      path: '/alreadyDone',
      message:
        'must say when the emergency services were called: this is not read at once. In immediate danger call 999 first',
    })
  }
  return found
}

function informerParts({ informer }: Concern): Part[] {
  if (informer === undefined) return []
  return [
    gap,
    field('Wants anonymity', informer.wantsAnonymity ? 'YES. Do not reveal who told this.' : 'No'),
    ...peopleParts([informer]),
  ]
}

function render(data: Concern, context: RenderContext): Layout {
  const { people = [], place } = data
  return layOut('CONCERN', context, [
    {
      heading: 'IN SHORT',
      parts: [
        field('About', data.signs.map((sign) => SIGNS[sign]).join('; ')),
        field('When', formatMoment(data.when)),
        field('Immediate danger', data.immediateDanger ? 'YES. See what was done already.' : 'No'),
      ],
    },
    ...textSection('WHAT WAS NOTICED', data.noticed),
    ...textSection('WHAT WAS DONE ALREADY', data.alreadyDone),
    ...(place === undefined ? [] : [{ heading: 'WHERE', parts: placeParts(place) }]),
    ...(people.length === 0
      ? []
      : [
          {
            heading: 'PEOPLE',
            parts: peopleParts(people, ({ part }) => [field('Concerned as', PARTS[part])]),
          },
        ]),
    { heading: 'HOW IT IS KNOWN', parts: [field('Learnt', LEARNT[data.learnt]), ...informerParts(data)] },
    ...textSection('WHAT IS ASKED OF YOU', data.requestedAction),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
  ])
}

/** A concern about a public place that tells of nobody holds no case-level data (BP9). */
function classify({ people = [], informer, place, when }: Concern): Classification {
  const all = [...people, ...(informer === undefined ? [] : [informer])]
  const categories: Category[] = [
    ...people.map(({ part }) => CATEGORY_OF[part]),
    ...categoriesOfPlace(place),
    ...(informer === undefined ? [] : ['informer' as const]),
    ...(all.some((person) => isYoung(person, when.date)) ? ['young-person' as const] : []),
  ]
  return classificationOf('none', categories, all)
}

export const concern = defineKind({
  kind: 'concern',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'intelligence',
    urgency: 'routine',
    answer: HARM_TIMES,
    consent: null,
    marking: USUAL_MARKING,
    bases: USUAL_BASES,
    recipients: ['police', 'council', 'social-care'],
  },
  schema: Concern,
  example,
  faults,
  attachmentFaults: ({ place }, attached) => attachedFaults([['/place/map', place?.map]], attached),
  render,
  classify,
})
