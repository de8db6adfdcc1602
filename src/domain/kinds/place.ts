import Type, { type Static } from 'typebox'
import { Line } from '../wire/primitives.ts'
import type { Category } from '../wire/referral-fields.ts'
import { Choice } from './choices.ts'
import { field, optionalField, type Part } from './layout.ts'
import { closed } from './schema-parts.ts'

const SORTS = {
  public: 'Public place',
  dwelling: 'Somebody lives there',
  'other-premises': 'Other premises',
} as const

/** A place that a referral is about. */
export const Place = closed({
  description: Line(300),
  sort: Choice(SORTS),
  /** The name of an attached map. */
  map: Type.Optional(Line(200)),
})
export type Place = Static<typeof Place>

export function placeParts({ description, sort, map }: Place): Part[] {
  return [field('Place', description), field('Sort of place', SORTS[sort]), ...optionalField('Map', map)]
}

/**
 * Whom a place tells of without naming them. Premises are about whoever owns, keeps or lives in them, the address of a
 * shop too; a park or a street is about nobody (BP9, G2).
 */
export function categoriesOfPlace(place: Place | undefined): Category[] {
  return place === undefined || place.sort === 'public' ? [] : ['other-subject']
}
