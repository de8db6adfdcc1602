import { basisOf, type LegalBasis } from '../legal-bases.ts'
import { type Case, type Finding, GUIDANCE, isPersonal, nameOf, needs, type Party, refused } from './case.ts'

const CHOICE = { rule: 'L13', statute: `${GUIDANCE}, section 2.4.2` }

/**
 * Personal data need a basis for disclosing them to each recipient and a condition for processing them;
 * sensitive personal data a second condition as well (L1, D1). An exemption replaces no condition: section 29
 * exempts from the first principle except the duty to meet Schedules 2 and 3. Depersonalised information needs
 * no basis at all (L14); one that is named must still be true.
 */
export function legalBasisRules(that: Case): Finding[] {
  const { fields, rules } = that
  const named: LegalBasis[] = []
  const findings: Finding[] = []
  for (const code of fields.bases) {
    const basis = basisOf(rules.bases, code)
    if (basis) named.push(basis)
    else
      findings.push(
        refused(CHOICE, `${code} is not a legal basis under this agreement's rules (${rules.title}).`),
      )
  }
  for (const basis of named) findings.push(...misnamed(basis, that))
  if (isPersonal(fields)) findings.push(...disclosure(named, that), ...conditions(named, that))
  return findings
}

/** A basis that is named but cannot apply here: a wrong reason in the register is worse than none. */
function misnamed(basis: LegalBasis, { fields, sender, recipients }: Case): Finding[] {
  const { effect } = basis
  switch (effect.type) {
    case 'duty': {
      if (isPersonal(fields)) {
        return [
          refused(
            basis,
            `${basis.statute} covers ${effect.only} information only, and this is ${fields.dataClass}. Leave it out, or depersonalise the referral.`,
          ),
        ]
      }
      return [sender, ...recipients]
        .filter((party) => !isRelevantAuthority(party))
        .map((party) =>
          refused(
            basis,
            `${basis.statute} is a duty between relevant authorities, and ${nameOf(party)} is not one. Leave it out: depersonalised information needs no legal basis.`,
          ),
        )
    }
    case 'condition':
      return consentFits(basis, effect.consent, fields.consent)
    case 'power':
    case 'exemption':
      return []
    default:
      return effect satisfies never
  }
}

function consentFits(basis: LegalBasis, wanted: 'given' | 'refused' | undefined, consent: string): Finding[] {
  if (wanted === undefined || consent === wanted) return []
  if (wanted === 'given' && consent === 'refused') {
    return [
      refused(
        basis,
        `${basis.statute} rests on permission, and permission was refused. Choose another condition.`,
      ),
    ]
  }
  return [
    needs(
      basis,
      wanted === 'given'
        ? `${basis.statute} rests on permission: record that consent was given, or choose another condition.`
        : `${basis.statute} is for consent that was unreasonably withheld: record that consent was refused, or choose another condition.`,
    ),
  ]
}

/** Every recipient is reached by a named power, or by an exemption for what the law requires (L1, D6). */
function disclosure(named: readonly LegalBasis[], { rules, recipients }: Case): Finding[] {
  if (named.some(({ effect }) => effect.type === 'exemption' && effect.discloses)) return []
  const { power, proceedings } = rules.examples
  if (!named.some(({ effect }) => effect.type === 'power')) {
    return [
      needs(
        rules.sources.power,
        `Personal data is shared under a legal power: name ${power} where it is necessary or expedient for the Act, or ${proceedings} where the law, a court order or legal proceedings require it.`,
      ),
    ]
  }
  return recipients
    .filter((party) => !isRelevantAuthority(party))
    .map((party) =>
      needs(
        rules.sources.power,
        `${rules.sources.power.statute} allows disclosure to relevant authorities, and ${nameOf(party)} is not one: name ${proceedings} as well if the law, a court order or legal proceedings require it, or leave ${nameOf(party)} out.`,
      ),
    )
}

function conditions(named: readonly LegalBasis[], { fields, rules }: Case): Finding[] {
  const meets = (dataClass: 'personal' | 'sensitive-personal') =>
    named.some(({ effect }) => effect.type === 'condition' && effect.for === dataClass)
  const findings: Finding[] = []
  if (!meets('personal')) {
    findings.push(
      needs(
        rules.sources.personalCondition,
        `Personal data needs at least one condition for processing: name one, such as ${rules.examples.personalCondition}.`,
      ),
    )
  }
  if (fields.dataClass === 'sensitive-personal' && !meets('sensitive-personal')) {
    findings.push(
      needs(
        rules.sources.sensitiveCondition,
        `Sensitive personal data needs a further condition: name one, such as ${rules.examples.sensitiveCondition}.`,
      ),
    )
  }
  return findings
}

/** S4 §2.2.3 (A4). A team, such as a YOT, counts through the agency that it is part of. */
function isRelevantAuthority({ agency }: Party): boolean {
  return agency?.legalClasses.includes('relevant') ?? false
}
