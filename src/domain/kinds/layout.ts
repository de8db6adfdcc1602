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
  /** `none`: that there is nothing, as a sentence, for a page, where the label of a form would stand there for nothing */
  | { type: 'field'; label: string; value: string; none?: string }
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

/** That nobody or nothing is known, or was done: in print `label: None`, which is sealed and never changes; on a page the sentence. */
export function noneField(label: string, none: string): Part {
  return { type: 'field', label, value: 'None', none }
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

/** A referral laid out to be read: on paper and in terminals by `writeLayout`, on a page by whatever shows its parts. */
export type Layout = {
  /** in capitals, to stand first and last */
  marking: string
  title: string
  urgency: Urgency
  /** what the manifest says of it, under no heading */
  head: readonly Part[]
  sections: readonly Section[]
}

/** Puts what the manifest says before the sections that a kind makes of its data. */
export function layOut(title: string, context: RenderContext, sections: readonly Section[]): Layout {
  const { reference, from, to, urgency, respondBy, prescribed } = context
  const head = [
    field('Reference', reference),
    field('From', from),
    ...to.map((address, place) => field(place === 0 ? 'To' : '', address)),
    ...optionalField('Respond by', respondBy),
    ...optionalField('Prescribed', prescribed && prescribedInWords(prescribed)),
  ]
  return { marking: formatMarking(context.marking), title, urgency, head, sections }
}

/**
 * The document: the marking in capitals as its first and last line (external guidance on document furniture),
 * lines divided by `\n`, none longer than 78 columns, no line break at the end.
 */
export function writeLayout({ marking, title, urgency, head, sections }: Layout): string {
  const lines = [marking, '', title, ...URGENCY_LINES[urgency], '', ...head.flatMap(linesOf)]
  for (const { heading, parts } of sections) lines.push('', heading, ...parts.flatMap(linesOf))
  return [...lines, '', marking].map((line) => line.trimEnd()).join('\n')
}

/** The same with every value made safe to stand on a page that people trust by its looks: `writeLayout` does it by itself. */
export function safeLayout(layout: Layout): Layout {
  const safe = (parts: readonly Part[]) => parts.map(safePart)
  return {
    ...layout,
    head: safe(layout.head),
    sections: layout.sections.map(({ heading, parts }) => ({ heading, parts: safe(parts) })),
  }
}

function safePart(part: Part): Part {
  if (part.type === 'field') return { ...part, value: safeLine(part.value) }
  return part.type === 'text' ? { ...part, text: safeLines(part.text).join('\n') } : part
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
