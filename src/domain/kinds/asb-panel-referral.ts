import Type from 'typebox'
import { USUAL_TIMES } from '../answer-times.ts'
import type { Fault } from '../wire/check.ts'
import type { Category } from '../wire/referral-fields.ts'
import { panelExamples } from './asb-panel-examples.ts'
import { ABOUT, AsbPanelReferral, PANEL_FORMS } from './asb-panel-schema.ts'
import { renderPanelReferral } from './asb-panel-text.ts'
import { attachedFaults } from './attached.ts'
import { behaviourFaults } from './behaviour.ts'
import { classificationOf } from './classification.ts'
import { type Classification, defineKind, type Form, USUAL_BASES, USUAL_MARKING } from './kind.ts'
import { isYoung } from './person.ts'
import { categoriesOfPlace } from './place.ts'

const FORMS: readonly Form[] = (['perpetrator', 'victim', 'location'] as const).map((name) => ({
  name,
  title: ABOUT[name],
  schema: PANEL_FORMS[name],
  example: panelExamples[name],
  exampleOn: () => panelExamples[name],
}))

function faults({ behaviour, steps, whyNoSteps, referrer }: AsbPanelReferral): Fault[] {
  const found = behaviourFaults(behaviour, '/behaviour')
  if (steps.length === 0 && whyNoSteps === undefined) {
    found.push({
      path: '/steps',
      message: 'must have at least one step that was tried before, unless whyNoSteps says why there is none',
    })
  }
  if (!referrer.attends && referrer.instead === undefined) {
    found.push({
      path: '/referrer/instead',
      message: 'is missing: who comes to the panel and speaks to this, as the referrer does not',
    })
  }
  return found
}

/** A location that is a public place, with nobody named, holds no case-level data (BP9). */
function classify(data: AsbPanelReferral): Classification {
  const { victim, victims = [], perpetrators = [], location, behaviour } = data
  const harmed = [...(victim === undefined ? [] : [victim]), ...victims]
  const people = [...harmed, ...perpetrators]
  const categories: Category[] = [
    ...(harmed.length > 0 ? ['victim' as const] : []),
    ...(perpetrators.length > 0 ? ['suspected-perpetrator' as const] : []),
    ...(people.some((person) => isYoung(person, behaviour.from.date)) ? ['young-person' as const] : []),
    ...categoriesOfPlace(location),
  ]
  return classificationOf('none', categories, people)
}

export const asbPanelReferral = defineKind({
  kind: 'asb-panel-referral',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    answer: USUAL_TIMES,
    consent: null,
    marking: USUAL_MARKING,
    bases: USUAL_BASES,
    recipients: ['council', 'police', 'probation', 'youth-offending', 'fire', 'primary-care'],
  },
  schema: AsbPanelReferral,
  example: panelExamples.perpetrator,
  forms: {
    field: 'about',
    all: FORMS,
    schema: Type.Union(
      FORMS.map(({ schema }) => schema),
      { title: 'Referral to the ASB panel' },
    ),
  },
  faults,
  attachmentFaults: ({ location }, attached) => attachedFaults([['/location/map', location?.map]], attached),
  render: renderPanelReferral,
  classify,
})
