import { basisOf, type LegalBasis, WHEN_UNCERTAIN } from '../legal-bases.ts'
import { type Case, type Finding, GUIDANCE, isPersonal, needs, refused } from './case.ts'
import { conditionRules } from './conditions.ts'
import { disclosureRules } from './disclosure.ts'
import { whyEnded } from './ended.ts'
import { misnamed } from './misnamed.ts'
import { mixedRegimes, regimeOf, usedRegimes } from './regime.ts'

const CHOICE = { rule: 'L13', statute: `${GUIDANCE}, section 2.4.2` }

/**
 * Personal data need a basis for disclosing them to each recipient and a condition for processing them;
 * sensitive personal data a second condition as well (L1, D1). An exemption replaces no condition: section 29
 * exempts from the first principle except the duty to meet Schedules 2 and 3. What is only supporting replaces
 * nothing. Depersonalised information needs no basis at all (L14); one that is named must still be true.
 */
export function legalBasisRules(that: Case): Finding[] {
  const { fields, rules } = that
  const named: LegalBasis[] = []
  const findings: Finding[] = []
  for (const code of fields.bases) {
    const basis = basisOf(rules.bases, code)
    if (basis) named.push(basis)
    else {
      const why =
        whyEnded(that, 'basis', code) ??
        `${code} is not a legal basis under this agreement's rules (${rules.title}).`
      findings.push(refused(CHOICE, `${why} ${WHEN_UNCERTAIN}`))
    }
  }
  for (const basis of named) findings.push(...misnamed(basis, that))
  if (!isPersonal(fields)) return findings
  const mixed = mixedRegimes(named, rules)
  if (mixed) findings.push(mixed)
  const regime = regimeOf(named, rules)
  findings.push(...disclosureRules(named, regime, that))
  findings.push(...(mixed ? missingInAll(named, that) : conditionRules(named, regime, that)))
  return findings
}

/**
 * Where bases of several regimes are named, what is missing whichever of them is kept: what only one of them lacks may not
 * be missing at all, and is not said until one is chosen.
 */
function missingInAll(named: readonly LegalBasis[], that: Case): Finding[] {
  const used = usedRegimes(named, that.rules).map(({ regime, bases }) => ({
    name: regime.name,
    findings: conditionRules(bases, regime, that),
  }))
  const [first, ...others] = used
  const lacking = (first?.findings ?? []).filter(({ reason: { rule } }) =>
    others.every(({ findings }) => findings.some(({ reason }) => reason.rule === rule)),
  )
  return lacking.map(({ reason: { rule, statute } }) =>
    needs(
      { rule, statute },
      used
        .map(({ name, findings }) => {
          const { sentence = '' } = findings.find(({ reason }) => reason.rule === rule)?.reason ?? {}
          return `If you keep those of ${name}: ${sentence}`
        })
        .join(' '),
    ),
  )
}
