import Type, { type Static } from 'typebox'
import { TOPICS } from '../note-topics.ts'
import { Line } from '../wire/primitives.ts'
import { CATEGORIES, Category, DataClass } from '../wire/referral-fields.ts'
import { Choice } from './choices.ts'
import { classificationOf } from './classification.ts'
import { Text } from './fields.ts'
import { type Classification, defineKind, USUAL_BASES, USUAL_MARKING } from './kind.ts'
import { field, type Layout, layOut, type RenderContext, textSection } from './layout.ts'

const CLOSED = { additionalProperties: false } as const

/**
 * The data of a note: something that partners should know, which asks nothing of them. It is free text, so only its writer
 * can say what it `contains`; the class is raised, never lowered, where the people named there make it sensitive (M4).
 */
export const Note = Type.Object(
  {
    topic: Choice(TOPICS),
    title: Line(200),
    text: Text(10_000),
    /** Why it is shared: every case is considered by itself, on evidence (L15). */
    justification: Text(2000),
    caveats: Type.Optional(Text(2000)),
    contains: Type.Object(
      {
        dataClass: DataClass,
        categories: Type.Array(Category, { maxItems: CATEGORIES.length, uniqueItems: true }),
      },
      CLOSED,
    ),
  },
  CLOSED,
)
export type Note = Static<typeof Note>

/** A filled form. Nobody in it exists. */
export const noteExample: Note = {
  topic: 'case',
  title: 'First session kept',
  text: 'Placeholder Pat came to the first session on Tuesday, on time, and stayed to the end.\nThe next is in a week.',
  justification: 'You asked in January to be told whether the sessions are kept, before you visit.',
  contains: { dataClass: 'personal', categories: ['young-person'] },
}

function render(data: Note, context: RenderContext): Layout {
  return layOut('NOTE', context, [
    { heading: 'ABOUT', parts: [field('Topic', TOPICS[data.topic]), field('Title', data.title)] },
    ...textSection('NOTE TO PARTNERS', data.text),
    ...textSection('WHY THIS IS SHARED', data.justification),
    ...textSection('CAVEATS', data.caveats),
    { heading: 'ANSWER', parts: [field('Asked of you', 'Nothing. This is for you to know.')] },
  ])
}

function classify({ contains }: Note): Classification {
  return classificationOf(contains.dataClass, contains.categories)
}

export const note = defineKind({
  kind: 'note',
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
  schema: Note,
  example: noteExample,
  render,
  classify,
})
