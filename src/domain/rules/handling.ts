import { mustBeAnswered } from '../answered.ts'
import { latestDestruction, monthsInWords, retentionOf } from '../retention.ts'
import { type Finding, GUIDANCE, isPersonal, needs, refused, type Uncovered } from './case.ts'

const REQUEST = { rule: 'F10', statute: `${GUIDANCE}, section 4.3` }
/** Where no rule set says by which law as well. */
const DESTRUCTION = { rule: 'D7', statute: `${GUIDANCE}, section 2.4.2.5` }
const DUE = { rule: 'PR3', statute: `${GUIDANCE}, section 4.2.3` }

/** The dates make sense: an answer is asked for in time, and destruction comes after it, and not years after its use (D7). */
export function handlingRules({ fields, rules, day }: Uncovered): Finding[] {
  const { respondBy, destroyAfter } = fields.handling
  const destruction = rules?.sources.destruction ?? DESTRUCTION
  const findings: Finding[] = []
  if (mustBeAnswered(fields) && respondBy === null) {
    findings.push(needs(REQUEST, 'A request says by when it needs an answer: add a respond-by date.'))
  }
  if (respondBy !== null && respondBy < day) {
    findings.push(refused(DUE, `The respond-by date, ${respondBy}, has passed. Choose a later one.`))
  }
  if (destroyAfter < day) {
    findings.push(
      refused(destruction, `The destroy-after date, ${destroyAfter}, has passed. Choose a later one.`),
    )
  } else if (respondBy !== null && destroyAfter < respondBy) {
    findings.push(
      refused(
        destruction,
        `It would be destroyed on ${destroyAfter}, before the answer is due on ${respondBy}. Choose a later destroy-after date.`,
      ),
    )
  } else if (isPersonal(fields) && destroyAfter > latestDestruction(fields.kind, day)) {
    const { longest, why } = retentionOf(fields.kind)
    findings.push(
      refused(
        destruction,
        `It would be kept until ${destroyAfter}, and personal data in ${fields.kind} are kept for at most ${monthsInWords(longest)}: ${why}. Choose a destroy-after date up to ${latestDestruction(fields.kind, day)}.`,
      ),
    )
  }
  return findings
}
