import type { LegalBasis, RegimeId } from '../legal-bases.ts'
import type { Regime, RuleSet } from '../rule-set.ts'
import { type Finding, refused } from './case.ts'

/** The regime that the named bases belong to; the usual one when none says. */
export function regimeOf(named: readonly LegalBasis[], { regimes }: RuleSet): Regime {
  return regimes.find(({ id }) => named.some((basis) => regimeIdOf(basis) === id)) ?? regimes[0]
}

/** A regime is applied whole: a condition of one is not completed by one of another (D1). */
export function mixedRegimes(named: readonly LegalBasis[], { regimes }: RuleSet): Finding | null {
  const used = regimes
    .map((regime) => ({ regime, codes: codesOf(named, regime.id) }))
    .filter(({ codes }) => codes !== '')
  if (used.length < 2) return null
  const belonging = used.map(({ regime, codes }) => `${codes} to ${regime.name}`).join(', ')
  const mending = used
    .map(({ regime: { name, examples } }) => {
      const { personalCondition, sensitiveCondition } = examples
      return `for ${name} conditions such as ${personalCondition} with ${sensitiveCondition}`
    })
    .join(', or ')
  return refused(
    { rule: 'D1', statute: used.map(({ regime }) => regime.statute).join('; ') },
    `A disclosure is made under one regime, whole, and these belong to several: ${belonging}. Keep those of one and leave out the others; name ${mending}.`,
  )
}

function codesOf(named: readonly LegalBasis[], id: RegimeId): string {
  return named
    .filter((basis) => regimeIdOf(basis) === id)
    .map(({ code }) => code)
    .join(', ')
}

function regimeIdOf({ effect }: LegalBasis): RegimeId | undefined {
  return 'regime' in effect ? effect.regime : undefined
}
