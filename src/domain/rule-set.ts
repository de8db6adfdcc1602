import type { LegalBasis, RegimeId } from './legal-bases.ts'
import type { OrderType } from './orders/order-type.ts'
import type { RuleSetId } from './wire/agreement.ts'
import type { Scheme } from './wire/referral-fields.ts'

/** The guidance that most rules of the partnership come from. */
export const GUIDANCE = 'Information sharing for community safety, guidance of March 2010'

/** Where a rule comes from: its id in the requirements, and the law or guidance that says it. */
export type Source = { rule: string; statute: string }

/** What every disclosure of personal data observes, whatever its basis. */
export type Principle = Source & { name: string; sentence: string }

/** A regime of data protection, applied whole: its conditions, and what to offer a person who has named none. */
export type Regime = {
  id: RegimeId
  /** As a sentence uses it: `the UK GDPR`. */
  name: string
  statute: string
  personalCondition: Source
  sensitiveCondition: Source
  /** Where information about offences needs a condition that reaches it. */
  offences?: Source & { example: string }
  examples: { personalCondition: string; sensitiveCondition: string; proceedings: string }
}

/** A row that an amendment has ended: since which day, by which edition, and why in its co-ordinator's words. */
export type Ended = { since: string; edition: number; reason: string } & (
  | { row: 'basis'; name: string; basis: LegalBasis }
  | { row: 'descriptor' | 'level'; name: string }
)

/**
 * The law and the markings of a time, as reference data. An agreement names its rule set, and the set is
 * applied whole whatever the calendar says: its rows end by an amendment alone (`rule-amendments.ts`).
 */
export type RuleSet = {
  id: RuleSetId
  title: string
  /** 1 as it stands in this program; of a set that was amended, the highest whose day has come */
  edition: number
  /** rows that were in force and are no more */
  ended: readonly Ended[]
  marking: {
    scheme: Scheme
    /** The highest level that may travel under this rule set. */
    ceiling: string
    descriptors: readonly string[]
    /** Levels that say too little without a descriptor. */
    needsDescriptor: readonly string[]
    /** Levels too low for personal data. */
    notForPersonal: readonly string[]
    source: Source
  }
  bases: readonly LegalBasis[]
  /** The types of order that exist in this time. */
  orders: readonly OrderType[]
  /** The regimes a disclosure can be made under; the first is the usual one. */
  regimes: readonly [Regime, ...Regime[]]
  principles: readonly Principle[]
  /** Whom the law of each duty comes from, so that a refusal can say it. */
  sources: {
    power: Source & { example: string }
    /** what makes data sensitive (M4) */
    sensitive: Source
    notification: Source
    destruction: Source
  }
}
