import type { Person } from '../kinds/person.ts'
import { kindOf } from '../kinds.ts'
import type { Category, KindName } from '../wire/referral-fields.ts'
import { CaseChangeError } from './change.ts'
import { fieldOf, type Place, placesOf } from './places.ts'
import { comparedName } from './same-person.ts'

/** What says who somebody is: taken over unasked. */
const IDENTIFYING = ['name', 'aliases', 'dateOfBirth', 'youngPerson', 'address'] as const
/** What is taken over only where it is asked for: no more is shared than is needed (D4, T2). */
export const FURTHER_FIELDS = ['contact', 'description', 'sensitive'] as const
export type FurtherField = (typeof FURTHER_FIELDS)[number]

/** Somebody of a case who is to stand in a form. */
export type Filling = {
  /** what they are called by in the case */
  number: number
  person: Person
  roles: readonly Category[]
  /** the place in the form; where it is left out, the first that their roles are of */
  place?: string
}

/** A form with people filled in, and where each of them stands. */
export type Filled = { data: unknown; placed: { number: number; place: string }[] }

/**
 * Puts people of a case into the form of a kind without anybody keying them again (B5). What the data say already counts: who is
 * named there has their missing fields filled in, whoever is not is added.
 *
 * @param data the form so far; `{}` for a new one, with the field that says which form it is where there are several
 * @throws CaseChangeError when the form has no place for somebody
 */
export function fillForm(
  kind: KindName,
  data: unknown,
  people: readonly Filling[],
  further: readonly FurtherField[] = [],
): Filled {
  const fields: string[] = [
    ...IDENTIFYING,
    ...further,
    ...(further.includes('contact') ? ['safeToContact'] : []),
  ]
  let filled = data
  const placed: Filled['placed'] = []
  for (const one of people) {
    const place = placeFor(kind, filled, one)
    filled = put(filled, place, one, fields)
    placed.push({ number: one.number, place: place.name })
  }
  return { data: filled, placed }
}

/**
 * Where in a form people usually stand, by their roles: null for whom that does not follow, and for whom a place has no room after
 * those before them.
 *
 * @param data what says which form it is, where there are several
 */
export function usualPlaces(
  kind: KindName,
  data: unknown,
  people: readonly Pick<Filling, 'number' | 'roles'>[],
): Map<number, string | null> {
  const places = placesOf(kind, data)
  const taken = new Set<string>()
  return new Map(
    people.map(({ number, roles }) => {
      const usual = usualAmong(
        places.filter(({ name, many }) => many || !taken.has(name)),
        roles,
      )
      if (usual) taken.add(usual.name)
      return [number, usual?.name ?? null]
    }),
  )
}

/**
 * The first place that the roles are of, or else the one that takes anybody: but for whoever informed, whom nobody is told of where
 * the form does not ask for them.
 */
function usualAmong(places: readonly Place[], roles: readonly Category[]): Place | undefined {
  const own = places.find((one) => one.roles.some((role) => roles.includes(role)))
  if (own || roles.includes('informer')) return own
  return places.find((one) => one.roles.length === 0) ?? (places.length === 1 ? places[0] : undefined)
}

function placeFor(kind: KindName, data: unknown, { number, roles, place }: Filling): Place {
  const places = placesOf(kind, data)
  const choices = places.map(({ name }) => name).join(', ')
  if (places.length === 0) {
    const forms = kindOf(kind).forms
    const unsaid = forms !== null && fieldOf(data, forms.field) === undefined
    throw new CaseChangeError(
      unsaid
        ? `The kind ${kind} has several forms: say which with the field ${forms.field} of the data.`
        : `The form of the kind ${kind} has no place for a person.`,
    )
  }
  if (place !== undefined) {
    const named = places.find(({ name }) => name === place)
    if (named) return named
    throw new CaseChangeError(`The form of the kind ${kind} has no place ${place}. It has ${choices}.`)
  }
  const chosen = usualAmong(places, roles)
  if (chosen) return chosen
  throw new CaseChangeError(
    `Where person ${number} stands in the kind ${kind} does not follow from their roles: write --person ${number}:PLACE, with one of ${choices}.`,
  )
}

function put(data: unknown, place: Place, one: Filling, fields: readonly string[]): unknown {
  const path = place.name.split('.')
  const known = knownOf(one, place, fields)
  if (!place.many) return changedAt(data, path, (there) => merged(there, one, known))
  return changedAt(data, path, (there) => {
    const rows: unknown[] = Array.isArray(there) ? there : []
    const at = rows.findIndex((row) => isNamed(row, one.person))
    return at === -1
      ? [...rows, known]
      : rows.map((row, n) => (n === at ? { ...known, ...objectOf(row) } : row))
  })
}

/** What the case knows that this place has a field for. */
function knownOf({ person, roles }: Filling, place: Place, fields: readonly string[]) {
  const known = Object.entries(person).filter(([name]) => fields.includes(name) && place.fields.has(name))
  return {
    ...Object.fromEntries(known),
    ...(place.fields.has('roles') && roles.length > 0 ? { roles: [...roles] } : {}),
  }
}

function merged(there: unknown, { number, person }: Filling, known: object): object {
  const name = fieldOf(there, 'name')
  if (name !== undefined && name !== person.name && !isNamed(there, person))
    throw new CaseChangeError(`The form names somebody else already where person ${number} would stand.`)
  return { ...known, ...objectOf(there) }
}

const isNamed = (value: unknown, person: Person): boolean => {
  const name = fieldOf(value, 'name')
  const compared = comparedName(person.name)
  return typeof name === 'string' && compared !== '' && comparedName(name) === compared
}

const objectOf = (value: unknown): object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

function changedAt(
  value: unknown,
  [name, ...rest]: readonly string[],
  change: (there: unknown) => unknown,
): unknown {
  if (name === undefined) return change(value)
  return { ...objectOf(value), [name]: changedAt(fieldOf(value, name), rest, change) }
}
