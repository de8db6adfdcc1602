import {
  type ConditionBasis,
  isCondition,
  type LegalBasis,
  OFFENCE_CATEGORIES,
  WHEN_UNCERTAIN,
} from '../legal-bases.ts'
import type { Regime } from '../rule-set.ts'
import { type Case, type Finding, needs } from './case.ts'

/** Personal data need a condition of the regime, sensitive personal data a further one (D1–D3). */
export function conditionRules(named: readonly LegalBasis[], regime: Regime, { fields }: Case): Finding[] {
  const conditions = named.filter(isCondition)
  const findings = conditions.flatMap((basis) => incomplete(basis, fields.bases))
  const { personalCondition, sensitiveCondition, examples, name } = regime
  if (!conditions.some(({ effect }) => effect.for === 'personal')) {
    findings.push(
      needs(
        personalCondition,
        `Personal data needs at least one condition for processing: name one of ${name}, such as ${examples.personalCondition}. ${WHEN_UNCERTAIN}`,
      ),
    )
  }
  if (fields.dataClass !== 'sensitive-personal') return findings
  const further = conditions.filter(({ effect }) => effect.for === 'sensitive-personal')
  const offences = fields.categories.some((category) => OFFENCE_CATEGORIES.includes(category))
  if (further.length === 0) {
    findings.push(
      needs(
        sensitiveCondition,
        `Sensitive personal data needs a further condition: name one of ${name}, such as ${examples.sensitiveCondition}. ${WHEN_UNCERTAIN}`,
      ),
    )
  } else if (
    offences &&
    regime.offences &&
    further.every(({ effect }) => effect.covers === 'special-categories')
  ) {
    findings.push(
      needs(
        regime.offences,
        `It says that somebody may have committed an offence, which ${listed(further)} does not reach: name a condition for offences as well, such as ${regime.offences.example}.`,
      ),
    )
  } else if (!offences && further.every(({ effect }) => effect.covers === 'offences')) {
    findings.push(
      needs(
        sensitiveCondition,
        `It says of nobody that they may have committed an offence, and ${listed(further)} reaches nothing else: name a condition for what makes it sensitive, such as ${examples.sensitiveCondition}.`,
      ),
    )
  }
  return findings
}

/** A condition that the law makes rest on another one, which is not named. */
function incomplete({ effect, ...basis }: ConditionBasis, codes: readonly string[]): Finding[] {
  const { with: others } = effect
  if (!others || others.codes.some((code) => codes.includes(code))) return []
  return [
    needs(
      basis,
      `${basis.statute} holds only together with ${others.says}: name one, such as ${others.example}, as well.`,
    ),
  ]
}

function listed(bases: readonly LegalBasis[]): string {
  return bases.map(({ code }) => code).join(', ')
}
