import Type, { type Static } from 'typebox'
import type { Fault } from '../wire/check.ts'
import { Line } from '../wire/primitives.ts'
import { Choice } from './choices.ts'
import { formatMoment, isBefore, Moment, Text } from './fields.ts'
import { field, optionalField, type Part } from './layout.ts'
import { closed } from './schema-parts.ts'

/** The incidents that councils record most (S4 §3.2.3), with their plain names. */
const NATURES = {
  'noise-nuisance': 'Neighbour noise nuisance',
  rowdy: 'Rowdy behaviour',
  'young-people': 'Nuisance caused by young people',
  graffiti: 'Graffiti',
  vandalism: 'Vandalism',
  'fly-tipping': 'Fly-tipping',
  'abandoned-vehicle': 'Abandoned vehicle',
  intimidation: 'Harassment or intimidation',
  'gang-activity': 'Gang activity',
  other: 'Other',
} as const

/** What sort of thing happened, by code and in words. */
export const Nature = closed({
  codes: Type.Array(Choice(NATURES), { minItems: 1, maxItems: 10, uniqueItems: true }),
  text: Text(2000),
})

export function natureParts({ codes, text }: Static<typeof Nature>): Part[] {
  return [field('Nature', codes.map((code) => NATURES[code]).join('; ')), field('Details', text)]
}

/** What went on, since when, until when where it is over, and where. */
export const Behaviour = closed({
  nature: Nature,
  from: Moment,
  to: Type.Optional(Moment),
  place: Line(300),
})
export type Behaviour = Static<typeof Behaviour>

export function behaviourParts({ nature, from, to, place }: Behaviour): Part[] {
  return [
    ...natureParts(nature),
    field('From', formatMoment(from)),
    ...optionalField('To', to && formatMoment(to)),
    field('Place', place),
  ]
}

/** What its form cannot say; `path` is where the behaviour stands in the data. */
export function behaviourFaults({ from, to }: Pick<Behaviour, 'from' | 'to'>, path: string): Fault[] {
  return to !== undefined && isBefore(to, from)
    ? [{ path: `${path}/to`, message: 'must not be before the time from which it went on' }]
    : []
}
