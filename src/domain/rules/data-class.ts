import type { Category } from '../wire/referral-fields.ts'
import { type Case, type Finding, GUIDANCE, isPersonal, nameOf, needs, refused } from './case.ts'

const DEPERSONALISED = { rule: 'M5', statute: `${GUIDANCE}, section 2.1 C` }

/** Alleged offences and proceedings are sensitive by the Act; victims and witnesses are to be treated so (S4 §2.1 B). */
export const SENSITIVE_CATEGORIES: readonly Category[] = [
  'suspected-perpetrator',
  'subject-of-order',
  'victim',
  'witness',
]

/** The declared class fits the people it is about, and its sender may process such data (M4, M5, I11). */
export function dataClassRules({ fields, rules, sender, day }: Case): Finding[] {
  const { dataClass, categories } = fields
  const findings: Finding[] = []
  const sensitive = categories.filter((category) => SENSITIVE_CATEGORIES.includes(category))
  if (dataClass === 'personal' && sensitive.length > 0) {
    findings.push(
      refused(
        rules.sources.sensitive,
        `Information about these people is sensitive personal data: ${listed(sensitive)}. Declare it sensitive-personal.`,
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
  if (isPersonal(fields)) {
    const until = sender.standing?.icoUntil ?? ''
    // Who has not signed is refused for that already.
    if (sender.standing && until < day) {
      findings.push(
        needs(
          rules.sources.notification,
          `${nameOf(sender)} has had no valid entry since ${until} in the Information Commissioner's register, so it may not share personal data. Ask your data protection officer to renew it, and the CSP Co-ordinator to record it.`,
        ),
      )
    }
  }
  return findings
}

function listed(categories: readonly Category[]): string {
  return categories.join(', ').replaceAll('-', ' ')
}
