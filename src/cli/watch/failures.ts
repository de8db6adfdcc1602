import Type from 'typebox'
import Value from 'typebox/value'
import type { Reason } from '../../domain/decide.ts'
import { DataError } from '../../domain/kinds.ts'
import { ApiProblemError } from '../../sdk/errors.ts'
import { InvalidDataError } from '../../sdk/referral-request.ts'
import type { Refusal } from './papers.ts'

/** How a submission that failed is to be taken. */
export type Failure =
  /** the drop is at fault, and is answered */
  | { is: 'refused'; refusal: Refusal }
  /** what was prepared is of no use any more, and was not accepted */
  | { is: 'outdated' }
  /** nobody knows yet: the drop stays, and is tried again */
  | { is: 'trouble' }

const DESPATCH = 'urn:despatch:problem:'

/** The service tells these of what was signed and sealed, not of the drop: another preparation can succeed. */
const OF_THE_PREPARATION = new Set([
  'manifest-stale',
  'manifest-ahead',
  'signature-invalid',
  'signature-not-yours',
  'sealed-object-refused',
  'digest-mismatch',
  'no-certificate',
  'trust-behind',
])
/** Of those, the ones that are about clocks whenever they are said. */
export const OF_THE_CLOCK = new Set(['manifest-stale', 'manifest-ahead'])

/**
 * Judges why the service did not take a submission.
 *
 * @param fresh whether it was prepared just now; what was prepared before a pause may only have aged
 */
export function failureOf(error: unknown, { fresh }: { fresh: boolean }): Failure {
  if (!(error instanceof ApiProblemError)) return { is: 'trouble' }
  const problem = problemNamed(error)
  if (problem === null) return { is: 'trouble' }
  // The next preparation reads the trust log on.
  if (problem === 'trust-behind' || OF_THE_CLOCK.has(problem) || (!fresh && OF_THE_PREPARATION.has(problem)))
    return { is: 'outdated' }
  const { status } = error
  if (status >= 500 || [401, 403, 408, 429].includes(status)) return { is: 'trouble' }
  if (problem === 'conflict') return { is: 'trouble' }
  const reasons = [error.extra.reasons, error.extra.needs].flatMap(reasonsIn)
  return {
    is: 'refused',
    refusal: {
      by: reasons.length > 0 ? 'rules' : 'service',
      sentences: [reasons.length > 0 ? error.title : error.message],
      reasons,
      problem: error.type,
    },
  }
}

/** The service's own problem by its name; null for what something between it and us has answered. */
export const problemNamed = ({ type }: ApiProblemError): string | null =>
  type.startsWith(DESPATCH) ? type.slice(DESPATCH.length) : null

/** Why a drop cannot be prepared, where it is the drop's own fault; null otherwise. */
export function unpreparable(error: unknown, kind: string): Refusal | null {
  if (!(error instanceof InvalidDataError) && !(error instanceof DataError)) return null
  return formRefusal(kind, error.faults)
}

export const formRefusal = (kind: string, faults: Refusal['faults'] = []): Refusal => ({
  by: 'form',
  sentences: [
    `${faults.length === 1 ? 'One thing in the data cannot stay as it is' : `${faults.length} things in the data cannot stay as they are`}. What the fields take is printed by: despatch schema ${kind}`,
  ],
  faults,
})

const Reasons = Type.Array(
  Type.Object({
    rule: Type.String({ maxLength: 40 }),
    statute: Type.String({ maxLength: 1000 }),
    sentence: Type.String({ maxLength: 2000 }),
  }),
  { maxItems: 100 },
)

const reasonsIn = (value: unknown): Reason[] => (Value.Check(Reasons, value) ? value : [])
