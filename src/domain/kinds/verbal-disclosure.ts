import Type, { type Static } from 'typebox'
import { Choice } from './choices.ts'
import {
  classifyRecord,
  disclosureParts,
  notYetFaults,
  RECORD_DEFAULTS,
  recordFields,
  recordSections,
} from './disclosure-record.ts'
import { defineKind } from './kind.ts'
import { field, type Layout, layOut, type RenderContext, text } from './layout.ts'

const MEANS = {
  'in-person': 'In person',
  meeting: 'At a meeting',
  telephone: 'By telephone',
  video: 'By video call',
  radio: 'By radio',
} as const

/** How the listener was known to be who they said. */
const IDENTITY = {
  known: 'Known to whoever told it',
  shown: 'Showed a warrant card or a pass',
  'called-back': 'Called back on a number that we had',
  'not-checked': 'NOT CHECKED',
} as const

/** The record of what was told by word of mouth (M15). */
export const VerbalDisclosure = Type.Object(
  { ...recordFields, means: Choice(MEANS), identity: Choice(IDENTITY) },
  { additionalProperties: false },
)
export type VerbalDisclosure = Static<typeof VerbalDisclosure>

/** A filled form. Nobody in it exists. */
export const verbalDisclosureExample: VerbalDisclosure = {
  at: { date: '2010-02-26', time: '16:20' },
  discloser: { name: 'Sample Worker', position: 'Case worker' },
  receiver: { name: 'Dummy Officer', position: 'Duty officer', agency: 'Testville Youth Offending Team' },
  summary: 'That Placeholder Pat was to be at the parade of shops that evening, and is afraid of dogs.',
  justification: 'A patrol was to speak to him within the hour, and mail might not have been read in time.',
  contains: { dataClass: 'personal', categories: ['young-person'] },
  means: 'telephone',
  identity: 'called-back',
}

function render(data: VerbalDisclosure, context: RenderContext): Layout {
  return layOut('RECORD OF A DISCLOSURE BY WORD OF MOUTH', context, [
    {
      heading: 'DISCLOSURE',
      parts: disclosureParts(data, [
        field('Means', MEANS[data.means]),
        field('Identity', IDENTITY[data.identity]),
      ]),
    },
    ...recordSections(data),
    {
      heading: 'WHAT IS ASKED OF YOU',
      parts: [
        text(
          'Keep this as the record of what you were told. If you were not told it, or were told something else, say so at once.',
        ),
      ],
    },
  ])
}

export const verbalDisclosure = defineKind({
  kind: 'verbal-disclosure',
  attachmentsAllowed: false,
  defaults: RECORD_DEFAULTS,
  schema: VerbalDisclosure,
  example: verbalDisclosureExample,
  lawFaults: notYetFaults,
  render,
  classify: classifyRecord,
})
