import type { LegalBasis } from './legal-bases.ts'
import type { RuleSetId } from './wire/agreement.ts'
import type { Scheme } from './wire/referral-fields.ts'

/** Where a rule comes from: its id in the requirements, and the law or guidance that says it. */
export type Source = { rule: string; statute: string }

/**
 * The law and the markings of a time, as reference data. An agreement names its rule set, and the set is
 * applied whole whatever the calendar says.
 */
export type RuleSet = {
  id: RuleSetId
  title: string
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
  /** Whom the law of each duty comes from, so that a refusal can say it. */
  sources: {
    power: Source
    personalCondition: Source
    sensitiveCondition: Source
    notification: Source
    destruction: Source
  }
  /** What to offer a person who has named no condition. */
  examples: { power: string; personalCondition: string; sensitiveCondition: string; proceedings: string }
}
