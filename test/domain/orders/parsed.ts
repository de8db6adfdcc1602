import type { Static, TSchema } from 'typebox'
import Value from 'typebox/value'

/** A value as its schema types it. @throws Error where it is not of that form */
export function parsed<S extends TSchema>(schema: S, value: unknown): Static<S> {
  if (!Value.Check(schema, value)) throw new Error('not of the form')
  return value
}
