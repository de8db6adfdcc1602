import Type, { type Static } from 'typebox'
import { keepsBack, OUTCOMES, WITHHELD } from '../replies.ts'
import { isPersonal } from '../rules/case.ts'
import type { Fault } from '../wire/check.ts'
import { CalendarDate, Line } from '../wire/primitives.ts'
import { CATEGORIES, Category, DataClass } from '../wire/referral-fields.ts'
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
  type RenderContext,
  text,
  textSection,
} from './layout.ts'

/**
 * The data of a reply: the answer, things told one by one, and what is doubtful about them (PR3).
 *
 * An answer is free text, so only its writer can say what it `contains`; the class is raised, never lowered,
 * where the people named there make it sensitive (M4).
 */
export const Reply = Type.Object(
  {
    outcome: Choice(OUTCOMES),
    /** where something is held and not shared */
    reason: Type.Optional(Choice(WITHHELD)),
    /** by when the rest of what was asked for can be supplied: extracting it may take longer than an answer (S4 §4.3, step 4) */
    canSupplyBy: Type.Optional(CalendarDate),
    answer: Text(10_000),
    items: Type.Optional(
      Type.Array(Type.Object({ title: Line(200), text: Text(4000) }, { additionalProperties: false }), {
        maxItems: 30,
      }),
    ),
    /** Why personal data in it are shared: every case is considered by itself, on evidence (L15). */
    justification: Type.Optional(Text(2000)),
    caveats: Type.Optional(Text(2000)),
    contains: Type.Object(
      {
        dataClass: DataClass,
        categories: Type.Array(Category, { maxItems: CATEGORIES.length, uniqueItems: true }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type Reply = Static<typeof Reply>

const example: Reply = {
  outcome: 'partly-answered',
  canSupplyBy: '2010-03-19',
  answer:
    'We know Placeholder Pat through the youth inclusion project and see no risk to a visiting officer. Our records of incidents have to be extracted first.',
  items: [
    { title: 'Lead worker', text: 'Sample Worker, Tuesdays and Thursdays.' },
    { title: 'Support offered', text: 'Football sessions from January; attended three of eight.' },
  ],
  justification:
    'You are to visit, and need to know of any risk to the officer and whom the young person trusts.',
  caveats: 'Attendance is from the paper register and may miss the last week.',
  contains: { dataClass: 'personal', categories: ['young-person'] },
}

function render(data: Reply, context: RenderContext): Layout {
  const items = data.items ?? []
  return layOut('REPLY', context, [
    {
      heading: 'OUTCOME',
      parts: [
        field('Outcome', OUTCOMES[data.outcome]),
        ...optionalField('Not shared', data.reason && WITHHELD[data.reason]),
        ...optionalField('The rest by', data.canSupplyBy),
      ],
    },
    ...textSection('ANSWER', data.answer),
    ...(items.length === 0
      ? []
      : [
          {
            heading: 'DETAILS',
            parts: items.flatMap((item, place) => [
              ...(place === 0 ? [] : [gap]),
              field(`${place + 1}. About`, item.title),
              text(item.text),
            ]),
          },
        ]),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
  ])
}

function classify({ contains }: Reply): Classification {
  return classificationOf(contains.dataClass, contains.categories)
}

function faults(data: Reply): Fault[] {
  const found: Fault[] = []
  if (data.outcome === 'cannot-share' && data.reason === undefined) {
    found.push({
      path: '/reason',
      message: `must say why it is not shared: ${Object.keys(WITHHELD).join(', ')}`,
    })
  }
  if (data.reason !== undefined && !keepsBack(data.outcome)) {
    found.push({ path: '/reason', message: `must be left out of what is ${data.outcome}` })
  }
  if (data.canSupplyBy !== undefined && data.outcome !== 'partly-answered') {
    found.push({
      path: '/canSupplyBy',
      message: 'must be left out, unless the outcome is partly-answered: only then is there more to come',
    })
  }
  if (data.justification === undefined && isPersonal(classify(data))) {
    found.push({ path: '/justification', message: 'must say why, since the answer holds personal data' })
  }
  return found
}

export const reply = defineKind({
  kind: 'reply',
  attachmentsAllowed: true,
  defaults: {
    purpose: 'services-to-individuals',
    urgency: 'routine',
    answer: null,
    consent: null,
    marking: USUAL_MARKING,
    bases: USUAL_BASES,
    recipients: [],
  },
  schema: Reply,
  example,
  faults,
  render,
  classify,
  reply: ({ outcome, reason }) => ({ outcome, reason: reason ?? null }),
})
