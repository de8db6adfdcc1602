import {
  ABOUT,
  ASSESSMENTS,
  type AsbPanelReferral,
  DECISIONS,
  PAST,
  type Perpetrator,
  STEPS,
} from './asb-panel-schema.ts'
import { behaviourParts } from './behaviour.ts'
import {
  field,
  gap,
  type Layout,
  layOut,
  noneField,
  optionalField,
  type Part,
  type RenderContext,
  type Section,
  text,
  textSection,
} from './layout.ts'
import { peopleParts } from './person.ts'
import { placeParts } from './place.ts'
import { notKnownParts } from './standard-items.ts'

/** `asb-panel-referral/1`: its text as a person reads it. Its words never change under this version. */
export function renderPanelReferral(data: AsbPanelReferral, context: RenderContext): Layout {
  const { victims = [], perpetrators = [], location } = data
  return layOut('REFERRAL TO THE ASB PANEL', context, [
    {
      heading: 'REFERRAL',
      parts: [
        field('About', ABOUT[data.about]),
        field('Asked for', data.asked.map((code) => DECISIONS[code]).join('; ')),
        ...referrerParts(data),
      ],
    },
    ...victimSection(data),
    ...(location === undefined ? [] : [{ heading: 'LOCATION', parts: placeParts(location) }]),
    ...textSection('WHAT IT DOES TO PEOPLE THERE', data.effect),
    ...(perpetrators.length === 0
      ? []
      : [{ heading: 'PERPETRATORS', parts: peopleParts(perpetrators, perpetratorParts) }]),
    ...(victims.length === 0 ? [] : [{ heading: 'VICTIMS', parts: peopleParts(victims) }]),
    { heading: 'BEHAVIOUR', parts: behaviourParts(data.behaviour) },
    { heading: 'STEPS TAKEN', parts: stepParts(data) },
    ...textSection('WHAT IS HOPED FOR', data.outcomeWanted),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
  ])
}

function referrerParts({ referrer }: AsbPanelReferral): Part[] {
  const { name, role, contact, attends, instead } = referrer
  return [
    field('Referrer', name),
    field('Role', role),
    field('Contact', contact),
    field('At the panel', attends ? 'Yes' : `No; instead: ${instead ?? 'nobody'}`),
  ]
}

function victimSection({ victim }: AsbPanelReferral): Section[] {
  if (victim === undefined) return []
  const parts = peopleParts([victim], ({ effect, vulnerabilities, repeat, knows }) => [
    field('Victim before', repeat ? 'Yes' : 'No'),
    field('Knows of this', knows ? 'Yes' : 'NO. Do not mention this referral to them.'),
    ...optionalField('Vulnerable', vulnerabilities),
    field('Effect', effect),
  ])
  return [{ heading: 'VICTIM', parts }]
}

function perpetratorParts(person: Perpetrator): Part[] {
  const { history, past = [], assessment, drugsAndAlcohol, treatment } = person
  return [
    ...notKnownParts(person),
    ...optionalField('History', history),
    ...past.map(({ type, date, text: words }) =>
      field('Before', `${PAST[type]}${date === undefined ? '' : `, ${date}`}: ${words}`),
    ),
    ...optionalField(
      'Assessment',
      assessment && `${ASSESSMENTS[assessment.system]} of ${assessment.date}: ${assessment.text}`,
    ),
    ...optionalField('Drugs and alcohol', drugsAndAlcohol),
    ...optionalField('Treatment', treatment),
  ]
}

function stepParts({ steps, whyNoSteps }: AsbPanelReferral): Part[] {
  return [
    ...(steps.length === 0 ? [noneField('Taken', 'None have been taken.')] : []),
    ...steps.flatMap(({ step, date, by, result }, place) => [
      ...(place === 0 ? [] : [gap]),
      field(`${place + 1}. Step`, STEPS[step]),
      field('On', date),
      field('By', by),
      field('Result', result),
    ]),
    ...(whyNoSteps === undefined ? [] : [text(whyNoSteps)]),
  ]
}
