import { type Html, html, prose } from './html.ts'
import type { SchemaObject } from './schemas.ts'

const PREFIX = '#/components/schemas/'

/** What a value of the schema is, in words; names of schemas are links to where the page says them. */
export function schemaWords(schema: SchemaObject): Html {
  const { $ref, anyOf, type, items, const: only, description } = schema
  const choices = schema.enum
  if (typeof $ref === 'string' && $ref.startsWith(PREFIX)) return schemaLink($ref.slice(PREFIX.length))
  if (Array.isArray(anyOf))
    return joined(
      anyOf.map((one) => schemaWords(asSchema(one))),
      ' or ',
    )
  if (only !== undefined) return html`<code>${JSON.stringify(only)}</code>`
  if (Array.isArray(choices)) {
    return html`one of ${joined(
      choices.map((one) => html`<code>${String(one)}</code>`),
      ', ',
    )}`
  }
  if (type === 'null') return html`null`
  if (type === 'array') {
    return html`list${schema.maxItems === undefined ? '' : ` of at most ${String(schema.maxItems)}`}: ${schemaWords(asSchema(items))}`
  }
  if (type === 'object') return html`object`
  if (typeof description === 'string') return html`${prose(description)}`
  if (type === 'string') {
    return html`text${schema.maxLength === undefined ? '' : `, at most ${String(schema.maxLength)} characters`}`
  }
  if (type === 'integer') return html`whole number${range(schema)}`
  if (type === 'boolean') return html`true or false`
  return html`${typeof type === 'string' ? type : 'octets'}`
}

/** A section for each named schema: what it is, and its fields when it has some. */
export function schemaSections(schemas: Readonly<Record<string, SchemaObject>>): Html[] {
  return Object.entries(schemas).map(([name, schema]) => {
    const rows = fieldRows(schema, '')
    const about = typeof schema.description === 'string' ? html`<p>${prose(schema.description)}</p>` : ''
    if (rows.length === 0) {
      return html`<section><h3 id="schema-${name}">${name}</h3><p>${schemaWords(schema)}</p></section>`
    }
    return html`<section><h3 id="schema-${name}">${name}</h3>${about}<div class="scroll"><table>
<caption>Fields of ${name}</caption>
<thead><tr><th scope="col">Field</th><th scope="col">Is</th><th scope="col">Always there</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`
  })
}

/** One row for each field; those of an object within, and of objects in a list, follow under its name. */
function fieldRows(schema: SchemaObject, within: string): Html[] {
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(asSchema(schema.properties)).flatMap(([name, value]) => {
    const field = asSchema(value)
    const path = within + name
    return [
      html`<tr><th scope="row"><code>${path}</code></th><td>${schemaWords(field)}</td><td>${required.includes(name) ? 'yes' : 'no'}</td></tr>`,
      ...innerRows(field, path),
    ]
  })
}

function innerRows(field: SchemaObject, path: string): Html[] {
  if (field.type === 'object') return fieldRows(field, `${path}.`)
  if (field.type === 'array') return innerRows(asSchema(field.items), `${path}[]`)
  if (Array.isArray(field.anyOf)) return field.anyOf.flatMap((one) => innerRows(asSchema(one), path))
  return []
}

function schemaLink(name: string): Html {
  return html`<a href="#schema-${name}">${name}</a>`
}

function range({ minimum, maximum }: SchemaObject): string {
  const from = minimum === undefined ? '' : ` from ${String(minimum)}`
  return maximum === undefined ? from : `${from} to ${String(maximum)}`
}

function joined(parts: readonly Html[], between: string): Html {
  return html`${parts.flatMap((part, n) => (n === 0 ? [part] : [between, part]))}`
}

function asSchema(value: unknown): SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
