import Type, { type Static } from 'typebox'
import { NOT_NEEDED } from '../consents.ts'
import type { Fault } from '../wire/check.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import type { Category } from '../wire/referral-fields.ts'
import { Choice, Choices } from './choices.ts'
import { classificationOf } from './classification.ts'
import { formatMoment, isBefore, Moment, Text } from './fields.ts'
import { type Classification, defineKind, USUAL_MARKING } from './kind.ts'
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
import { isYoung, Person, peopleParts } from './person.ts'

const STAGES = { arrest: 'On arrest', charge: 'On charge' } as const

/** What was found; whatever else a test comes to be for is said in words. */
const SUBSTANCES = {
  opiates: 'Opiates, such as heroin',
  cocaine: 'Cocaine, crack cocaine included',
  other: 'Other',
} as const

/** What it is told for. Compliance needs no consent; beyond that, only a specific concern for the public does without (S4 §3.1.1.1). */
const USES = {
  compliance: 'The required assessment, and what follows if it is kept or missed',
  'public-protection': 'A specific concern for the protection of the public as well',
} as const

const CLOSED = { additionalProperties: false } as const
const Appointment = Type.Object({ at: Moment, place: Line(300) }, CLOSED)

/**
 * The data of a notice to the criminal justice integrated team (F14, BP5): a positive drug test, and the assessment that the
 * police require because of it. It needs no consent; that the client was told is good practice, and said.
 */
export const DipNotice = Type.Object(
  {
    ownReference: Type.Optional(Line(60)),
    client: Person,
    test: Type.Object(
      {
        at: Moment,
        stage: Choice(STAGES),
        place: Line(200),
        triggerOffence: Line(300),
        substances: Choices(SUBSTANCES),
        otherSubstance: Type.Optional(Line(120)),
      },
      CLOSED,
    ),
    assessment: Type.Object({ initial: Appointment, followUp: Type.Optional(Appointment) }, CLOSED),
    restrictionOnBail: Type.Object(
      { imposed: Type.Boolean(), conditions: Type.Optional(Text(2000)), court: Type.Optional(Line(200)) },
      CLOSED,
    ),
    clientInformed: Type.Object({ informed: Type.Boolean(), whyNot: Type.Optional(Text(1000)) }, CLOSED),
    /**
     * The consent form of the Drug Interventions Record, on which worker and client confirm that the client understands what the
     * information is for and when confidence may be broken: the days on which each signed it.
     */
    consentForm: Type.Optional(
      Type.Object(
        { clientSigned: Type.Optional(CalendarDate), workerSigned: Type.Optional(CalendarDate) },
        CLOSED,
      ),
    ),
    /** Why treatment is told of without that form, such as a likely harm to the client or to another. */
    whyNoConsent: Type.Optional(Text(1000)),
    use: Choice(USES),
    /** What the concern rests on besides the test, which by itself is no reason to target anybody. */
    concern: Type.Optional(Text(2000)),
    /** Why it is shared: every case is considered by itself, on evidence (L15). */
    justification: Text(2000),
    caveats: Type.Optional(Text(2000)),
  },
  CLOSED,
)
export type DipNotice = Static<typeof DipNotice>

/** A filled form. Nobody in it exists. */
export const dipNoticeExample: DipNotice = {
  ownReference: 'SAMPLE-D-0001',
  client: {
    name: 'Placeholder Pat',
    aliases: ['Patch'],
    dateOfBirth: '1988-04-01',
    address: '1 Made-Up Court, Testville',
    contact: 'Telephone 01632 960003',
  },
  test: {
    at: { date: '2010-02-25', time: '23:40' },
    stage: 'arrest',
    place: 'Testville custody suite',
    triggerOffence: 'Theft from a shop in Nowhere Lane',
    substances: ['opiates', 'cocaine'],
  },
  assessment: {
    initial: { at: { date: '2010-03-03', time: '10:00' }, place: 'Sample House, Testville' },
    followUp: { at: { date: '2010-03-10', time: '10:00' }, place: 'Sample House, Testville' },
  },
  restrictionOnBail: { imposed: false },
  clientInformed: { informed: true },
  consentForm: { clientSigned: '2010-02-26', workerSigned: '2010-02-26' },
  use: 'compliance',
  justification:
    'The initial and the follow-up assessment were required of him on 25 February, and your team carries them out.',
  caveats: 'He gave two addresses; the one above is on his bail sheet.',
}

function faults(data: DipNotice): Fault[] {
  const { test, assessment, restrictionOnBail, clientInformed, use, concern } = data
  const found: Fault[] = []
  const fault = (path: string, message: string) => found.push({ path, message })
  const other = test.substances.includes('other')
  if (other && test.otherSubstance === undefined)
    fault('/test/otherSubstance', 'must say which other substance')
  if (!other && test.otherSubstance !== undefined) {
    fault('/test/otherSubstance', 'must be left out unless other is among the substances')
  }
  if (isBefore(assessment.initial.at, test.at)) {
    fault('/assessment/initial/at', 'must not be before the test that it was required after')
  }
  if (assessment.followUp !== undefined && isBefore(assessment.followUp.at, assessment.initial.at)) {
    fault('/assessment/followUp/at', 'must not be before the initial assessment')
  }
  if (restrictionOnBail.imposed && restrictionOnBail.conditions === undefined) {
    fault('/restrictionOnBail/conditions', 'must say what the conditions are, where bail is restricted')
  }
  if (!restrictionOnBail.imposed && (restrictionOnBail.conditions ?? restrictionOnBail.court) !== undefined) {
    fault('/restrictionOnBail/imposed', 'must be true, or the conditions and the court be left out')
  }
  if (!clientInformed.informed && clientInformed.whyNot === undefined) {
    fault('/clientInformed/whyNot', 'must say why the client was not told; telling them is good practice')
  }
  if (clientInformed.informed && clientInformed.whyNot !== undefined) {
    fault('/clientInformed/whyNot', 'must be left out where the client was told')
  }
  found.push(...consentFaults(data))
  if (use === 'public-protection' && concern === undefined) {
    fault(
      '/concern',
      'must say which specific concern there is besides the test: a positive test by itself is no reason to target anybody',
    )
  }
  if (use === 'compliance' && concern !== undefined) {
    fault('/concern', 'must be left out of a notice for compliance, or the use be public-protection')
  }
  return found
}

/**
 * A form that one of them has not signed is no consent. The test and the required assessment need none; treatment, which is told
 * of for the continuity of care, needs it or an exception (BP5).
 */
function consentFaults({ client, consentForm, whyNoConsent }: DipNotice): Fault[] {
  const found: Fault[] = []
  const tellsOfTreatment = (client.sensitive ?? []).some(({ type }) => type === 'drug-treatment')
  if (consentForm === undefined) {
    if (tellsOfTreatment && whyNoConsent === undefined) {
      found.push({
        path: '/consentForm',
        message:
          'must say when client and worker signed it, since this tells of treatment; or whyNoConsent must say why it is told all the same',
      })
    }
    return found
  }
  for (const [field, who] of [
    ['clientSigned', 'client'],
    ['workerSigned', 'worker'],
  ] as const) {
    if (consentForm[field] === undefined) {
      found.push({
        path: `/consentForm/${field}`,
        message: `must be the day on which the ${who} signed; until both have signed it the form is no consent, and is left out`,
      })
    }
  }
  if (whyNoConsent !== undefined) {
    found.push({ path: '/whyNoConsent', message: 'must be left out where the consent form was signed' })
  }
  return found
}

function testParts({ test }: DipNotice): Part[] {
  const substances = test.substances.map((code) =>
    code === 'other' ? (test.otherSubstance ?? SUBSTANCES.other) : SUBSTANCES[code],
  )
  return [
    field('Result', 'Positive'),
    field('Substances', substances.join('; ')),
    field('Tested', formatMoment(test.at)),
    field('Stage', STAGES[test.stage]),
    field('Place', test.place),
    field('Trigger offence', test.triggerOffence),
  ]
}

function assessmentParts({ assessment: { initial, followUp } }: DipNotice): Part[] {
  const appointment = ({ at, place }: typeof initial) => `${formatMoment(at)}, ${place}`
  return [
    field('Initial', appointment(initial)),
    ...optionalField('Follow-up', followUp && appointment(followUp)),
  ]
}

function render(data: DipNotice, context: RenderContext): Layout {
  const { restrictionOnBail, clientInformed, consentForm } = data
  return layOut('POSITIVE DRUG TEST AND REQUIRED ASSESSMENT', context, [
    {
      heading: 'CLIENT',
      parts: [
        ...peopleParts([data.client]),
        ...optionalField('Own reference', data.ownReference),
        field('Told of this', clientInformed.informed ? 'Yes' : 'NO. The client was not told.'),
        ...optionalField('Why not', clientInformed.whyNot),
        ...optionalField('Client consented', consentForm?.clientSigned),
        ...optionalField('Worker signed', consentForm?.workerSigned),
        ...optionalField('No consent', data.whyNoConsent),
      ],
    },
    { heading: 'TEST', parts: testParts(data) },
    { heading: 'REQUIRED ASSESSMENT', parts: assessmentParts(data) },
    {
      heading: 'RESTRICTION ON BAIL',
      parts: [
        field('Imposed', restrictionOnBail.imposed ? 'Yes' : 'No'),
        ...optionalField('Court', restrictionOnBail.court),
        ...optionalField('Conditions', restrictionOnBail.conditions),
      ],
    },
    { heading: 'WHAT IT IS TOLD FOR', parts: [field('Use', USES[data.use])] },
    ...textSection('THE CONCERN', data.concern),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
    {
      heading: 'HOW TO HANDLE THIS',
      parts: [
        text(
          'Use it for the assessment and for treatment. Do not target this person on the strength of a positive test alone. Sharing it further needs their informed consent, or a specific concern for the protection of the public.',
        ),
      ],
    },
  ])
}

/** A trigger offence is alleged of whoever is tested. */
function classify({ client, test }: DipNotice): Classification {
  const categories: Category[] = ['suspected-perpetrator']
  if (isYoung(client, test.at.date)) categories.push('young-person')
  return classificationOf('personal', categories, [client])
}

export const dipNotice = defineKind({
  kind: 'dip-notice',
  // The consent form and the record of the interview stay with the team that made them.
  attachmentsAllowed: false,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    answer: null,
    consent: NOT_NEEDED,
    marking: USUAL_MARKING,
    bases: {
      'uk-2010': ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7', 'dpa-1998-s29'],
      // Consent is not needed whether or not asking would prejudice anything, so it rests on the function that the law gives.
      'uk-2026': ['cda-1998-s115', 'uk-gdpr-art6-1e', 'dpa-2018-sch1-6'],
    },
    recipients: ['drug-action'],
  },
  schema: DipNotice,
  example: dipNoticeExample,
  faults,
  render,
  classify,
})
