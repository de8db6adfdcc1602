import Type, { type Static } from 'typebox'
import type { Fault } from '../wire/check.ts'
import { Line } from '../wire/primitives.ts'
import { CATEGORIES, Category, DataClass } from '../wire/referral-fields.ts'
import { classificationOf } from './classification.ts'
import { formatMoment, Moment, Text } from './fields.ts'
import { type Classification, type Defaults, type Law, USUAL_BASES, USUAL_MARKING } from './kind.ts'
import { field, type Part, type Section, textSection } from './layout.ts'

/**
 * What records of disclosures that were not made here have in common (M15). What was told or handed over went its own way; the
 * record goes to whoever had it, through the same rules and into the same log, so that the register shows it.
 */

const CLOSED = { additionalProperties: false } as const

export const recordFields = {
  /** When it was told or handed over, in the place where that was. */
  at: Moment,
  discloser: Type.Object({ name: Line(120), position: Line(120) }, CLOSED),
  /** The person who had it, of the agency whose mailbox the record goes to. */
  receiver: Type.Object({ name: Line(120), position: Line(120), agency: Line(200) }, CLOSED),
  /** What was disclosed, in so few words that the record is no second disclosure of it all. */
  summary: Text(2000),
  /** Why it was shared: every case is considered by itself, on evidence (L15). */
  justification: Text(2000),
  caveats: Type.Optional(Text(2000)),
  /** Of all that was disclosed, not of the summary alone: only whoever disclosed it can say. */
  contains: Type.Object(
    {
      dataClass: DataClass,
      categories: Type.Array(Category, { maxItems: CATEGORIES.length, uniqueItems: true }),
    },
    CLOSED,
  ),
}
type DisclosureRecord = Static<ReturnType<typeof Type.Object<typeof recordFields>>>

export const RECORD_DEFAULTS: Omit<Defaults, 'keep'> = {
  purpose: 'services-to-individuals',
  urgency: 'routine',
  answer: null,
  consent: null,
  marking: USUAL_MARKING,
  bases: USUAL_BASES,
  recipients: [],
}

/** By whom, to whom and when; `how` says by what means. */
export function disclosureParts({ at, discloser, receiver }: DisclosureRecord, how: readonly Part[]): Part[] {
  return [
    field('When', formatMoment(at)),
    field('By', `${discloser.name}, ${discloser.position}`),
    field('To', `${receiver.name}, ${receiver.position}, ${receiver.agency}`),
    ...how,
  ]
}

export function recordSections({ summary, justification, caveats }: DisclosureRecord): Section[] {
  return [
    ...textSection('WHAT WAS DISCLOSED, IN SHORT', summary),
    ...textSection('WHY IT WAS SHARED', justification),
    ...textSection('CAVEATS', caveats),
  ]
}

/** What has not happened yet cannot be recorded. The schema knows no day, so it is asked where the law's day is known. */
export function notYetFaults({ at }: DisclosureRecord, { day }: Law): Fault[] {
  return at.date > day
    ? [{ path: '/at/date', message: 'is still to come: record a disclosure once it has been made' }]
    : []
}

export function classifyRecord({ contains }: DisclosureRecord): Classification {
  return classificationOf(contains.dataClass, contains.categories)
}
