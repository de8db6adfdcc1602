import Type, { type Static } from 'typebox'
import { HARM_TIMES } from '../answer-times.ts'
import { isUnder18 } from '../day.ts'
import type { Fault } from '../wire/check.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import { Choice, Choices } from './choices.ts'
import { classificationOf } from './classification.ts'
import { formatMoment, Moment, Text } from './fields.ts'
import { type AttachedFile, type Classification, defineKind, USUAL_BASES, USUAL_MARKING } from './kind.ts'
import {
  field,
  type Layout,
  layOut,
  noneField,
  optionalField,
  type Part,
  type RenderContext,
  text,
  textSection,
} from './layout.ts'
import { abuseFields, abuseParts, KNOWN, Known } from './marac.ts'
import { maracReferralExample } from './marac-referral-example.ts'
import { isYoung, Person, peopleParts, personFields } from './person.ts'
import { notKnownParts } from './standard-items.ts'

/** Why a case is heard, as the forms in use have it. */
const CRITERIA = {
  'professional-judgement': 'Professional judgement',
  'visible-high-risk': 'Visible high risk',
  'potential-escalation': 'Potential escalation',
} as const

/** Ticks on the risk checklist that are visible high risk, and incidents in twelve months that are escalation. */
const HIGH_RISK_TICKS = 14
const ESCALATING_INCIDENTS = 3

const ABUSE = {
  physical: 'Physical',
  sexual: 'Sexual',
  emotional: 'Emotional or psychological',
  'controlling-or-coercive': 'Controlling or coercive',
  financial: 'Financial',
  'stalking-or-harassment': 'Stalking or harassment',
  'honour-based': 'So-called honour-based',
  'forced-marriage': 'Forced marriage',
  other: 'Other',
} as const

const CONSENT = {
  given: 'Given',
  refused: 'Refused',
  'not-asked': 'Not asked',
} as const

const CLOSED = { additionalProperties: false } as const

/**
 * The data of a referral to a multi-agency risk assessment conference (F20, BP2): why it is to be heard, the victim and how
 * they can be reached in safety, the offenders, the children at risk, the abuse. `victimConsent` is the victim's alone; the
 * manifest says what the sharing as a whole rests on, and nobody asks the offender.
 */
export const MaracReferral = Type.Object(
  {
    referredOn: CalendarDate,
    referrer: Type.Object(
      { name: Line(120), position: Line(120), agency: Line(200), contact: Line(200) },
      CLOSED,
    ),
    ownReference: Type.Optional(Line(60)),
    crimeReference: Type.Optional(Line(60)),
    risk: Type.Object(
      {
        criteria: Choices(CRITERIA),
        /** On the risk indicator checklist. */
        ticks: Type.Optional(Type.Integer({ minimum: 0, maximum: 50, description: 'a number from 0 to 50' })),
        /** In the last twelve months. */
        incidents: Type.Optional(
          Type.Integer({ minimum: 0, maximum: 999, description: 'a number from 0 to 999' }),
        ),
        judgement: Type.Optional(Text(2000)),
        /** The name of the attached checklist. */
        checklist: Type.Optional(Line(200)),
        /** When a conference heard the case last. */
        lastHeard: Type.Optional(CalendarDate),
      },
      CLOSED,
    ),
    victim: Type.Object(
      {
        ...personFields,
        /** How, when and through whom; who is safe to talk to, and who is not. */
        safeToContact: Line(300),
        safeToLeaveMessage: Type.Boolean(),
        knowsOfReferral: Type.Boolean(),
        wantsPolice: Type.Optional(Known),
        interpreter: Type.Optional(Line(120)),
      },
      CLOSED,
    ),
    offenders: Type.Array(Type.Object({ ...personFields, relationship: Line(120) }, CLOSED), {
      minItems: 1,
      maxItems: 10,
    }),
    childrenAtRisk: Type.Array(
      Type.Object({ ...personFields, relationship: Line(120), school: Type.Optional(Line(200)) }, CLOSED),
      { maxItems: 20 },
    ),
    otherPeople: Type.Optional(Type.Array(Person, { maxItems: 10 })),
    abuse: Type.Object(
      { sorts: Choices(ABUSE), details: Text(10_000), latest: Type.Optional(Moment), ...abuseFields },
      CLOSED,
    ),
    otherConcerns: Type.Optional(Text(4000)),
    stepsTaken: Type.Optional(Text(2000)),
    victimConsent: Type.Object({ state: Choice(CONSENT), whyWithout: Type.Optional(Text(2000)) }, CLOSED),
    requestedAction: Text(2000),
    /** Why it is shared: every case is considered by itself, on evidence (L15). */
    justification: Text(2000),
    caveats: Type.Optional(Text(2000)),
  },
  CLOSED,
)
export type MaracReferral = Static<typeof MaracReferral>

function faults({ referredOn, risk, childrenAtRisk, abuse, victimConsent }: MaracReferral): Fault[] {
  const found: Fault[] = []
  const { criteria, ticks = 0, incidents = 0, judgement, lastHeard } = risk
  if (criteria.includes('visible-high-risk') && ticks < HIGH_RISK_TICKS) {
    found.push({
      path: '/risk/ticks',
      message: `must be at least ${HIGH_RISK_TICKS} for visible high risk; with fewer, choose professional judgement and say why`,
    })
  }
  if (criteria.includes('potential-escalation') && incidents < ESCALATING_INCIDENTS) {
    found.push({
      path: '/risk/incidents',
      message: `must be at least ${ESCALATING_INCIDENTS} in twelve months for potential escalation`,
    })
  }
  if (criteria.includes('professional-judgement') && judgement === undefined) {
    found.push({ path: '/risk/judgement', message: 'must say what the professional judgement rests on' })
  }
  if (lastHeard !== undefined && lastHeard > referredOn) {
    found.push({ path: '/risk/lastHeard', message: 'must not be after the day of the referral' })
  }
  for (const [place, { dateOfBirth }] of childrenAtRisk.entries()) {
    if (dateOfBirth !== undefined && !isUnder18(dateOfBirth, referredOn)) {
      found.push({
        path: `/childrenAtRisk/${place}/dateOfBirth`,
        message: 'is of somebody of 18 or over: name them among otherPeople, or correct it',
      })
    }
  }
  if (abuse.latest !== undefined && abuse.latest.date > referredOn) {
    found.push({ path: '/abuse/latest', message: 'must not be after the day of the referral' })
  }
  if (victimConsent.state !== 'given' && victimConsent.whyWithout === undefined) {
    found.push({
      path: '/victimConsent/whyWithout',
      message: "must say why it is shared without the victim's consent",
    })
  }
  if (victimConsent.state === 'given' && victimConsent.whyWithout !== undefined) {
    found.push({
      path: '/victimConsent/whyWithout',
      message: 'must be left out where the victim has consented',
    })
  }
  return found
}

function attachmentFaults(
  { risk: { checklist } }: MaracReferral,
  attached: readonly AttachedFile[],
): Fault[] {
  if (checklist === undefined || attached.some(({ name }) => name === checklist)) return []
  return [
    {
      path: '/risk/checklist',
      message: 'No attached file has this name. Attach the risk checklist, or correct the name.',
    },
  ]
}

function riskParts({ referredOn, referrer, ownReference, crimeReference, risk }: MaracReferral): Part[] {
  return [
    field('Date', referredOn),
    field('Referred by', `${referrer.name}, ${referrer.position}, ${referrer.agency}`),
    field('Contact', referrer.contact),
    ...optionalField('Own reference', ownReference),
    ...optionalField('Crime reference', crimeReference),
    field('Criteria', risk.criteria.map((code) => CRITERIA[code]).join('; ')),
    ...optionalField('Ticks', risk.ticks?.toString()),
    ...optionalField(
      'Incidents',
      risk.incidents === undefined ? undefined : `${risk.incidents} in the last twelve months`,
    ),
    ...optionalField('Judgement', risk.judgement),
    ...optionalField('Checklist', risk.checklist && `Attached as ${risk.checklist}`),
    ...optionalField('Last heard', risk.lastHeard),
  ]
}

function victimParts(victim: MaracReferral['victim']): Part[] {
  return [
    ...peopleParts([victim], notKnownParts),
    field('Leave a message', victim.safeToLeaveMessage ? 'Yes' : 'NO. It is not safe to leave a message.'),
    field('Knows of this', victim.knowsOfReferral ? 'Yes' : 'NO. The victim has not been told.'),
    ...optionalField('Wants the police', victim.wantsPolice && KNOWN[victim.wantsPolice]),
    ...optionalField('Interpreter', victim.interpreter),
  ]
}

function render(data: MaracReferral, context: RenderContext): Layout {
  const { victim, offenders, childrenAtRisk, otherPeople = [], abuse, victimConsent } = data
  return layOut('REFERRAL TO A MULTI-AGENCY RISK ASSESSMENT CONFERENCE', context, [
    { heading: 'REFERRAL', parts: riskParts(data) },
    { heading: 'VICTIM', parts: victimParts(victim) },
    {
      heading: 'OFFENDERS',
      parts: peopleParts(offenders, (offender) => [
        field('Relationship', offender.relationship),
        ...notKnownParts(offender),
      ]),
    },
    {
      heading: 'CHILDREN AT RISK',
      parts:
        childrenAtRisk.length === 0
          ? [noneField('Known', 'None are known.')]
          : peopleParts(childrenAtRisk, (child) => [
              field('Relationship', child.relationship),
              ...optionalField('School', child.school),
              ...notKnownParts(child),
            ]),
    },
    ...(otherPeople.length === 0 ? [] : [{ heading: 'OTHER PEOPLE', parts: peopleParts(otherPeople) }]),
    {
      heading: 'THE ABUSE',
      parts: [
        field('Sort', abuse.sorts.map((code) => ABUSE[code]).join('; ')),
        ...optionalField('Latest', abuse.latest && formatMoment(abuse.latest)),
        ...abuseParts(abuse),
        text(abuse.details),
      ],
    },
    ...textSection('OTHER MATTERS OF CONCERN', data.otherConcerns),
    ...textSection('WHAT HAS BEEN DONE', data.stepsTaken),
    {
      heading: "THE VICTIM'S CONSENT",
      parts: [
        field('Consent', CONSENT[victimConsent.state]),
        ...optionalField('Why without', victimConsent.whyWithout),
      ],
    },
    ...textSection('WHAT IS ASKED OF YOU', data.requestedAction),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
    {
      heading: 'HOW TO HANDLE THIS',
      parts: [
        text(
          'Reach the victim only as it is said above to be safe. Do not let the offender, or anybody who might tell them, know of this referral.',
        ),
      ],
    },
  ])
}

function classify(data: MaracReferral): Classification {
  const { referredOn, victim, offenders, childrenAtRisk, otherPeople = [] } = data
  const people = [victim, ...offenders, ...childrenAtRisk, ...otherPeople]
  const young = childrenAtRisk.length > 0 || people.some((person) => isYoung(person, referredOn))
  return classificationOf(
    'personal',
    [
      'victim',
      'suspected-perpetrator',
      ...(young ? (['young-person'] as const) : []),
      ...(otherPeople.length > 0 ? (['other-subject'] as const) : []),
    ],
    people,
  )
}

export const maracReferral = defineKind({
  kind: 'marac-referral',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'urgent',
    answer: HARM_TIMES,
    consent: null,
    marking: USUAL_MARKING,
    bases: {
      'uk-2010': [...USUAL_BASES['uk-2010'], 'common-law-harm'],
      'uk-2026': [...USUAL_BASES['uk-2026'], 'dpa-2018-sch1-18', 'common-law-harm'],
    },
    recipients: ['police', 'probation', 'social-care', 'primary-care', 'council', 'voluntary-specialist'],
  },
  schema: MaracReferral,
  example: maracReferralExample,
  faults,
  attachmentFaults,
  render,
  classify,
})
