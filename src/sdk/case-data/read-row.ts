import type { Kind } from '../../domain/kinds.ts'
import { unguarded } from './cells.ts'
import { dataFrom, type FormSchema } from './from-cells.ts'
import { type Cell, isPlace } from './to-cells.ts'

/** What is wrong with a row: the column, `''` for the row as a whole, and a sentence's end, as `check` gives it. */
export type RowFault = { column: string; message: string }

/** A row as the data of a kind; its faults, none where it is right. Data that are wrong are not given. */
export type ReadRow = { data: unknown; faults: [] } | { data: null; faults: [RowFault, ...RowFault[]] }

/** Columns of an export that say of a referral what is not in its data: its marking, its reference. */
export const isAbout = (column: string): boolean => column.startsWith('#')

/** Reads a row against the kind's form; of a kind with several, against the one that the row names. */
export function readRow(kind: Kind, cells: readonly Cell[]): ReadRow {
  const own = cells.filter(([column]) => !isAbout(column))
  const { data, columnOf } = dataFrom(schemaOf(kind, own), own)
  return readData(kind, data, columnOf)
}

/** The same of data that came as JSON. */
export function readEntry(kind: Kind, data: unknown): ReadRow {
  return readData(kind, data, columnOfPointer)
}

function readData(kind: Kind, data: unknown, columnOf: (pointer: string) => string): ReadRow {
  const [first, ...more] = kind.check(data).map(({ path, message }) => ({ column: columnOf(path), message }))
  return first === undefined ? { data, faults: [] } : { data: null, faults: [first, ...more] }
}

const columnOfPointer = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => (/^[0-9]+$/.test(name) ? String(Number(name) + 1) : name))
    .join('.')

/** Which columns of a file are no fields of the kind, in any of its forms. */
export function unknownColumns(kind: Kind, columns: readonly string[]): string[] {
  const schemas = kind.forms?.all.map(({ schema }) => schema) ?? [kind.schema]
  return columns.filter(
    (column) => !isAbout(column) && !schemas.some((schema) => isField(schema, column.split('.'))),
  )
}

function isField(schema: FormSchema | undefined, [name, ...rest]: readonly string[]): boolean {
  if (schema === undefined) return false
  if (name === undefined) return true
  if (schema.type === 'array') return isPlace(name) && isField(schema.items, rest)
  const { properties = {} } = schema
  return Object.hasOwn(properties, name) && isField(properties[name], rest)
}

/** The form that a row fills in; where it names none that there is, any: the check says so. */
function schemaOf({ forms, schema }: Kind, cells: readonly Cell[]): FormSchema {
  if (forms === null) return schema
  const named = cells.find(([column]) => column === forms.field)?.[1] ?? ''
  return (forms.all.find(({ name }) => name === unguarded(named)) ?? forms.all[0])?.schema ?? schema
}
