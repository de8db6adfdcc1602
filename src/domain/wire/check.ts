import type { TSchema } from 'typebox'
import Value from 'typebox/value'

/** One thing wrong with a value. `path` is a JSON Pointer (RFC 6901), `''` for the whole. */
export type Fault = { path: string; message: string }

/** No form shows more. */
export const FAULT_LIMIT = 50

/** The keywords of JSON Schema that the wire schemas use and `check` explains. */
type Described = TSchema & {
  type?: string
  description?: string
  properties?: Record<string, TSchema>
  required?: readonly string[]
  items?: TSchema
  anyOf?: readonly TSchema[]
  enum?: readonly unknown[]
  const?: unknown
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
}

/**
 * What is wrong with `value`, in messages that a form can show beside the field and a person can act on:
 * `{path: '/incident/from', message: 'must be a date, year first, such as 2010-03-01'}`. Empty means valid.
 *
 * The validator's own answer decides; this only explains it. At most `FAULT_LIMIT` faults are given, and no
 * message quotes the value, which may be anybody's personal data.
 */
export function check(schema: TSchema, value: unknown): Fault[] {
  if (Value.Check(schema, value)) return []
  const faults: Fault[] = []
  explain(schema, value, '', faults)
  // The explanation covers the keywords in use; should one be missed, the whole is still refused.
  return faults.length > 0 ? faults : [{ path: '', message: 'is not in the expected form' }]
}

function explain(schema: Described, value: unknown, path: string, faults: Fault[]): void {
  if (faults.length >= FAULT_LIMIT || Value.Check(schema, value)) return
  const add = (message: string) => faults.push({ path, message })
  if (schema.anyOf) explainUnion(schema.anyOf, value, path, faults)
  else if (schema.type === 'object') {
    if (isRecord(value)) explainObject(schema, value, path, faults)
    else add('must be an object with named fields')
  } else if (schema.type === 'array') {
    if (Array.isArray(value)) explainArray(schema, value, path, faults)
    else add('must be a list')
  } else add(leafMessage(schema, value))
}

function explainObject(
  schema: Described,
  value: Record<string, unknown>,
  path: string,
  faults: Fault[],
): void {
  const properties = schema.properties ?? {}
  for (const name of schema.required ?? []) {
    if (faults.length >= FAULT_LIMIT) return
    if (!Object.hasOwn(value, name))
      faults.push({ path: `${path}/${pointerName(name)}`, message: 'is missing' })
  }
  for (const name of Object.keys(value)) {
    if (faults.length >= FAULT_LIMIT) return
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (property) explain(property, value[name], `${path}/${pointerName(name)}`, faults)
    else faults.push({ path: `${path}/${pointerName(name)}`, message: 'is not a field of this form' })
  }
}

function explainArray(schema: Described, value: unknown[], path: string, faults: Fault[]): void {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (value.length < minItems) {
    faults.push({
      path,
      message: minItems === 1 ? 'must have at least one entry' : `must have at least ${minItems} entries`,
    })
  }
  if (value.length > maxItems) {
    faults.push({
      path,
      message: maxItems === 1 ? 'must have only one entry' : `must have at most ${maxItems} entries`,
    })
    return
  }
  const before = faults.length
  if (schema.items)
    for (const [n, entry] of value.entries()) explain(schema.items, entry, `${path}/${n}`, faults)
  if (schema.uniqueItems && before === faults.length && value.length >= minItems) {
    faults.push({ path, message: 'must not name the same thing twice' })
  }
}

/** A union is `… or null` or a choice of constants; the branch that could have been meant is explained. */
function explainUnion(branches: readonly TSchema[], value: unknown, path: string, faults: Fault[]): void {
  const described: readonly Described[] = branches
  const meant = described.filter((branch) => branch.type !== 'null')
  const [only] = meant
  if (only && meant.length === 1) {
    explain(only, value, path, faults)
    return
  }
  const choices = meant.map((branch) => branch.const)
  faults.push({ path, message: choices.includes(undefined) ? 'is not in the expected form' : oneOf(choices) })
}

function leafMessage(schema: Described, value: unknown): string {
  if (schema.enum) return oneOf(schema.enum)
  if (schema.const !== undefined) return `must be ${JSON.stringify(schema.const)}`
  if (schema.type === 'string') return stringMessage(schema, value)
  if (schema.description) return `must be ${schema.description}`
  if (schema.type === 'boolean') return 'must be true or false'
  if (schema.type === 'integer' || schema.type === 'number') return numberMessage(schema)
  return 'is not in the expected form'
}

function stringMessage(schema: Described, value: unknown): string {
  if (typeof value !== 'string') return `must be ${schema.description ?? 'text'}`
  if (value === '' && (schema.minLength ?? 0) > 0) return 'must not be empty'
  if (schema.maxLength !== undefined && value.length > schema.maxLength && !schema.description) {
    return `must be at most ${schema.maxLength} characters`
  }
  return `must be ${schema.description ?? 'text in the expected form'}`
}

function numberMessage({ type, minimum, maximum }: Described): string {
  const number = type === 'integer' ? 'a whole number' : 'a number'
  if (minimum !== undefined && maximum !== undefined) return `must be ${number} from ${minimum} to ${maximum}`
  if (minimum !== undefined) return `must be ${number}, at least ${minimum}`
  return maximum === undefined ? `must be ${number}` : `must be ${number}, at most ${maximum}`
}

function oneOf(choices: readonly unknown[]): string {
  const shown = choices.map(String)
  return shown.length === 1 ? `must be ${shown[0]}` : `must be one of ${shown.join(', ')}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** RFC 6901 §3, for a name of bounded length: an unknown field's name is a stranger's text. */
function pointerName(name: string): string {
  const plain = [...name.slice(0, 60)].map((c) => ((c.codePointAt(0) ?? 0) < 32 ? '?' : c)).join('')
  return plain.replaceAll('~', '~0').replaceAll('/', '~1')
}
