import { SENSITIVE_CATEGORIES } from '../rules/data-class.ts'
import { CATEGORIES, type Category, DATA_CLASSES, type DataClass } from '../wire/referral-fields.ts'
import type { Classification } from './kind.ts'
import type { Person } from './person.ts'

/** The categories once each, in wire order, so that two clients write the same manifest. */
function categoriesOf(named: Iterable<Category>): Category[] {
  const set = new Set(named)
  return CATEGORIES.filter((category) => set.has(category))
}

/** What a person's sensitive information makes them besides (M4 names victims and witnesses; BP6 people in treatment). */
function categoriesBySensitive({ sensitive = [] }: Person): Category[] {
  return sensitive.flatMap(({ type }) =>
    type === 'victim' || type === 'witness' || type === 'drug-treatment' ? [type] : [],
  )
}

/** At least `least`, and sensitive where the people, or what is said of them, make it so (M4). */
export function classificationOf(
  least: DataClass,
  categories: Iterable<Category>,
  people: readonly Person[] = [],
): Classification {
  const all = categoriesOf([...categories, ...people.flatMap(categoriesBySensitive)])
  const sensitive =
    all.some((category) => SENSITIVE_CATEGORIES.includes(category)) ||
    people.some((person) => (person.sensitive ?? []).length > 0)
  if (sensitive) return { dataClass: 'sensitive-personal', categories: all }
  const personal = all.length > 0 || people.length > 0
  return { dataClass: personal ? higher(least, 'personal') : least, categories: all }
}

function higher(one: DataClass, other: DataClass): DataClass {
  return DATA_CLASSES.indexOf(one) < DATA_CLASSES.indexOf(other) ? other : one
}
