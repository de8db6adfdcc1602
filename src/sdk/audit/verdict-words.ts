import { whyNoAuditor } from '../../domain/trust/auditor-then.ts'
import { personOf, type TrustState } from '../../domain/trust/state.ts'
import { OUTCOMES } from '../../domain/wire/review-papers.ts'
import { remarkWords } from './remarks.ts'
import { sampleWords } from './report/contents.ts'
import type { ReportVerdict, Signed } from './verify-report.ts'

/** What a report that holds comes to, as lines for a person. */
export function verdictLines({ statement, sample }: ReportVerdict): string[] {
  if (!statement) return []
  const { of, outcomes, checkpoint } = statement.says
  const found = OUTCOMES.map((one) => `${outcomes[one]} ${one}`).join(', ')
  const total = OUTCOMES.reduce((sum, one) => sum + outcomes[one], 0)
  const remarks = 'sample' in of ? of.sample.remarks.map((one) => remarkWords(one, of.sample.month)) : []
  return [
    `Verified: ${total} disclosures, ${found}; all of them stand in a log of ${checkpoint.size} entries.`,
    ...(sample
      ? [
          `They are the sample that follows: ${sampleWords(sample.drawn.length, sample.announced.count)} of the ${sample.population.length} of ${sample.announced.month}, announced by entry ${sample.size - 1n}.`,
          `Announced over the same entries: ${sample.overlapping === 1 ? 'once' : `${sample.overlapping} times`}${sample.unread > 0 ? `, and ${sample.unread} announcements could not be read` : ''}.`,
          ...remarks,
        ]
      : ['They are a selection of the register, as the service gave it.']),
  ]
}

/** Whose a signature under a report is. */
export type SignatureWords = {
  step: Signed['step']
  fingerprint: string
  /** post, number and agency; null where the key is not known here */
  post: string | null
  /** whether they were an auditor in office when they signed; null where it cannot be told here */
  inOffice: boolean | null
  /** the entry of the log that has the signature; null where the report does not prove it */
  logged: string | null
  says: string
}

/**
 * Whose a signature is, by what was read of the trust log.
 *
 * @param isKnownLog whether the log of the report is that of the service whose trust log was read: of another it is not known who its
 *   auditors are
 * @returns `why`: the beginning of a sentence that says why the signature does not count; null where it counts, or that is not known
 */
export function signatureWords(
  { step, fingerprint, says: { agency, time }, logged }: Signed,
  state: TrustState | null,
  isKnownLog: boolean,
): SignatureWords & { why: string | null } {
  const person = state ? personOf(state, fingerprint) : undefined
  const post = person ? `${person.title} ${person.number} of ${person.agency}` : null
  const isJudged = state !== null && isKnownLog
  const why = isJudged
    ? whyNoAuditor(state, { fingerprint, agency, time, logged: logged?.time ?? null })
    : null
  const whose = post ?? 'a key that is not known here: make sure of it by another way'
  const did = step === 'signed' ? 'Signed' : 'Countersigned'
  const entry = logged ? ` The log has it as entry ${logged.index}.` : ''
  return {
    ...{ step, fingerprint, post, inOffice: isJudged ? why === null : null },
    logged: logged ? String(logged.index) : null,
    says: `${did} by ${whose} (${fingerprint}).${entry}`,
    why: why === null ? null : `${did} by somebody who does not count: ${why}`,
  }
}
