import type { LegalBasis, RegimeId } from '../legal-bases.ts'
import type { Regime, RuleSet } from '../rule-set.ts'
import { type Finding, refused } from './case.ts'

/** The regime that the named bases belong to; the usual one when none says. */
export function regimeOf(named: readonly LegalBasis[], { regimes }: RuleSet): Regime {
  return regimes.find(({ id }) => named.some((basis) => regimeIdOf(basis) === id)) ?? regimes[0]
}

/** The regimes that any of the named bases belongs to, each with those that do. */
export function usedRegimes(
  named: readonly LegalBasis[],
  { regimes }: RuleSet,
): { regime: Regime; bases: LegalBasis[] }[] {
  return regimes
    .map((regime) => ({ regime, bases: named.filter((basis) => regimeIdOf(basis) === regime.id) }))
    .filter(({ bases }) => bases.length > 0)
}

/** A regime is applied whole: a condition of one is not completed by one of another (D1). */
export function mixedRegimes(named: readonly LegalBasis[], rules: RuleSet): Finding | null {
  const used = usedRegimes(named, rules)
  if (used.length < 2) return null
  const belonging = used
    .map(({ regime, bases }) => `${bases.map(({ code }) => code).join(', ')} to ${regime.name}`)
    .join(', ')
  const mending = used
    .map(({ regime: { name, examples } }) => {
      const { personalCondition, sensitiveCondition } = examples
      return `for ${name} conditions such as ${personalCondition} with ${sensitiveCondition}`
    })
    .join(', or ')
  return refused(
    { rule: 'D1', statute: used.map(({ regime }) => regime.statute).join('; ') },
    `A disclosure is made under one regime, whole, and these belong to several: ${belonging}. Keep those of one and leave out the others; name ${mending}. What else may be missing depends on which is kept.`,
  )
}

function regimeIdOf({ effect }: LegalBasis): RegimeId | undefined {
  return 'regime' in effect ? effect.regime : undefined
}
