import { USUAL_TIMES } from '../answer-times.ts'
import { ageOn } from '../orders/period.ts'
import type { Fault } from '../wire/check.ts'
import { behaviourFaults } from './behaviour.ts'
import { classificationOf } from './classification.ts'
import { earlyInterventionExample } from './early-intervention-example.ts'
import { EarlyIntervention } from './early-intervention-schema.ts'
import { renderEarlyIntervention } from './early-intervention-text.ts'
import { defineKind, USUAL_BASES, USUAL_MARKING } from './kind.ts'

/** The ages that prevention panels take, both included (Solihull). */
const AGES = { least: 8, most: 17 }
/** From this age the young person agrees too (Northamptonshire). */
const AGREES_FROM = 13
/** How many of the factors there should be (Solihull; youth inclusion and support panels). */
const FACTORS = 4

function faults(data: EarlyIntervention): Fault[] {
  const { youngPerson, referredOn, riskFactors, judgement } = data
  const found = behaviourFaults(data.behaviour, '/behaviour')
  const age = ageOn(youngPerson.dateOfBirth, referredOn)
  if (age < AGES.least || age > AGES.most) {
    found.push({
      path: '/youngPerson/dateOfBirth',
      message: `must be of somebody from ${AGES.least} to ${AGES.most} years old on the day of the referral. Share what there is about others as a concern`,
    })
  }
  if (riskFactors.length < FACTORS && judgement === undefined) {
    found.push({
      path: '/riskFactors',
      message: `must name at least ${FACTORS} factors, unless judgement says why help is needed all the same`,
    })
  }
  return [...found, ...consentFaults(data, age)]
}

/** Early intervention is voluntary: there is none without the agreement of a parent, and of who is old enough to agree. */
function consentFaults({ youngPerson, carers, referredOn }: EarlyIntervention, age: number): Fault[] {
  const found: Fault[] = []
  if (
    !carers.some(({ parentalResponsibility, agreedOn }) => parentalResponsibility && agreedOn !== undefined)
  ) {
    found.push({
      path: '/carers',
      message:
        'must show that somebody with parental responsibility has agreed, and on which day (agreedOn). Without that, share what the law lets you as a concern',
    })
  }
  if (age >= AGREES_FROM && youngPerson.agreedOn === undefined) {
    found.push({
      path: '/youngPerson/agreedOn',
      message: `is missing: from ${AGREES_FROM} years old the young person has to agree as well`,
    })
  }
  const agreed = [
    { path: '/youngPerson/agreedOn', day: youngPerson.agreedOn },
    ...carers.map(({ agreedOn }, place) => ({ path: `/carers/${place}/agreedOn`, day: agreedOn })),
  ]
  for (const { path, day } of agreed) {
    if (day !== undefined && day > referredOn) {
      found.push({ path, message: 'must not be after the day of the referral (referredOn)' })
    }
  }
  return found
}

export const earlyIntervention = defineKind({
  kind: 'early-intervention',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    answer: USUAL_TIMES,
    // What the form demands: those who have to agree have agreed.
    consent: null,
    marking: USUAL_MARKING,
    bases: USUAL_BASES,
    recipients: ['youth-offending', 'police', 'drug-action', 'social-care', 'school'],
  },
  schema: EarlyIntervention,
  example: earlyInterventionExample,
  faults,
  render: renderEarlyIntervention,
  classify: ({ youngPerson, carers, household = [] }) =>
    classificationOf(
      'personal',
      ['suspected-perpetrator', 'young-person', 'other-subject'],
      [youngPerson, ...carers, ...household],
    ),
})
