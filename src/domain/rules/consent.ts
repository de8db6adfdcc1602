import { HEALTH_AND_SOCIAL_CARE } from '../bodies.ts'
import { type ConsentGroup, consentGroups } from '../consents.ts'
import { addYears } from '../day.ts'
import { basisOf } from '../legal-bases.ts'
import type { Consent } from '../wire/referral-fields.ts'
import { type Case, type Finding, GUIDANCE, isPersonal, nameOf, needs, refused } from './case.ts'
import { inWords, saidOf, stateInWords } from './consent-group.ts'
import { isOf } from './misnamed.ts'

const CONFIDENCE = {
  rule: 'L11',
  statute: `Common law duty of confidentiality; ${GUIDANCE}, section 2.4.2.3`,
}
const TREATMENT = { rule: 'BP6', statute: `${GUIDANCE}, section 3.1.1.1, drug and alcohol treatment groups` }
const INTERVENTION = { rule: 'BP5', statute: `${GUIDANCE}, section 3.1.1.1, Drug Interventions Programme` }

/**
 * What breaks the confidence of treatment, case by case: harm to self or another (BP5), a likely prejudice to preventing and
 * detecting crime or apprehending offenders (BP6), or a law that requires it, as after a positive test on arrest (F14).
 */
const AGAINST_TREATMENT = ['common-law-harm', 'common-law-crime', 'common-law-required'] as const

/**
 * What was asked of the people whom it is about, and answered, is recorded as far as the law looks at it (L11, D2, D3): by a
 * day where they answered, by a reason where they were not asked; of some of them apart, where they answered otherwise than the others.
 * Depersonalised information is about nobody who could be asked.
 */
export function consentRules(that: Case): Finding[] {
  const groups = consentGroups(that.fields)
  return [...apart(that), ...groups.flatMap((group) => saidOf(group, groups, consentOfGroup(group, that)))]
}

function consentOfGroup(group: ConsentGroup, that: Case): Finding[] {
  const { consent, who } = group
  const findings = contradictions(consent, that.day)
  if (!isPersonal(that.fields)) return findings
  if (consent.state === 'not-sought' && consent.why === null) {
    findings.push(
      needs(
        CONFIDENCE,
        'Consent is normally sought, and nobody has said why it was not: record it as given, refused or not needed, or say why nobody was asked, such as prejudice or risk.',
      ),
    )
  }
  if ((consent.state === 'given' || consent.state === 'refused') && consent.on === null) {
    findings.push(
      needs(CONFIDENCE, `Consent is recorded as ${consent.state}: add the day on which that was said.`),
    )
  }
  return [
    ...findings,
    ...(who.includes('drug-treatment') ? treatment(consent, that) : confidence(group, that)),
  ]
}

/** Whom consent is stated for apart is one of those whom it is about, once, and leaves somebody for what is said of the others. */
function apart({ fields: { otherConsents, categories } }: Case): Finding[] {
  const named = otherConsents.map(({ who }) => who)
  const findings = named
    .filter((who) => !categories.includes(who))
    .map((who) =>
      refused(CONFIDENCE, `Consent is recorded of ${inWords([who])}, and it is about none. Leave that out.`),
    )
  if (new Set(named).size < named.length) {
    findings.push(
      refused(CONFIDENCE, 'Consent is recorded twice of the same people. Leave out what is not so.'),
    )
  }
  if (named.length > 0 && categories.length > 0 && categories.every((one) => named.includes(one))) {
    findings.push(
      refused(
        CONFIDENCE,
        'Consent is recorded apart of everybody whom it is about, so that what is said of the others is of nobody. Leave one of them out, and let it be theirs.',
      ),
    )
  }
  return findings
}

/** What is said of one state and belongs to another: the record would say two things. */
function contradictions({ state, on, why, written, reviewBy }: Consent, day: string): Finding[] {
  const wrong: string[] = []
  if (why !== null && state !== 'not-sought') wrong.push(`a reason why nobody was asked (${why})`)
  if (on !== null && state !== 'given' && state !== 'refused') wrong.push(`a day of the answer (${on})`)
  if (written !== null && state !== 'given') wrong.push('whether it is in writing')
  if (reviewBy !== null && state !== 'given') wrong.push(`a day of review (${reviewBy})`)
  return [
    ...wrong.map((one) =>
      refused(CONFIDENCE, `Consent is recorded as ${state}, and yet with ${one}. Leave out what is not so.`),
    ),
    ...(on !== null && on > day
      ? [refused(CONFIDENCE, `Consent is recorded as of ${on}, which is still to come. Correct the day.`)]
      : []),
    ...(on !== null && reviewBy !== null && reviewBy < on
      ? [
          refused(
            CONFIDENCE,
            `Consent was given on ${on}, and was to be reviewed before, by ${reviewBy}. Correct the days.`,
          ),
        ]
      : []),
  ]
}

/**
 * What is held in confidence is shared with consent, or for one of the exceptions (L11). Of what the manifest tells, that is what an
 * informer said, where they refused: people who report to an authority do so trusting that it keeps who they are. And it is what an
 * agency of health or social care knows of its patients and clients, unless they agreed; that its Caldicott Guardian consents
 * (`guardian.ts`) is asked besides, and lifts no confidence.
 */
function confidence({ who, consent }: ConsentGroup, { fields: { bases }, rules, sender }: Case): Finding[] {
  if (bases.some((code) => basisOf(rules.bases, code)?.effect.type === 'confidence')) return []
  const findings: Finding[] = []
  if (consent.state === 'refused' && who.includes('informer')) {
    findings.push(
      needs(
        CONFIDENCE,
        'Consent was refused, and what an informer says is told in confidence: name the exception for which it is shared all the same, such as common-law-crime or common-law-harm, or leave the informer out.',
      ),
    )
  }
  if (consent.state !== 'given' && isOf(sender, { bodies: HEALTH_AND_SOCIAL_CARE })) {
    findings.push(
      needs(
        CONFIDENCE,
        `${nameOf(sender)} is an organisation of health or social care, so what it knows of people is held in confidence, and consent is ${stateInWords(consent)}: have it, or name the exception for which it is shared all the same, such as common-law-crime, common-law-harm or common-law-required. The consent of the Caldicott Guardian does not stand in for either.`,
      ),
    )
  }
  return findings
}

/** Treatment rests on written consent, reviewed each year, or on an exception that is weighed in this case (BP5, BP6). */
function treatment(consent: Consent, { fields: { bases }, day }: Case): Finding[] {
  if (AGAINST_TREATMENT.some((code) => bases.includes(code))) return []
  const { state, written } = consent
  if (state !== 'given') {
    return [
      needs(
        INTERVENTION,
        `It tells of treatment for drugs or alcohol, for which consent is ${stateInWords(consent)}: have it in writing, or name why it is shared all the same in this case, ${AGAINST_TREATMENT.join(', ')}.`,
      ),
    ]
  }
  const findings: Finding[] = []
  if (written !== true) {
    findings.push(
      needs(
        TREATMENT,
        'It tells of treatment for drugs or alcohol, which is shared on written consent: have it in writing and record that.',
      ),
    )
  }
  const until = reviewOf(consent)
  if (until === null) {
    findings.push(
      needs(
        TREATMENT,
        'Written consent to share treatment is reviewed each year or at each episode of treatment: add the day by which it is reviewed.',
      ),
    )
  } else if (until < day) {
    findings.push(
      needs(
        TREATMENT,
        `The consent to share treatment was to be reviewed by ${until}: ask for it anew and record the new day.`,
      ),
    )
  }
  return findings
}

/** The last day without a review: that which is recorded, and never later than a year from when it was given. */
function reviewOf({ on, reviewBy }: Consent): string | null {
  if (reviewBy === null || on === null) return reviewBy
  const year = addYears(on, 1)
  return reviewBy < year ? reviewBy : year
}
