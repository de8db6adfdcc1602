import type { ComponentChildren } from 'preact'
import Type, { type Static } from 'typebox'
import { Uuid } from '../../../domain/wire/primitives.ts'
import type { DisclosureFilters } from '../../../domain/wire/register-response.ts'
import { MOST_ITEMS } from '../../../domain/wire/review.ts'
import { type Outcome, ReviewItem } from '../../../domain/wire/review-papers.ts'
import {
  type SampleDefinition,
  type SampleRemark,
  SampleRemarks,
} from '../../../domain/wire/review-statement.ts'

/** Every report is marked with this, first and last and on every page. */
export const REPORT_MARKING = 'RESTRICTED'

/** What an outcome is called on the page; in files it has the name of the papers. */
export const OUTCOME_NAMES: Readonly<Record<Outcome, string>> = {
  'in-order': 'in order',
  question: 'question',
  fault: 'fault',
}

/** What a report says, before it is a page or a table. */
export type ReportContents = {
  review: string
  title: string
  /** post and number of whoever signs it, and their agency */
  by: { post: string; agency: string; fingerprint: string }
  /** a draft is signed by nobody, and says so */
  isDraft: boolean
  time: string
  of: { sample: SampleDefinition } | { register: DisclosureFilters }
  checkpoint: { size: string; root: string }
  items: readonly ReviewItem[]
  /** further parts of the page, such as statistics: each with a heading of its own */
  appendices?: readonly ComponentChildren[]
}

/** `report.json`: what was found, for a program. */
export const ReportJson = Type.Object(
  {
    review: Uuid,
    title: Type.String(),
    /** on the ends of a sample's range, and on what was drawn; none of a selection */
    remarks: SampleRemarks,
    items: Type.Array(ReviewItem, { maxItems: MOST_ITEMS }),
  },
  { additionalProperties: false },
)
export type ReportJson = Static<typeof ReportJson>

export const reportJson = ({ review, title, of, items }: ReportContents): ReportJson => ({
  ...{ review, title, remarks: remarksOf(of), items: [...items] },
})

/** What is remarked of whatever was reviewed. */
export const remarksOf = (of: ReportContents['of']): SampleRemark[] =>
  'sample' in of ? of.sample.remarks : []

/** How often each outcome was found; what has none yet is not counted. */
export function countOutcomes(items: readonly ReviewItem[]): Record<Outcome, number> {
  const counts = { 'in-order': 0, question: 0, fault: 0 }
  for (const { outcome } of items) if (outcome) counts[outcome] += 1
  return counts
}

/** How many were drawn, and how many were asked for where there were fewer. */
export const sampleWords = (drawn: number, asked: number): string =>
  drawn === asked ? String(drawn) : `${drawn} (${asked} were asked for)`

/** A time to the minute, in UTC. */
export const minuteOf = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`
