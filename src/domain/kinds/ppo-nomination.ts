import Type, { type Static } from 'typebox'
import { USUAL_TIMES } from '../answer-times.ts'
import type { Fault } from '../wire/check.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import type { Category } from '../wire/referral-fields.ts'
import { Choice } from './choices.ts'
import { classificationOf } from './classification.ts'
import { Text } from './fields.ts'
import { type Classification, defineKind, USUAL_BASES, USUAL_MARKING } from './kind.ts'
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
import { isYoung, Person, peopleParts } from './person.ts'
import { ppoNominationExample } from './ppo-nomination-example.ts'
import { NOT_HELD, notKnownParts } from './standard-items.ts'

const SENTENCES = {
  custody: 'Custody',
  'community-order': 'Community order',
  supervision: 'Other supervision',
} as const

const ASSESSMENTS = {
  oasys: 'OASys',
  yois: 'YOIS',
} as const

/** Where an offender of the scheme is, and how closely the police attend to them (S4 §3.2.7). */
const STATUSES = {
  'in-custody': 'In custody',
  'proactive-targeting': 'In the community, subject to proactive targeting by the police',
  'basic-monitoring': 'In the community, subject only to basic monitoring',
  'not-in-scheme': 'In the community, not in the scheme yet',
} as const

const CLOSED = { additionalProperties: false } as const

/**
 * The data of a nomination to a scheme for prolific and other priority offenders (BP4), by its standard items. An item on
 * which the nominating agency holds nothing is left out, and its reader is told so; the others hold what is missing.
 */
export const PpoNomination = Type.Object(
  {
    nominatedOn: CalendarDate,
    offender: Person,
    schemeReference: Type.Optional(Line(60)),
    status: Choice(STATUSES),
    criminalHistory: Type.Object(
      {
        /** The last offence that they were convicted of. */
        lastConviction: Type.Optional(
          Type.Object({ date: CalendarDate, offence: Line(300), sentence: Type.Optional(Line(300)) }, CLOSED),
        ),
        recentOffences: Type.Optional(Text(4000)),
        summary: Type.Optional(Text(4000)),
      },
      CLOSED,
    ),
    previousSentences: Type.Optional(
      Type.Array(
        Type.Object(
          {
            sort: Choice(SENTENCES),
            from: CalendarDate,
            to: Type.Optional(CalendarDate),
            details: Type.Optional(Text(1000)),
          },
          CLOSED,
        ),
        { maxItems: 30 },
      ),
    ),
    assessment: Type.Optional(
      Type.Object({ system: Choice(ASSESSMENTS), date: CalendarDate, text: Text(4000) }, CLOSED),
    ),
    drugsAndAlcohol: Type.Optional(Text(2000)),
    treatment: Type.Optional(Text(2000)),
    housing: Type.Optional(Text(2000)),
    educationAndOccupation: Type.Optional(Text(2000)),
    releaseDate: Type.Optional(CalendarDate),
    requestedAction: Text(2000),
    /** Why it is shared: every case is considered by itself, on evidence (L15). */
    justification: Text(2000),
    caveats: Type.Optional(Text(2000)),
  },
  CLOSED,
)
export type PpoNomination = Static<typeof PpoNomination>

function faults(data: PpoNomination): Fault[] {
  const { nominatedOn, status, criminalHistory, previousSentences = [], assessment, releaseDate } = data
  const { lastConviction, recentOffences, summary } = criminalHistory
  const found: Fault[] = []
  if (lastConviction === undefined && recentOffences === undefined && summary === undefined) {
    found.push({
      path: '/criminalHistory',
      message: 'must say something of the offences that make this a priority',
    })
  }
  if (lastConviction !== undefined && lastConviction.date > nominatedOn) {
    found.push({
      path: '/criminalHistory/lastConviction/date',
      message: 'must not be after the day of the nomination',
    })
  }
  for (const [place, { from, to }] of previousSentences.entries()) {
    if (to !== undefined && to < from) {
      found.push({ path: `/previousSentences/${place}/to`, message: 'must not be before its beginning' })
    }
  }
  if (assessment !== undefined && assessment.date > nominatedOn) {
    found.push({ path: '/assessment/date', message: 'must not be after the day of the nomination' })
  }
  if (releaseDate !== undefined && status !== 'in-custody') {
    found.push({
      path: '/releaseDate',
      message: 'must be left out of somebody who is not in custody',
    })
  }
  if (releaseDate !== undefined && status === 'in-custody' && releaseDate < nominatedOn) {
    found.push({
      path: '/releaseDate',
      message: 'must not be before the nomination of somebody who is in custody',
    })
  }
  return found
}

/** A standard item: its text, or that nothing is held on it. */
function item(heading: string, words: string | undefined): Section {
  return { heading, parts: [text(words ?? NOT_HELD)] }
}

function historyParts({ criminalHistory, previousSentences = [] }: PpoNomination): Part[] {
  const { lastConviction, recentOffences, summary } = criminalHistory
  return [
    field(
      'Last conviction',
      lastConviction === undefined ? NOT_HELD : `${lastConviction.date}: ${lastConviction.offence}`,
    ),
    ...optionalField('Sentenced to', lastConviction?.sentence),
    field('Recent offences', recentOffences ?? NOT_HELD),
    ...optionalField('Summary', summary),
    gap,
    ...(previousSentences.length === 0
      ? [field('Sentences', NOT_HELD)]
      : previousSentences.flatMap(({ sort, from, to, details }, place) => [
          field(
            `Sentence ${place + 1}`,
            `${SENTENCES[sort]}, from ${from}${to === undefined ? '' : ` to ${to}`}`,
          ),
          ...optionalField('Details', details),
        ])),
  ]
}

function render(data: PpoNomination, context: RenderContext): Layout {
  const { offender, assessment } = data
  return layOut('NOMINATION OF A PROLIFIC OR OTHER PRIORITY OFFENDER', context, [
    {
      heading: 'NOMINATION',
      parts: [
        field('Date', data.nominatedOn),
        ...optionalField('Scheme reference', data.schemeReference),
        field('Status', STATUSES[data.status]),
        ...optionalField('Custody release', data.releaseDate),
      ],
    },
    { heading: 'OFFENDER', parts: peopleParts([offender], notKnownParts) },
    { heading: 'CRIMINAL HISTORY', parts: historyParts(data) },
    {
      heading: 'ASSESSMENT',
      parts: assessment
        ? [field('Assessed', `${ASSESSMENTS[assessment.system]}, ${assessment.date}`), text(assessment.text)]
        : [text(NOT_HELD)],
    },
    item('DRUG AND ALCOHOL USE', data.drugsAndAlcohol),
    item('DRUG AND ALCOHOL TREATMENT', data.treatment),
    item('HOUSING', data.housing),
    item('EDUCATION AND OCCUPATION', data.educationAndOccupation),
    ...textSection('WHAT IS ASKED OF YOU', data.requestedAction),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
  ])
}

/** It tells of offences and sentences, so the offender is told of as suspected of them: the manifest has no nearer word. */
function classify({ nominatedOn, offender }: PpoNomination): Classification {
  const categories: Category[] = ['suspected-perpetrator']
  if (isYoung(offender, nominatedOn)) categories.push('young-person')
  return classificationOf('personal', categories, [offender])
}

export const ppoNomination = defineKind({
  kind: 'ppo-nomination',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    answer: USUAL_TIMES,
    consent: null,
    marking: USUAL_MARKING,
    bases: USUAL_BASES,
    recipients: [
      'police',
      'probation',
      'youth-offending',
      'drug-action',
      'council',
      'social-landlord',
      'primary-care',
    ],
  },
  schema: PpoNomination,
  example: ppoNominationExample,
  faults,
  render,
  classify,
})
