import Type, { type Static } from 'typebox'
import { Line } from '../wire/primitives.ts'
import type { Category } from '../wire/referral-fields.ts'
import { asbIncidentExample } from './asb-incident-example.ts'
import { Nature, natureParts } from './behaviour.ts'
import { classificationOf } from './classification.ts'
import { formatMoment, isBefore, Moment, Text } from './fields.ts'
import { type Classification, defineKind, USUAL_BASES, USUAL_MARKING } from './kind.ts'
import {
  field,
  type Layout,
  layOut,
  noneField,
  optionalField,
  type RenderContext,
  textSection,
} from './layout.ts'
import { isYoung, Person, peopleParts, personFields } from './person.ts'

/** The data of an ASB incident referral (F1): informer, suspected perpetrators, nature (F2), witnesses. */
export const AsbIncident = Type.Object(
  {
    incident: Type.Object(
      {
        reference: Type.Optional(Line(60)),
        nature: Nature,
        from: Moment,
        to: Type.Optional(Moment),
        place: Line(300),
      },
      { additionalProperties: false },
    ),
    informer: Type.Object(
      { ...personFields, wantsAnonymity: Type.Boolean() },
      { additionalProperties: false },
    ),
    suspectedPerpetrators: Type.Array(Person, { minItems: 1, maxItems: 20 }),
    victims: Type.Optional(Type.Array(Person, { maxItems: 20 })),
    witnesses: Type.Array(Person, { maxItems: 20 }),
    narrative: Text(10_000),
    requestedAction: Text(2000),
    /** Why it is shared: every case is considered by itself, on evidence (L15). */
    justification: Text(2000),
    /** What is doubtful or missing: declared, never a reason to withhold (PR3). */
    caveats: Type.Optional(Text(2000)),
  },
  { additionalProperties: false },
)
export type AsbIncident = Static<typeof AsbIncident>

function render(data: AsbIncident, context: RenderContext): Layout {
  const { incident, informer, suspectedPerpetrators, victims = [], witnesses } = data
  return layOut('ANTI-SOCIAL BEHAVIOUR INCIDENT', context, [
    {
      heading: 'INCIDENT',
      parts: [
        ...optionalField('Own reference', incident.reference),
        ...natureParts(incident.nature),
        field('From', formatMoment(incident.from)),
        ...optionalField('To', incident.to && formatMoment(incident.to)),
        field('Place', incident.place),
      ],
    },
    {
      heading: 'INFORMER',
      parts: [
        field('Wants anonymity', informer.wantsAnonymity ? 'YES. Do not reveal who reported this.' : 'No'),
        ...peopleParts([informer]),
      ],
    },
    { heading: 'SUSPECTED PERPETRATORS', parts: peopleParts(suspectedPerpetrators) },
    ...(victims.length === 0 ? [] : [{ heading: 'VICTIMS', parts: peopleParts(victims) }]),
    {
      heading: 'WITNESSES',
      parts: witnesses.length === 0 ? [noneField('Known', 'None are known.')] : peopleParts(witnesses),
    },
    ...textSection('WHAT HAPPENED', data.narrative),
    ...textSection('WHAT IS ASKED OF YOU', data.requestedAction),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
  ])
}

function classify(data: AsbIncident): Classification {
  const { informer, suspectedPerpetrators, victims = [], witnesses, incident } = data
  const others = [...suspectedPerpetrators, ...victims, ...witnesses]
  const people = [informer, ...others]
  const categories: Category[] = ['informer', 'suspected-perpetrator']
  if (victims.length > 0) categories.push('victim')
  if (witnesses.length > 0) categories.push('witness')
  if (people.some((person) => isYoung(person, incident.from.date))) categories.push('young-person')
  return classificationOf('personal', categories, people)
}

export const asbIncident = defineKind({
  kind: 'asb-incident',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'intelligence',
    urgency: 'routine',
    // A first response to the most serious within a working day, an update every ten; of domestic violence at once (F13).
    answer: { routine: 10, urgent: 1, immediate: 0 },
    consent: null,
    marking: USUAL_MARKING,
    bases: USUAL_BASES,
    recipients: ['police'],
  },
  schema: AsbIncident,
  example: asbIncidentExample,
  faults: ({ incident: { from, to } }) =>
    to !== undefined && isBefore(to, from)
      ? [{ path: '/incident/to', message: 'must not be before the incident began' }]
      : [],
  render,
  classify,
})
