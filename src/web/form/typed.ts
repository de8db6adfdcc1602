import type { Question } from './questions.ts'

/** What somebody has typed, in the shape of the data: texts, codes that were ticked, entries, fields. */
export type Typed = string | readonly string[] | readonly Typed[] | { readonly [name: string]: Typed }

/** Where something stands in what was typed: names of fields, places of entries. */
export type Path = readonly (string | number)[]

/** A form in which nothing is typed: a list that has to have entries begins with one. */
export function blank(question: Question): Typed {
  switch (question.is) {
    case 'leaf':
      return question.input.as === 'choices' ? [] : ''
    case 'fixed':
      return question.value
    case 'group':
      return Object.fromEntries(question.parts.map((part) => [part.name, blank(part)]))
    case 'list':
      return question.required && question.least > 0 ? [blank(question.entry)] : []
    default:
      return question satisfies never
  }
}

/** What stands at a path; undefined where there is nothing. */
export const typedAt = (typed: Typed | undefined, path: Path): Typed | undefined =>
  path.reduce<Typed | undefined>((at, name) => {
    if (typeof at !== 'object') return undefined
    return Object.hasOwn(at, name) ? (at as { [name: string | number]: Typed })[name] : undefined
  }, typed)

/** The same with something else at a path. */
export function withTyped(typed: Typed, path: Path, value: Typed): Typed {
  const [name, ...rest] = path
  if (name === undefined) return value
  if (Array.isArray(typed)) {
    const entries = typed as readonly Typed[]
    return entries.map((entry, place) => (place === name ? withTyped(entry, rest, value) : entry))
  }
  const fields = typeof typed === 'object' ? (typed as { [name: string]: Typed }) : {}
  return { ...fields, [name]: withTyped(fields[name] ?? '', rest, value) }
}

/**
 * The data that were typed: what is left empty is left out, and a text that is not what it should be stands as it was typed, for
 * the kind to say what is wrong with it.
 *
 * @returns undefined where nothing was typed
 */
export function dataOf(question: Question, typed: Typed | undefined): unknown {
  switch (question.is) {
    case 'fixed':
      return question.value
    case 'group':
      return groupOf(question, typed)
    case 'list': {
      const entries = Array.isArray(typed) ? (typed as readonly Typed[]) : []
      if (entries.length === 0 && !question.required) return undefined
      return entries.map(
        (entry) => dataOf(question.entry, entry) ?? (question.entry.is === 'group' ? {} : ''),
      )
    }
    case 'leaf':
      return leafOf(question, typed)
    default:
      return question satisfies never
  }
}

function groupOf({ parts, required }: Extract<Question, { is: 'group' }>, typed: Typed | undefined): unknown {
  const filled = parts.flatMap((part) => {
    const value = dataOf(part, typedAt(typed, [part.name]))
    return value === undefined ? [] : [[part.name, value] as const]
  })
  // A list that has to be there is there even when it is empty: that alone fills in nothing.
  const empty = filled.every(([, value]) => Array.isArray(value) && value.length === 0)
  return empty && !required ? undefined : Object.fromEntries(filled)
}

function leafOf({ input, required }: Extract<Question, { is: 'leaf' }>, typed: Typed | undefined): unknown {
  if (input.as === 'choices') {
    const chosen = Array.isArray(typed) ? typed : []
    return chosen.length === 0 && !required ? undefined : [...chosen]
  }
  const text = typeof typed === 'string' ? typed.replaceAll('\r\n', '\n').trim() : ''
  switch (input.as) {
    case 'lines': {
      const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
      if (lines.length === 0 && !required) return undefined
      return input.numbers ? lines.map(numberOf) : lines
    }
    case 'date':
      return dateOf(text)
    case 'yes-no':
      return text === '' ? undefined : text === 'yes'
    case 'tick':
      return text === 'yes' ? true : undefined
    case 'number':
      return text === '' ? undefined : numberOf(text)
    case 'time':
      return text === '' ? undefined : text.replace('.', ':').replace(/^(?=\d:)/, '0')
    default:
      return text === '' ? undefined : text
  }
}

const numberOf = (text: string): number | string => (/^-?\d{1,9}$/.test(text) ? Number(text) : text)

/** A date as its three fields are typed, `2010-3-1`, with the noughts that a date has; undefined where all are empty. */
export function dateOf(typed: string): string | undefined {
  const [year = '', month = '', day = ''] = typed.split('-').map((part) => part.trim())
  if (year === '' && month === '' && day === '') return undefined
  return [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-')
}

/** What must have been typed for these data, so that a draft can be gone on with. */
export function typedOf(question: Question, data: unknown): Typed {
  switch (question.is) {
    case 'fixed':
      return question.value
    case 'group':
      return Object.fromEntries(
        question.parts.map((part) => [
          part.name,
          typedOf(part, isRecord(data) ? data[part.name] : undefined),
        ]),
      )
    case 'list':
      if (!Array.isArray(data)) return data === undefined ? blank(question) : []
      return data.map((entry) => typedOf(question.entry, entry))
    case 'leaf':
      return typedLeaf(question.input.as, data)
    default:
      return question satisfies never
  }
}

function typedLeaf(as: string, data: unknown): Typed {
  if (as === 'choices') return Array.isArray(data) ? data.map(String) : []
  if (as === 'lines') return Array.isArray(data) ? data.join('\n') : ''
  if (typeof data === 'boolean') return data ? 'yes' : 'no'
  return typeof data === 'string' || typeof data === 'number' ? String(data) : ''
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
