import Type, { type Static } from 'typebox'
import { HARM_TIMES } from '../answer-times.ts'
import type { Fault } from '../wire/check.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import type { ReplyOutcome } from '../wire/referral-fields.ts'
import { Choice } from './choices.ts'
import { classificationOf } from './classification.ts'
import { Text } from './fields.ts'
import { type Classification, defineKind, USUAL_BASES, USUAL_MARKING } from './kind.ts'
import {
  field,
  type Layout,
  layOut,
  optionalField,
  type Part,
  type RenderContext,
  text,
  textSection,
} from './layout.ts'
import { abuseParts, CONCERNED_AS, categoriesOf, KnownAbuse } from './marac.ts'
import { findingsExample, researchExample } from './marac-research-examples.ts'
import { isYoung, type Person, peopleParts, personFields } from './person.ts'
import { notKnownParts } from './standard-items.ts'

/** What an agency says of one person; that it holds nothing is an answer, and saves others from asking again. */
const HELD = {
  held: 'We hold what follows',
  'nothing-held': 'We hold nothing',
  'cannot-share': 'We hold something that we may not share',
} as const

const CLOSED = { additionalProperties: false } as const
const as = Choice(CONCERNED_AS)

/** Both forms: which case, before which conference. */
const caseFields = {
  caseReference: Line(60),
  conference: Type.Object({ date: CalendarDate, place: Type.Optional(Line(200)) }, CLOSED),
}

/**
 * What is asked of each agency before a conference (F20): whatever it holds about the people who are named. It goes to
 * any agency that may hold something, those that record noise or graffiti too (BP12). By when is in the manifest, once.
 */
export const ResearchRequest = Type.Object(
  {
    form: Type.Literal('request'),
    ...caseFields,
    people: Type.Array(Type.Object({ ...personFields, as }, CLOSED), { minItems: 1, maxItems: 20 }),
    questions: Type.Optional(Type.Array(Text(500), { maxItems: 20 })),
    whyNeeded: Text(2000),
    whatWeWillSendBack: Text(2000),
    caveats: Type.Optional(Text(2000)),
  },
  CLOSED,
)
export type ResearchRequest = Static<typeof ResearchRequest>

const Finding = Type.Object(
  {
    ...personFields,
    as,
    outcome: Choice(HELD),
    /** What is held, or why it may not be shared. */
    details: Type.Optional(Text(4000)),
    lastContact: Type.Optional(CalendarDate),
    worker: Type.Optional(Line(200)),
  },
  CLOSED,
)

/** What an agency found: person by person, and what it knows of the abuse itself (BP2). */
export const ResearchFindings = Type.Object(
  {
    form: Type.Literal('findings'),
    ...caseFields,
    researchedOn: CalendarDate,
    /** The records that were looked through, such as housing, noise complaints, graffiti (BP12). */
    searched: Type.Array(Line(120), { minItems: 1, maxItems: 20, uniqueItems: true }),
    people: Type.Array(Finding, { minItems: 1, maxItems: 20 }),
    abuse: Type.Optional(KnownAbuse),
    otherConcerns: Type.Optional(Text(4000)),
    /** Why it is shared: every case is considered by itself, on evidence (L15). */
    justification: Text(2000),
    caveats: Type.Optional(Text(2000)),
  },
  CLOSED,
)
export type ResearchFindings = Static<typeof ResearchFindings>

const MaracResearch = Type.Union([ResearchRequest, ResearchFindings])
type MaracResearch = Static<typeof MaracResearch>

function faults(data: MaracResearch): Fault[] {
  if (data.form === 'request') return []
  const found: Fault[] = []
  if (data.researchedOn > data.conference.date) {
    found.push({ path: '/researchedOn', message: 'must not be after the conference' })
  }
  for (const [place, { outcome, details, lastContact, worker }] of data.people.entries()) {
    const path = `/people/${place}`
    if (outcome === 'held' && details === undefined) {
      found.push({ path: `${path}/details`, message: 'must say what is held' })
    }
    if (outcome === 'cannot-share' && details === undefined) {
      found.push({ path: `${path}/details`, message: 'must say why it may not be shared' })
    }
    if (outcome === 'nothing-held') {
      for (const [name, value] of Object.entries({ details, lastContact, worker })) {
        if (value !== undefined) {
          found.push({ path: `${path}/${name}`, message: 'must be left out where nothing is held' })
        }
      }
    }
    if (lastContact !== undefined && lastContact > data.researchedOn) {
      found.push({ path: `${path}/lastContact`, message: 'must not be after the day of the research' })
    }
  }
  return found
}

function caseParts({ caseReference, conference }: MaracResearch): Part[] {
  return [
    field('Case', caseReference),
    field('Conference', conference.date),
    ...optionalField('Place', conference.place),
  ]
}

function renderRequest(data: ResearchRequest, context: RenderContext): Layout {
  const { questions = [] } = data
  return layOut('RESEARCH FOR A MULTI-AGENCY RISK ASSESSMENT CONFERENCE', context, [
    { heading: 'CASE', parts: caseParts(data) },
    {
      heading: 'ABOUT',
      parts: peopleParts(data.people, (person) => [
        field('Concerned as', CONCERNED_AS[person.as]),
        ...notKnownParts(person),
      ]),
    },
    ...(questions.length === 0
      ? []
      : [
          {
            heading: 'QUESTIONS',
            parts: questions.map((question, place) => field(`Question ${place + 1}`, question)),
          },
        ]),
    ...textSection('WHY WE NEED IT', data.whyNeeded),
    ...textSection('WHAT WE WILL SEND BACK', data.whatWeWillSendBack),
    ...textSection('CAVEATS', data.caveats),
    {
      heading: 'HOW TO ANSWER',
      parts: [
        text(
          'Say of each person what you hold: contacts, injuries, how often, whether the victim is pregnant, and whatever else concerns you. That you hold nothing is an answer. Do not contact any of them about this.',
        ),
      ],
    },
  ])
}

function renderFindings(data: ResearchFindings, context: RenderContext): Layout {
  const abuse = abuseParts(data.abuse ?? {})
  return layOut('FINDINGS FOR A MULTI-AGENCY RISK ASSESSMENT CONFERENCE', context, [
    {
      heading: 'CASE',
      parts: [
        ...caseParts(data),
        field('Researched on', data.researchedOn),
        field('Searched', data.searched.join('; ')),
      ],
    },
    {
      heading: 'WHAT WE HOLD',
      parts: peopleParts(data.people, ({ as, outcome, details, lastContact, worker }) => [
        field('Concerned as', CONCERNED_AS[as]),
        field('Outcome', HELD[outcome]),
        ...optionalField('Last contact', lastContact),
        ...optionalField('Worker', worker),
        ...(details === undefined ? [] : [text(details)]),
      ]),
    },
    ...(abuse.length === 0 ? [] : [{ heading: 'THE ABUSE', parts: abuse }]),
    ...textSection('OTHER MATTERS OF CONCERN', data.otherConcerns),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
  ])
}

/** That somebody is a victim is told by being asked about, so an answer that nothing is held is as sensitive as any. */
function classify({ conference, people }: MaracResearch): Classification {
  const persons: readonly Person[] = people
  const young = persons.some((person) => isYoung(person, conference.date))
  return classificationOf(
    'personal',
    [...people.flatMap(({ as }) => categoriesOf(as)), ...(young ? (['young-person'] as const) : [])],
    persons,
  )
}

/** What an agency holds of all of them together; why it may not share something stands in its own words. */
function replied(data: MaracResearch): ReplyOutcome | null {
  if (data.form === 'request') return null
  const of = (outcome: keyof typeof HELD) => data.people.some((one) => one.outcome === outcome)
  if (!of('cannot-share')) return { outcome: of('held') ? 'answered' : 'nothing-held', reason: null }
  return { outcome: of('held') ? 'partly-answered' : 'cannot-share', reason: null }
}

export const maracResearch = defineKind({
  kind: 'marac-research',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    // Of a request alone: findings are the answer.
    answer: HARM_TIMES,
    consent: null,
    marking: USUAL_MARKING,
    bases: {
      'uk-2010': [...USUAL_BASES['uk-2010'], 'common-law-harm'],
      'uk-2026': [...USUAL_BASES['uk-2026'], 'dpa-2018-sch1-18', 'common-law-harm'],
    },
    recipients: [
      'police',
      'probation',
      'social-care',
      'primary-care',
      'council',
      'social-landlord',
      'school',
      'voluntary-specialist',
    ],
  },
  schema: MaracResearch,
  example: researchExample,
  forms: {
    field: 'form',
    all: [
      {
        name: 'request',
        title: 'What is asked of each agency',
        schema: ResearchRequest,
        example: researchExample,
        exampleOn: () => researchExample,
      },
      {
        name: 'findings',
        title: 'What an agency holds',
        schema: ResearchFindings,
        example: findingsExample,
        exampleOn: () => findingsExample,
      },
    ],
    schema: Type.Union([ResearchRequest, ResearchFindings], { title: 'Research for a conference' }),
  },
  faults,
  render: (data, context) =>
    data.form === 'request' ? renderRequest(data, context) : renderFindings(data, context),
  classify,
  reply: replied,
  lastUse: ({ conference }) => conference.date,
  asks: ({ form }) => form === 'request',
  neededBefore: ({ conference }) => conference.date,
})
