import Type, { type Static } from 'typebox'
import { USUAL_TIMES } from '../answer-times.ts'
import type { Fault } from '../wire/check.ts'
import { Line } from '../wire/primitives.ts'
import { Category } from '../wire/referral-fields.ts'
import { classificationOf } from './classification.ts'
import { dataAskedFor, dataSections, faultsOfDataAskedFor } from './data-asked-for.ts'
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
  text,
  textSection,
} from './layout.ts'
import { peopleParts, personFields } from './person.ts'

const Subject = Type.Object(
  { ...personFields, roles: Type.Array(Category, { minItems: 1, maxItems: 6, uniqueItems: true }) },
  { additionalProperties: false },
)

/**
 * The data of a request for information (F3, F9, F10): about whom or where, what is asked, why it helps (PR1),
 * what the answering agency gets back (PR2) and, where data are asked for, which. By when is in the manifest, once.
 */
export const InformationRequest = Type.Object(
  {
    /** What the early intervention, or other work, is meant to achieve. */
    purpose: Text(2000),
    subjects: Type.Optional(Type.Array(Subject, { maxItems: 10 })),
    location: Type.Optional(Line(300)),
    questions: Type.Array(Text(500), { minItems: 1, maxItems: 20 }),
    ...dataAskedFor,
    whyNeeded: Text(2000),
    whatWeWillSendBack: Text(2000),
    caveats: Type.Optional(Text(2000)),
  },
  { additionalProperties: false },
)
export type InformationRequest = Static<typeof InformationRequest>

const example: InformationRequest = {
  purpose: 'Early intervention with a young person at the edge of a group before any order is sought.',
  subjects: [
    {
      name: 'Placeholder Pat',
      aliases: ['Patch'],
      dateOfBirth: '1994-04-01',
      youngPerson: true,
      address: '1 Made-Up Court, Testville',
      roles: ['suspected-perpetrator', 'young-person'],
    },
  ],
  questions: [
    'Are you already working with this person, and who leads?',
    'Is there anything that a visiting officer should know for the safety of either?',
    'Which support has been offered, and was it taken up?',
    'Is this person in trouble alone, or only with the group?',
  ],
  definitions: [
    { term: 'The group', meaning: 'Whoever was stopped with this person twice or more since September.' },
  ],
  hypotheses: ['There is trouble only when the group meets, and so on Friday and Saturday evenings.'],
  datasets: [
    {
      name: 'Your records of incidents that name this person',
      period: { from: '2009-09-01', to: '2010-02-28' },
      area: 'Testville, the ward around Made-Up Court',
      fields: ['Day', 'Time', 'Place', 'Whether others of the group were there'],
      tests: [1],
    },
  ],
  supply: { format: 'comma-delimited', howOften: 'once' },
  whyNeeded:
    'To choose between an acceptable behaviour contract and a referral to support, and not to duplicate what you do.',
  whatWeWillSendBack: 'The outcome of the panel, and the dates of any contract that is signed.',
}

function subjectParts({ subjects = [], location }: InformationRequest): Part[] {
  const people = peopleParts(subjects, ({ roles }) => [
    field('Concerned as', roles.join('; ').replaceAll('-', ' ')),
  ])
  const place = optionalField('Place', location)
  return people.length > 0 && place.length > 0 ? [...people, gap, ...place] : [...people, ...place]
}

/** What more whoever supplies data is told: the least that serves (T2), and to say how long it takes (S4 §4.3, step 4). */
const OF_DATA =
  'Of the data, supply the fields, the period and the area that are asked for, and no more. If extracting them takes longer, reply all the same and say by when you can supply them.'

function render(data: InformationRequest, context: RenderContext): Layout {
  const about = subjectParts(data)
  return layOut('REQUEST FOR INFORMATION', context, [
    ...textSection('WHAT IT IS FOR', data.purpose),
    ...(about.length === 0 ? [] : [{ heading: 'ABOUT', parts: about }]),
    {
      heading: 'QUESTIONS',
      parts: data.questions.map((question, place) => field(`Question ${place + 1}`, question)),
    },
    ...dataSections(data),
    ...textSection('WHY WE NEED IT', data.whyNeeded),
    ...textSection('WHAT WE WILL SEND BACK', data.whatWeWillSendBack),
    ...textSection('CAVEATS', data.caveats),
    {
      heading: 'HOW TO ANSWER',
      parts: [
        text(
          'Reply to this message, encrypted to the address it came from. Say so too if you hold nothing. Say what is doubtful or out of date; that is no reason to withhold it.',
        ),
        ...(data.datasets === undefined ? [] : [text(OF_DATA)]),
      ],
    },
  ])
}

function classify({ subjects = [] }: InformationRequest): Classification {
  const young = subjects.some((subject) => subject.youngPerson === true)
  const roles = subjects.flatMap((subject) => subject.roles)
  return classificationOf('none', young ? [...roles, 'young-person'] : roles, subjects)
}

/** Data may be asked for of a whole area, about nobody in particular. */
function faults(data: InformationRequest): Fault[] {
  const { subjects = [], location, datasets } = data
  const found = faultsOfDataAskedFor(data)
  if (subjects.length > 0 || location !== undefined || datasets !== undefined) return found
  return [
    {
      path: '/subjects',
      message: 'must name a person, unless a location is given or a dataset is asked for',
    },
    ...found,
  ]
}

export const informationRequest = defineKind({
  kind: 'information-request',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    answer: USUAL_TIMES,
    consent: null,
    marking: USUAL_MARKING,
    bases: USUAL_BASES,
    recipients: ['police', 'youth-offending', 'drug-action', 'social-care', 'school'],
  },
  schema: InformationRequest,
  example,
  faults,
  render,
  classify,
})
