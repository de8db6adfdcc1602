import type { TSchema } from 'typebox'

/** A JSON Schema as the document writes it. */
export type SchemaObject = { [keyword: string]: unknown }

/** Takes schemas into a document: those that have a name become references, and their text is collected once. */
export type Schemas = {
  /** the schema as it stands in the document */
  refer(schema: TSchema): SchemaObject
  /** the named schemas that were referred to, directly or by one another, by name */
  components(): Record<string, SchemaObject>
}

/**
 * Collects named schemas. They are told by what they say and not by identity: a schema that stands in an optional
 * field is a copy.
 */
export function collectSchemas(named: Readonly<Record<string, TSchema>>): Schemas {
  const nameOf = new Map<string, string>()
  for (const [name, schema] of Object.entries(named)) {
    const text = JSON.stringify(schema)
    if (!nameOf.has(text)) nameOf.set(text, name)
  }
  const used = new Map<string, SchemaObject>()

  function refer(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(refer)
    if (typeof value !== 'object' || value === null) return value
    const name = nameOf.get(JSON.stringify(value))
    if (name === undefined) return spell(value)
    if (!used.has(name)) {
      // Set first: a schema that held itself would be spelt without end.
      used.set(name, {})
      used.set(name, spell(value))
    }
    return { $ref: `#/components/schemas/${name}` }
  }
  const spell = (value: object): SchemaObject =>
    Object.fromEntries(Object.entries(value).map(([keyword, inner]) => [keyword, refer(inner)]))

  return {
    refer: (schema) => ({ ...(refer(schema) as SchemaObject) }),
    components: () => Object.fromEntries([...used].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}
