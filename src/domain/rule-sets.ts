import { basisOf, type LegalBasis } from './legal-bases.ts'
import { amendedOn } from './rule-amendments.ts'
import type { RuleSet } from './rule-set.ts'
import { UK_2010 } from './rule-sets/uk-2010.ts'
import { UK_2026 } from './rule-sets/uk-2026.ts'
import type { RuleSetId } from './wire/agreement.ts'
import type { ListedAgreement } from './wire/directory.ts'
import type { RuleChange } from './wire/trust/rules.ts'

const RULE_SETS_BY_ID: Readonly<Record<RuleSetId, RuleSet>> = { 'uk-2010': UK_2010, 'uk-2026': UK_2026 }

/** Every rule set there is, as it stands in this program: its first edition. */
export const RULE_SETS: readonly RuleSet[] = Object.values(RULE_SETS_BY_ID)

/** The first edition of a rule set. What holds under an agreement on a day, `rulesOf` says. */
export function ruleSet(id: RuleSetId): RuleSet {
  return RULE_SETS_BY_ID[id]
}

/**
 * The rules under which an agreement stands on a day: those that it names, with what its co-ordinators have amended by then.
 *
 * @param day `YYYY-MM-DD`: that of the referral, so that it is judged by the rows of its own day
 */
export function rulesOf(
  { ruleSet: id, amendments }: Pick<ListedAgreement, 'ruleSet' | 'amendments'>,
  day: string,
): RuleSet {
  return amendedOn(ruleSet(id), day, amendments)
}

/**
 * A legal basis of any rule set, or of any of these amendments, in force or ended: what somebody named once can be looked up. A
 * code means the same under every set.
 */
export function knownBasis(
  code: string,
  amendments: readonly { changes: readonly RuleChange[] }[],
): LegalBasis | undefined {
  const added = amendments.flatMap(({ changes }) =>
    changes.flatMap((one) => (one.change === 'add-basis' ? [one.basis] : [])),
  )
  return basisOf([...RULE_SETS.flatMap(({ bases }) => bases), ...added], code)
}
