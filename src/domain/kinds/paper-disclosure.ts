import Type, { type Static } from 'typebox'
import { CalendarDate, Line } from '../wire/primitives.ts'
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
import { field, type Layout, layOut, optionalField, type RenderContext, text } from './layout.ts'

const MEANS = {
  'by-hand': 'Handed over',
  meeting: 'Handed out at a meeting',
  post: 'By post',
  courier: 'By courier',
  fax: 'By fax',
} as const

const CLOSED = { additionalProperties: false } as const

/** The record of what was handed over on paper (M15). The papers themselves are not carried. */
export const PaperDisclosure = Type.Object(
  {
    ...recordFields,
    means: Choice(MEANS),
    documents: Type.Array(
      Type.Object(
        {
          title: Line(200),
          pages: Type.Integer({ minimum: 1, maximum: 9999, description: 'a number of pages, 1 or more' }),
        },
        CLOSED,
      ),
      { minItems: 1, maxItems: 30 },
    ),
    /** The day by which the papers come back; left out where they are destroyed there. */
    returnBy: Type.Optional(CalendarDate),
  },
  CLOSED,
)
export type PaperDisclosure = Static<typeof PaperDisclosure>

/** A filled form. Nobody in it exists. */
export const paperDisclosureExample: PaperDisclosure = {
  at: { date: '2010-02-26', time: '11:00' },
  discloser: { name: 'Sample Worker', position: 'Case worker' },
  receiver: { name: 'Dummy Officer', position: 'Panel secretary', agency: 'Testville Youth Offending Team' },
  summary:
    'The diary of incidents that a neighbour of Placeholder Pat kept in January, and a plan of the parade.',
  justification: 'The panel had to see the handwriting, and the neighbour agreed to that.',
  caveats: 'Page 4 of the diary is missing.',
  contains: { dataClass: 'sensitive-personal', categories: ['suspected-perpetrator', 'witness'] },
  means: 'by-hand',
  documents: [
    { title: 'Diary of incidents, January 2010', pages: 11 },
    { title: 'Plan of the parade of shops', pages: 1 },
  ],
  returnBy: '2010-03-26',
}

function render(data: PaperDisclosure, context: RenderContext): Layout {
  return layOut('RECORD OF A DISCLOSURE ON PAPER', context, [
    {
      heading: 'DISCLOSURE',
      parts: disclosureParts(data, [
        field('Means', MEANS[data.means]),
        ...optionalField('Return by', data.returnBy),
      ]),
    },
    {
      heading: 'PAPERS',
      parts: data.documents.map(({ title, pages }, place) =>
        field(`Paper ${place + 1}`, `${title} (${pages} ${pages === 1 ? 'page' : 'pages'})`),
      ),
    },
    ...recordSections(data),
    {
      heading: 'WHAT IS ASKED OF YOU',
      parts: [
        text(
          'Keep this as the record of what you were given, and the papers locked away. If you do not have them all, say so at once.',
        ),
      ],
    },
  ])
}

export const paperDisclosure = defineKind({
  kind: 'paper-disclosure',
  attachmentsAllowed: false,
  defaults: RECORD_DEFAULTS,
  schema: PaperDisclosure,
  example: paperDisclosureExample,
  faults: ({ at, returnBy }) =>
    returnBy !== undefined && returnBy < at.date
      ? [{ path: '/returnBy', message: 'must not be before the papers were handed over' }]
      : [],
  lawFaults: notYetFaults,
  render,
  classify: classifyRecord,
})
