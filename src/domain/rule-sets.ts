import type { RuleSet } from './rule-set.ts'
import { UK_2010 } from './rule-sets/uk-2010.ts'
import { UK_2026 } from './rule-sets/uk-2026.ts'
import type { RuleSetId } from './wire/agreement.ts'

const RULE_SETS_BY_ID: Readonly<Record<RuleSetId, RuleSet>> = { 'uk-2010': UK_2010, 'uk-2026': UK_2026 }

/** Every rule set there is. */
export const RULE_SETS: readonly RuleSet[] = Object.values(RULE_SETS_BY_ID)

/** The rule set that an agreement names. */
export function ruleSet(id: RuleSetId): RuleSet {
  return RULE_SETS_BY_ID[id]
}
