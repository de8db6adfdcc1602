import type { Category } from '../wire/referral-fields.ts'
import {
  type Case,
  type Finding,
  GUIDANCE,
  isPersonal,
  nameOf,
  needs,
  refused,
  type Uncovered,
} from './case.ts'

/** Where no rule set says by which law as well. */
const SENSITIVE = { rule: 'M4', statute: `${GUIDANCE}, section 2.1 B` }
const DEPERSONALISED = { rule: 'M5', statute: `${GUIDANCE}, section 2.1 C` }

/** Alleged offences and proceedings are sensitive by the Act; victims and witnesses are to be treated so (S4 §2.1 B); treatment is about health. */
export const SENSITIVE_CATEGORIES: readonly Category[] = [
  'suspected-perpetrator',
  'subject-of-order',
  'victim',
  'witness',
  'drug-treatment',
]

/** The declared class fits the people it is about (M4, M5). */
export function dataClassRules({ fields, rules }: Uncovered): Finding[] {
  const { dataClass, categories } = fields
  const findings: Finding[] = []
  const sensitive = categories.filter((category) => SENSITIVE_CATEGORIES.includes(category))
  if (dataClass === 'personal' && sensitive.length > 0) {
    findings.push(
      refused(
        rules?.sources.sensitive ?? SENSITIVE,
        `Information about these people is sensitive personal data: ${listed(sensitive)}. Declare it sensitive-personal.`,
      ),
    )
  }
  if (dataClass === 'sensitive-personal' && categories.length === 0) {
    findings.push(
      needs(
        rules?.sources.sensitive ?? SENSITIVE,
        'It is declared sensitive-personal, and about nobody: say whom it is about, such as victim, witness or other-subject.',
      ),
    )
  }
  if (!isPersonal(fields) && categories.length > 0) {
    findings.push(
      refused(
        DEPERSONALISED,
        `It is declared ${dataClass}, yet names people: ${listed(categories)}. Declare it personal or sensitive-personal, or leave the people out.`,
      ),
    )
  }
  return findings
}

/** Its sender may process personal data: it is in the Commissioner's register that day (I11). */
export function notificationRules({ fields, rules, sender, day }: Case): Finding[] {
  // Who has not signed is refused for that already, and only the agreement says until when they are registered.
  if (!isPersonal(fields) || !sender.standing || sender.standing.icoUntil >= day) return []
  return [
    needs(
      rules.sources.notification,
      `${nameOf(sender)} has had no valid entry since ${sender.standing.icoUntil} in the Information Commissioner's register, so it may not share personal data. Ask your data protection officer to renew it, and the CSP Co-ordinator to record it.`,
    ),
  ]
}

function listed(categories: readonly Category[]): string {
  return categories.join(', ').replaceAll('-', ' ')
}
