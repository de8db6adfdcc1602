import { consentGroups } from '../consents.ts'
import {
  type ConditionBasis,
  isCondition,
  type LegalBasis,
  OFFENCE_CATEGORIES,
  WHEN_UNCERTAIN,
} from '../legal-bases.ts'
import type { Regime } from '../rule-set.ts'
import type { Category } from '../wire/referral-fields.ts'
import { type Case, type Finding, needs } from './case.ts'
import { saidOf } from './consent-group.ts'
import { SENSITIVE_CATEGORIES } from './data-class.ts'
import { restsOn } from './misnamed.ts'

/**
 * Personal data need a condition of the regime, sensitive personal data a further one (D1–D3): of each of the people, where some
 * answered otherwise than the others, and a condition rests on that.
 */
export function conditionRules(named: readonly LegalBasis[], regime: Regime, { fields }: Case): Finding[] {
  const conditions = named.filter(isCondition)
  const findings = conditions.flatMap((basis) => incomplete(basis, fields.bases))
  const isSensitive = fields.dataClass === 'sensitive-personal'
  const ofOffences = tellsOfOffences(fields.categories)
  const lacking = missing(conditions, regime, { who: fields.categories, isSensitive, ofOffences })
  const groups = consentGroups(fields)
  if (groups.length === 1 || lacking.length > 0) return [...findings, ...lacking]
  const sensitive = fields.categories.filter((one) => SENSITIVE_CATEGORIES.includes(one))
  const ofEach = groups.flatMap((group) => {
    const { who, consent } = group
    const trueOfThem = conditions.filter(({ effect }) => restsOn(effect, consent.state))
    const untrue = conditions.filter((one) => !trueOfThem.includes(one)).map(({ code }) => code)
    // What completes a condition has to be true of the same people.
    const codes = fields.bases.filter((code) => !untrue.includes(code))
    const theirs = trueOfThem.filter((one) => incomplete(one, codes).length === 0)
    // What makes it sensitive where no category does, anybody may have.
    const ownSensitive = isSensitive && (sensitive.length === 0 || who.some((one) => sensitive.includes(one)))
    return saidOf(group, groups, missing(theirs, regime, { who, isSensitive: ownSensitive, ofOffences }))
  })
  return [...findings, ...ofEach]
}

const tellsOfOffences = (who: readonly Category[]): boolean =>
  who.some((category) => OFFENCE_CATEGORIES.includes(category))

/** What is lacking of the conditions for some people's data. `ofOffences`: the referral as a whole tells of any. */
function missing(
  conditions: readonly ConditionBasis[],
  regime: Regime,
  { who, isSensitive, ofOffences }: { who: readonly Category[]; isSensitive: boolean; ofOffences: boolean },
): Finding[] {
  const { personalCondition, sensitiveCondition, examples, name } = regime
  const findings: Finding[] = []
  if (!conditions.some(({ effect }) => effect.for === 'personal')) {
    findings.push(
      needs(
        personalCondition,
        `Personal data needs at least one condition for processing: name one of ${name}, such as ${examples.personalCondition}. ${WHEN_UNCERTAIN}`,
      ),
    )
  }
  if (!isSensitive) return findings
  const further = conditions.filter(({ effect }) => effect.for === 'sensitive-personal')
  if (further.length === 0) {
    findings.push(
      needs(
        sensitiveCondition,
        `Sensitive personal data needs a further condition: name one of ${name}, such as ${examples.sensitiveCondition}. ${WHEN_UNCERTAIN}`,
      ),
    )
  } else if (
    tellsOfOffences(who) &&
    regime.offences &&
    further.every(({ effect }) => effect.covers === 'special-categories')
  ) {
    findings.push(
      needs(
        regime.offences,
        `It says that somebody may have committed an offence, which ${listed(further)} does not reach: name a condition for offences as well, such as ${regime.offences.example}.`,
      ),
    )
  } else if (!ofOffences && further.every(({ effect }) => effect.covers === 'offences')) {
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
