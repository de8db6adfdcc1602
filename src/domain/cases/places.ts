import Type, { type TSchema } from 'typebox'
import Value from 'typebox/value'
import { Person, personFields } from '../kinds/person.ts'
import { type Kind, kindOf } from '../kinds.ts'
import { Category, type KindName } from '../wire/referral-fields.ts'

/** Where the form of a kind has a person, or several. */
export type Place = {
  /** `informer`, `reported.informer`: the names of the fields, divided by dots */
  name: string
  /** whether several people stand there */
  many: boolean
  /** every field that a person has there: those of a person, and what this place asks besides */
  fields: ReadonlySet<string>
  /** whom one expects there; empty where the form asks it of each */
  roles: readonly Category[]
}

/** Somebody whom filled-in data name. */
export type Named = { place: string; person: Person; roles: Category[] }

/** Whom one expects under the name of a field. Who is not named here is somebody else, or the form says of each who they are. */
const EXPECTED: Readonly<Record<string, readonly Category[]>> = {
  informer: ['informer'],
  suspectedPerpetrators: ['suspected-perpetrator'],
  perpetrators: ['suspected-perpetrator'],
  offenders: ['suspected-perpetrator'],
  offender: ['suspected-perpetrator'],
  victim: ['victim'],
  victims: ['victim'],
  witness: ['witness'],
  witnesses: ['witness'],
  subject: ['subject-of-order'],
  youngPerson: ['young-person'],
  childrenAtRisk: ['victim', 'young-person'],
  client: ['drug-treatment'],
}
const OTHERS: readonly Category[] = ['other-subject']
const Roles = Type.Array(Category)

/** The places of a kind's form, in the order of the form. @param data what says which form it is, where there are several */
export function placesOf(kind: KindName, data: unknown): Place[] {
  const places: Place[] = []
  walk(formOf(kindOf(kind), data), [], (path, schema) => {
    const at = path.indexOf('*')
    // What stands within each of several other things is nobody's place until those are filled in.
    if (at !== -1 && at !== path.length - 1) return
    const fields = new Set(Object.keys(schema.properties))
    const names = path.filter((one) => one !== '*')
    places.push({ name: names.join('.'), many: at !== -1, fields, roles: expectedAt(names, fields) })
  })
  return places
}

/** Everybody whom the data of a referral name where its form has people, as far as they are in the form. */
export function peopleIn(kind: KindName, data: unknown): Named[] {
  const found: Named[] = []
  walk(formOf(kindOf(kind), data), [], (path, schema) => {
    const names = path.filter((one) => one !== '*')
    for (const value of valuesAt(data, path)) {
      const person = personOf(value)
      if (!person) continue
      const expected = expectedAt(names, new Set(Object.keys(schema.properties)))
      const own = rolesOf(value)
      found.push({ place: names.join('.'), person, roles: own.length > 0 ? own : [...expected] })
    }
  })
  return found
}

/** The form that the data fill in; any one of them where they do not say. */
function formOf({ forms, schema }: Kind, data: unknown): TSchema {
  if (!forms) return schema
  const named = fieldOf(data, forms.field)
  return forms.all.find(({ name }) => name === named)?.schema ?? schema
}

type PersonSchema = { properties: Record<string, TSchema> }

function walk(schema: TSchema, path: string[], found: (path: string[], schema: PersonSchema) => void): void {
  if (Type.IsObject(schema)) {
    if (Object.keys(personFields).every((name) => Object.hasOwn(schema.properties, name))) {
      found(path, schema)
      return
    }
    for (const [name, part] of Object.entries(schema.properties)) walk(part, [...path, name], found)
  }
  if (Type.IsArray(schema)) walk(schema.items, [...path, '*'], found)
}

function expectedAt(names: readonly string[], fields: ReadonlySet<string>): readonly Category[] {
  if (fields.has('roles')) return []
  return EXPECTED[names.at(-1) ?? ''] ?? OTHERS
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  if (name === undefined) return [value]
  if (name === '*') return Array.isArray(value) ? value.flatMap((one) => valuesAt(one, rest)) : []
  return valuesAt(fieldOf(value, name), rest)
}

/** A field of an object; undefined where it has none of its own, or is no object. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

/** What of a person's place is about the person alone. */
function personOf(value: unknown): Person | null {
  const person = Object.fromEntries(
    Object.keys(personFields).flatMap((name) => {
      const field = fieldOf(value, name)
      return field === undefined ? [] : [[name, field]]
    }),
  )
  return Value.Check(Person, person) ? person : null
}

function rolesOf(value: unknown): Category[] {
  const roles = fieldOf(value, 'roles')
  return Value.Check(Roles, roles) ? roles : []
}
