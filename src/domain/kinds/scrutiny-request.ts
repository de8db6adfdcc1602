import Type, { type Static } from 'typebox'
import { NOT_NEEDED } from '../consents.ts'
import type { Fault } from '../wire/check.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import { Category } from '../wire/referral-fields.ts'
import { Choice } from './choices.ts'
import { classificationOf } from './classification.ts'
import { Text } from './fields.ts'
import { type Classification, defineKind, USUAL_MARKING } from './kind.ts'
import { field, type Layout, layOut, optionalField, type RenderContext, text, textSection } from './layout.ts'
import { isYoung, peopleParts, personFields } from './person.ts'

/** Whether people are to be identified in the answer: the first condition of the duty (L6). */
const IDENTIFICATION = {
  none: 'Depersonalised information is asked for',
  necessary: 'Somebody must be identified: the committee cannot exercise its powers otherwise',
  appropriate: 'It is appropriate that somebody is identified, for the committee to exercise its powers',
} as const

/** What the information relates to: the duty covers nothing else. */
const RELATES_TO = {
  'authority-functions': "The authority's functions of crime and disorder",
  'committee-review': 'What the committee reviews and scrutinises',
} as const

const CLOSED = { additionalProperties: false } as const
const Subject = Type.Object(
  { ...personFields, roles: Type.Array(Category, { minItems: 1, maxItems: 6, uniqueItems: true }) },
  CLOSED,
)

/**
 * The data of a crime and disorder committee's request (F15, L6): what it reviews, what it asks, and its two conditions.
 * The second, that nothing is prejudiced, the committee confirms of its request, and whoever answers judges of the answer.
 * By when is in the manifest, once.
 */
export const ScrutinyRequest = Type.Object(
  {
    committee: Type.Object({ name: Line(200), council: Line(200), contact: Line(200) }, CLOSED),
    requestedOn: CalendarDate,
    /** When the committee meets on it. */
    meetingDate: Type.Optional(CalendarDate),
    review: Text(2000),
    relatesTo: Choice(RELATES_TO),
    questions: Type.Array(Text(500), { minItems: 1, maxItems: 20 }),
    identification: Choice(IDENTIFICATION),
    whyIdentified: Type.Optional(Text(2000)),
    subjects: Type.Optional(Type.Array(Subject, { minItems: 1, maxItems: 10 })),
    prejudicesProceedings: Type.Boolean(),
    prejudicesOperations: Type.Boolean(),
    whyNeeded: Text(2000),
    whatWeWillSendBack: Text(2000),
    caveats: Type.Optional(Text(2000)),
  },
  CLOSED,
)
export type ScrutinyRequest = Static<typeof ScrutinyRequest>

/** A filled form. Nobody in it exists. */
export const scrutinyRequestExample: ScrutinyRequest = {
  committee: {
    name: 'Crime and disorder scrutiny committee',
    council: 'Testville Council',
    contact: 'Placeholder Pat, clerk to the committee, telephone 01632 960020',
  },
  requestedOn: '2010-02-26',
  meetingDate: '2010-04-15',
  review: 'How anti-social behaviour outside shops is answered in the evenings.',
  relatesTo: 'authority-functions',
  questions: [
    'How many reports were there in each ward and month of 2009?',
    'How many were answered within an hour, and what were the reasons where they were not?',
  ],
  identification: 'none',
  prejudicesProceedings: false,
  prejudicesOperations: false,
  whyNeeded: 'To recommend whether wardens should work later, in which wards, and until when.',
  whatWeWillSendBack: 'The draft report two weeks before it is published, and the recommendations.',
  caveats: 'Ward boundaries changed in May 2009; say which you have counted by.',
}

function faults(data: ScrutinyRequest): Fault[] {
  const { identification, whyIdentified, subjects } = data
  const found: Fault[] = []
  const fault = (path: string, message: string) => found.push({ path, message })
  if (identification === 'none' && whyIdentified !== undefined) {
    fault('/whyIdentified', 'must be left out where depersonalised information is asked for')
  }
  if (identification === 'none' && subjects !== undefined) {
    fault(
      '/subjects',
      'must be left out where depersonalised information is asked for: that names nobody, and so does the request',
    )
  }
  if (identification !== 'none' && whyIdentified === undefined) {
    fault('/whyIdentified', 'must say why the committee cannot do its work without identifying somebody')
  }
  if (data.prejudicesProceedings) {
    fault(
      '/prejudicesProceedings',
      'must be false: what would prejudice legal proceedings is not asked for. Ask for less, or once they are over',
    )
  }
  if (data.prejudicesOperations) {
    fault(
      '/prejudicesOperations',
      'must be false: what would prejudice current or future operations is not asked for. Ask for less, or later',
    )
  }
  if (data.meetingDate !== undefined && data.meetingDate < data.requestedOn) {
    fault('/meetingDate', 'must not be before the day of the request')
  }
  return found
}

function render(data: ScrutinyRequest, context: RenderContext): Layout {
  const { committee, subjects = [] } = data
  return layOut('REQUEST OF A CRIME AND DISORDER COMMITTEE', context, [
    {
      heading: 'COMMITTEE',
      parts: [
        field('Name', committee.name),
        field('Council', committee.council),
        field('Contact', committee.contact),
        field('Requested on', data.requestedOn),
        ...optionalField('Meets on', data.meetingDate),
      ],
    },
    {
      heading: 'WHAT IT REVIEWS',
      parts: [text(data.review), field('Relates to', RELATES_TO[data.relatesTo])],
    },
    {
      heading: 'QUESTIONS',
      parts: data.questions.map((question, place) => field(`Question ${place + 1}`, question)),
    },
    {
      heading: 'THE TWO CONDITIONS',
      parts: [
        field('Identification', IDENTIFICATION[data.identification]),
        ...optionalField('Why', data.whyIdentified),
        field(
          'Prejudice',
          'The committee says that this asks for nothing that would prejudice legal proceedings, or current or future operations.',
        ),
      ],
    },
    ...(subjects.length === 0
      ? []
      : [
          {
            heading: 'ABOUT',
            parts: peopleParts(subjects, ({ roles }) => [
              field('Concerned as', roles.join('; ').replaceAll('-', ' ')),
            ]),
          },
        ]),
    ...textSection('WHY WE NEED IT', data.whyNeeded),
    ...textSection('WHAT WE WILL SEND BACK', data.whatWeWillSendBack),
    ...textSection('CAVEATS', data.caveats),
    {
      heading: 'HOW TO ANSWER',
      parts: [
        text(
          `Reply to this message, encrypted to the address it came from. Responsible authorities and co-operating bodies are under a duty to share (Crime and Disorder (Overview and Scrutiny) Regulations 2009). ${
            data.identification === 'none'
              ? 'Identify nobody.'
              : 'Identify nobody whom the committee has no need to know.'
          } Leave out what would prejudice legal proceedings or operations, and say that you have left something out.`,
        ),
      ],
    },
  ])
}

function classify({ requestedOn, subjects = [] }: ScrutinyRequest): Classification {
  const young = subjects.some((subject) => isYoung(subject, requestedOn))
  const roles = subjects.flatMap((subject) => subject.roles)
  return classificationOf('none', young ? [...roles, 'young-person'] : roles, subjects)
}

export const scrutinyRequest = defineKind({
  kind: 'scrutiny-request',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'performance-monitoring',
    urgency: 'routine',
    // The regulations of 2009 know 28 days. Fifteen working days are never more, whatever bank holidays there are.
    answer: { routine: 15, urgent: 5, immediate: 1 },
    consent: NOT_NEEDED,
    marking: USUAL_MARKING,
    // It names nobody, so it needs no basis (L14). The duty is that of whoever answers, and named there.
    bases: { 'uk-2010': [], 'uk-2026': [] },
    recipients: ['police', 'probation', 'fire', 'primary-care', 'council'],
  },
  schema: ScrutinyRequest,
  example: scrutinyRequestExample,
  faults,
  render,
  classify,
  neededBefore: ({ meetingDate }) => meetingDate,
})
