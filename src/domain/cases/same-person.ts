import type { Person } from '../kinds/person.ts'

/** How two descriptions of people come to seem of one person. */
export type SameReason =
  /** both have the name, in whatever order and spelling of its parts */
  | 'name'
  /** a name of the one is another name of the other, or both have another name in common */
  | 'alias'
  | 'date-of-birth'

/**
 * A guess that two descriptions are of one person, for somebody to look at: never more. `contradicted` when their dates of
 * birth differ.
 */
export type SamePerson = { reasons: SameReason[]; contradicted: boolean }

/** Who is looked for: by a name, a date of birth, or both. */
export type Wanted = Partial<Pick<Person, 'name' | 'aliases' | 'dateOfBirth'>>

/**
 * A name as it is compared: without accents, marks and case, its parts in the order of the alphabet, since one agency writes
 * the family name first and another does not. Empty where it is no name.
 */
export function comparedName(name: string): string {
  const compared = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/['’`.-]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
    .sort()
    .join(' ')
  return NO_NAMES.has(compared) ? '' : compared
}

/** What is written where nobody knows a name, as it is compared: the nameless are not one person. */
const NO_NAMES = new Set(['known name not', 'known not', 'name unknown', 'unknown', 'anonymous'])

/**
 * Whether somebody who is looked for may be this person (Q12); null when nothing says so. A date of birth alone is enough only
 * where no name is asked for: thousands share one.
 */
export function maybeSame(wanted: Wanted, person: Person): SamePerson | null {
  const [theirs, others] = [namesOf(wanted), namesOf(person)]
  const isBorn = wanted.dateOfBirth !== undefined && wanted.dateOfBirth === person.dateOfBirth
  const contradicted = wanted.dateOfBirth !== undefined && person.dateOfBirth !== undefined && !isBorn
  const isNamed = theirs.name !== '' && theirs.name === others.name
  const isAlso = !isNamed && [...theirs.all].some((name) => others.all.has(name))
  if (theirs.all.size > 0 ? !isNamed && !isAlso : !isBorn) return null
  return {
    reasons: [
      ...(isNamed ? (['name'] as const) : []),
      ...(isAlso ? (['alias'] as const) : []),
      ...(isBorn ? (['date-of-birth'] as const) : []),
    ],
    contradicted,
  }
}

function namesOf({ name = '', aliases = [] }: Wanted) {
  const all = new Set([name, ...aliases].map(comparedName).filter((one) => one !== ''))
  return { name: comparedName(name), all }
}
