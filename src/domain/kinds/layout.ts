import { formatMarking } from '../marking.ts'
import { prescribedInWords } from '../prescribed.ts'
import type { Marking, Prescribed, Urgency } from '../wire/referral-fields.ts'
import { safeLine, safeLines, wrap } from './plain-text.ts'

/**
 * The layout that every rendering shares. What we write starts in the first column; what people wrote never
 * does: a value stands after its label and continues beneath itself, longer text stands behind a bar. So no
 * text, whatever it says, can pass for a marking or a heading.
 */

/** No line of a rendering is longer. */
export const WIDTH = 78
const LABEL = 21
const BAR = '  | '

export type Part =
  | { type: 'field'; label: string; value: string }
  | { type: 'text'; text: string }
  | { type: 'gap' }

export type Section = { heading: string; parts: readonly Part[] }

/** What a rendering says of the referral besides its data; all of it stands in the manifest. */
export type RenderContext = {
  marking: Marking
  reference: string
  from: string
  to: readonly string[]
  urgency: Urgency
  respondBy: string | null
  prescribed?: Prescribed | null
}

export function field(label: string, value: string): Part {
  return { type: 'field', label, value }
}

/** A field, where there is a value. */
export function optionalField(label: string, value: string | null | undefined): Part[] {
  return value === undefined || value === null || value === '' ? [] : [field(label, value)]
}

export function text(words: string): Part {
  return { type: 'text', text: words }
}

export const gap: Part = { type: 'gap' }

/** A section of free text, where there is any. */
export function textSection(heading: string, words: string | undefined): Section[] {
  return words === undefined || words === '' ? [] : [{ heading, parts: [text(words)] }]
}

/** What stands beneath the title; in the first column, where nothing that people wrote can stand. */
const URGENCY_LINES: Readonly<Record<Urgency, readonly string[]>> = {
  routine: [],
  urgent: ['', 'URGENT: please see to it before other work.'],
  immediate: ['', 'IMMEDIATE: please see to it now.'],
}

/**
 * The document: the marking in capitals as its first and last line (external guidance on document furniture),
 * lines divided by `\n`, none longer than 78 columns, no line break at the end.
 */
export function layOut(title: string, context: RenderContext, sections: readonly Section[]): string {
  const marking = formatMarking(context.marking)
  const head = [
    field('Reference', context.reference),
    field('From', context.from),
    ...context.to.map((address, place) => field(place === 0 ? 'To' : '', address)),
    ...optionalField('Respond by', context.respondBy),
    ...optionalField('Prescribed', context.prescribed && prescribedInWords(context.prescribed)),
  ]
  const urgency = URGENCY_LINES[context.urgency]
  const lines = [marking, '', title, ...urgency, '', ...head.flatMap(linesOf)]
  for (const { heading, parts } of sections) lines.push('', heading, ...parts.flatMap(linesOf))
  return [...lines, '', marking].map((line) => line.trimEnd()).join('\n')
}

function linesOf(part: Part): string[] {
  switch (part.type) {
    case 'gap':
      return ['']
    case 'text':
      return safeLines(part.text)
        .flatMap((line) => wrap(line, WIDTH - BAR.length))
        .map((line) => BAR + line)
    case 'field': {
      const label = part.label === '' ? '' : `  ${part.label}:`
      const [first = '', ...rest] = wrap(safeLine(part.value), WIDTH - LABEL)
      return [label.padEnd(LABEL) + first, ...rest.map((line) => ' '.repeat(LABEL) + line)]
    }
    default:
      return part satisfies never
  }
}
