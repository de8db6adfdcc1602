import { type LegalBasis, WHEN_UNCERTAIN } from '../legal-bases.ts'
import type { Regime } from '../rule-set.ts'
import { type Case, type Finding, nameOf, needs, withStanding } from './case.ts'
import { isOf } from './misnamed.ts'

/** Every recipient is reached by a named power, or by an exemption for what the law requires (L1, D6). */
export function disclosureRules(named: readonly LegalBasis[], regime: Regime, that: Case): Finding[] {
  if (named.some(({ effect }) => effect.type === 'exemption' && effect.discloses)) return []
  const { power } = that.rules.sources
  const { proceedings } = regime.examples
  const reached = named.flatMap(({ effect }) => (effect.type === 'power' ? effect.recipients : []))
  if (reached.length === 0) {
    return [
      needs(
        power,
        `Personal data is shared under a legal power: name ${power.example} where it is necessary or expedient for the Act, or ${proceedings} where the law, a court order or legal proceedings require it. ${WHEN_UNCERTAIN}`,
      ),
    ]
  }
  // What an agency is that has not signed, nobody says; it is refused for that.
  return withStanding(that.recipients)
    .filter((party) => !isOf(party, { classes: reached }))
    .map((party) =>
      needs(
        power,
        `${power.statute} allows disclosure to relevant authorities, and ${nameOf(party)} is not one: name ${proceedings} as well if the law, a court order or legal proceedings require it, or leave ${nameOf(party)} out.`,
      ),
    )
}
