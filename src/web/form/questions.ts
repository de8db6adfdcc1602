import type { TSchema } from 'typebox'
import { NAMES } from '../../domain/kinds/choices.ts'
import { choiceInWords, wordsOf } from './labels.ts'

/** How one thing is asked for; what is typed there is text, but for `choices`, which are several codes. */
export type Input =
  | { as: 'line' | 'text' | 'date' | 'time' | 'number' | 'yes-no' | 'tick' }
  /** one of them on each line */
  | { as: 'lines'; numbers: boolean }
  | { as: 'choice' | 'choices'; choices: readonly Choice[] }

export type Choice = { value: string; text: string; hint?: string }

type Asked = {
  /** as the data have it; empty for the entry of a list */
  name: string
  label: string
  hint?: string
  /** whether the form cannot do without it */
  required: boolean
  /** why the law asks for it though the form can do without: it is not called optional then */
  lawAsks?: string
}

/** A form of a kind as it is asked: plain values, made from its schema. */
export type Question =
  | (Asked & { is: 'leaf'; input: Input; most: number | null })
  | (Asked & { is: 'group'; parts: readonly Question[] })
  | (Asked & { is: 'list'; one: string; least: number; most: number; entry: Question })
  /** what is settled by the form that was chosen */
  | (Asked & { is: 'fixed'; value: string })

export type Group = Extract<Question, { is: 'group' }>

/** The keywords of JSON Schema that the kinds use. */
type Described = TSchema & {
  type?: string
  properties?: Record<string, TSchema>
  required?: readonly string[]
  items?: TSchema
  enum?: readonly string[]
  const?: unknown
  format?: string
  pattern?: string
  description?: string
  minItems?: number
  maxItems?: number
  maxLength?: number
  [NAMES]?: Readonly<Record<string, string>>
}

/** What the form of a kind asks, from the schema of its data. */
export function questionsOf(schema: TSchema): Group {
  const question = asked(schema, { name: '', label: '', required: true }, null)
  if (question.is !== 'group') throw new Error('the data of a kind are an object')
  return question
}

function asked(schema: Described, base: Asked, parent: string | null): Question {
  if (schema.type === 'object') {
    const parts = Object.entries(schema.properties ?? {}).map(([name, property]) => {
      const { label, hint } = wordsOf(name, parent)
      const required = schema.required?.includes(name) ?? false
      return asked(property, { name, label, required, ...(hint === undefined ? {} : { hint }) }, name)
    })
    return { ...base, is: 'group', parts }
  }
  if (schema.type === 'array') return ofArray(schema, base, parent)
  if (typeof schema.const === 'string') return { ...base, is: 'fixed', value: schema.const }
  return { ...base, is: 'leaf', input: inputOf(schema, base.name), most: schema.maxLength ?? null }
}

function ofArray(
  { items, minItems = 0, maxItems = 50 }: Described,
  base: Asked,
  parent: string | null,
): Question {
  const entry: Described = items ?? {}
  if (entry.enum)
    return { ...base, is: 'leaf', input: { as: 'choices', choices: choicesOf(entry, base.name) }, most: null }
  const numbers = entry.type === 'integer'
  if (numbers || (entry.type === 'string' && isLine(entry)))
    return { ...base, is: 'leaf', input: { as: 'lines', numbers }, most: null }
  const { one = base.label } = wordsOf(base.name, parent)
  const ofEntry = asked(entry, { name: '', label: one, required: true }, base.name)
  return { ...base, is: 'list', one, least: minItems, most: maxItems, entry: ofEntry }
}

function inputOf(schema: Described, field: string): Input {
  if (schema.enum) return { as: 'choice', choices: choicesOf(schema, field) }
  if (schema.const === true) return { as: 'tick' }
  if (schema.type === 'boolean') return { as: 'yes-no' }
  if (schema.type === 'integer') return { as: 'number' }
  if (schema.format === 'date') return { as: 'date' }
  if (schema.maxLength === 5) return { as: 'time' }
  return { as: isLine(schema) ? 'line' : 'text' }
}

/** Lines and texts differ in whether a line break may stand in them. */
const isLine = ({ pattern = '' }: Described): boolean => !new RegExp(pattern).test('a\nb')

const choicesOf = ({ enum: codes = [], [NAMES]: names = {} }: Described, field: string): Choice[] =>
  codes.map((value) => ({ value, ...choiceInWords(field, value, names) }))
