import type { LegalBasis } from './legal-bases.ts'
import type { RuleSet } from './rule-set.ts'

/** The bases by what naming them does, conditions by their regime, in the order in which they are reasoned. */
export function basisGroups({
  bases,
  regimes,
}: Pick<RuleSet, 'bases' | 'regimes'>): { heading: string; bases: LegalBasis[] }[] {
  const those = (is: (effect: LegalBasis['effect']) => boolean) => bases.filter(({ effect }) => is(effect))
  return [
    { heading: 'Powers to disclose', bases: those(({ type }) => type === 'power') },
    { heading: 'Duties to disclose', bases: those(({ type }) => type === 'duty') },
    {
      heading: 'Exceptions to the duty of confidence: they replace no power and no condition',
      bases: those(({ type }) => type === 'confidence'),
    },
    {
      heading: 'Supporting: recorded with the others, and replacing no power and no condition',
      bases: those(({ type }) => type === 'supporting'),
    },
    ...regimes.flatMap(({ id, name }) => [
      {
        heading: `Conditions of ${name} for personal data`,
        bases: those(
          (effect) => effect.type === 'condition' && effect.regime === id && effect.for === 'personal',
        ),
      },
      {
        heading: `Further conditions of ${name} for sensitive personal data`,
        bases: those(
          (effect) =>
            effect.type === 'condition' && effect.regime === id && effect.for === 'sensitive-personal',
        ),
      },
      {
        heading: `Exemptions of ${name}: they lift restrictions and replace no condition`,
        bases: those((effect) => effect.type === 'exemption' && effect.regime === id),
      },
    ]),
  ]
}
