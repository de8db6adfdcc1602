/** A length of time. Hours are counted on the clock of the place; months and years on the calendar. */
export type Period = { count: number; unit: 'hours' | 'months' | 'years' }

/** Ages in whole years on the day of the order: `from` included, `under` not. Left out: no limit on that side. */
export type Ages = { from?: number; under?: number }

/** How long an order may last for people of some ages; for everybody where `ages` is left out. */
export type DurationRule = {
  ages?: Ages
  least?: Period
  most?: Period
  /** The most that it may come to with every extension. */
  mostExtended?: Period
  /** It names its last day: "until further order" is not enough. */
  fixed: boolean
  statute: string
}

/** Whose task a review is: the agency that applied, the police, or the agency that the court named. */
export const REVIEWERS = ['applicant', 'police', 'designated'] as const
export type Reviewer = (typeof REVIEWERS)[number]

/** An order made on somebody under `madeUnder` is reviewed within each period at whose end they are under `until`. */
export type ReviewRule = {
  madeUnder: number
  until: number
  every: Period
  /** The first period begins when the order is made, or when it takes effect. */
  from: 'order' | 'start'
  /** The types of order which, made later in support of this one, begin the period again, as a variation does. */
  restartedBy: readonly string[]
  by: readonly Reviewer[]
  statute: string
}

/**
 * When an order takes effect: on the day it is made, or within so many days of it. Where no law says so (`statute` is
 * left out) the limit is one beyond which a date is a slip, or puts off what is counted from the start of the order.
 */
export type StartRule = {
  withinDays: number
  /** Where the order may wait for an earlier one on the same person to end: the types that it may be, by their codes. */
  afterLinked?: readonly string[]
  statute?: string
}

/** No law of these orders names a latest start; an order for longer ahead would be applied for when it is needed. */
export const HALF_YEAR: StartRule = { withinDays: 183 }
/** What is made at once to stand until something is decided, or to stop what goes on, waits for service at most. */
export const MONTH: StartRule = { withinDays: 31 }

/** What else an order of a type must say. */
export type OtherNeed =
  | 'risk-assessment'
  | 'written-warning'
  | 'linked-order'
  | 'responsible-officer'
  | 'authorisation'

/** A need and its law; `of` are the types of order that a linked order may be. */
export type Need = { need: OtherNeed; statute: string; of?: readonly string[] }

export const COURT_TYPES = ['magistrates', 'youth', 'crown', 'county', 'high', 'family'] as const
export type CourtType = (typeof COURT_TYPES)[number]

/** A code of the national list of court results, with what it stands for. */
export type ResultCode = { code: string; means: string }

/**
 * A type of order: what the law says of it, as reference data. None of it stands in code as a constant, since law
 * changes and some of these facts are not confirmed: `notes` says which.
 *
 * `code`, `title` and `statute` stand in the text of every order that was ever sent, which a reader composes again
 * and compares: to change one needs a new version of the rendering.
 */
export type OrderType = {
  code: string
  title: string
  statute: string
  madeBy: 'court' | 'authority'
  /** The courts that can make it; empty for an authority. */
  courts: readonly CourtType[]
  /** Made because an agency applied for it; a court makes the others of its own motion too. */
  onApplication: boolean
  against: 'person' | 'premises' | 'area'
  /** Made only until something else is decided. */
  interim: boolean
  /** What it may hold: prohibitions alone, requirements alone, or either or both. */
  terms: 'prohibitions' | 'requirements' | 'either'
  /** Who may be made subject to it. */
  ages?: Ages & { statute: string }
  start: StartRule
  durations: readonly DurationRule[]
  review?: ReviewRule
  /** Each requirement names who supervises it, by this law. */
  supervisor?: { statute: string }
  /** Whoever is prohibited must know from what: people not to meet are named, and with `map` an area is marked on one. */
  clarity: { map: boolean; statute: string }
  needs: readonly Need[]
  resultCodes: readonly ResultCode[]
  /** The types that took its place, by their codes. */
  successors: readonly string[]
  /** What is not confirmed, in sentences. */
  notes: readonly string[]
}

/** What the courts said of prohibitions holds for every order that prohibits. */
export const BONESS = { map: true, statute: 'R v Boness [2005] EWCA Crim 2395' } as const

/** Results of later hearings, whatever the order. */
export const LATER_RESULTS: readonly ResultCode[] = [
  { code: '1029', means: 'revoked' },
  { code: '1030', means: 'varied' },
  { code: '1031', means: 'extended' },
  { code: '1032', means: 'amended' },
]
