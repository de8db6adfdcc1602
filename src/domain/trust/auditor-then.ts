import { type OfficeSignature, whyNotInOffice } from './office-then.ts'
import { personOf, type TrustState } from './state.ts'

/** A signature that is to be an auditor's of an agency. */
export type AuditorSignature = OfficeSignature & { agency: string }

/**
 * Why a signature is not that of an auditor of an agency who was in office when they made it, by a key that was good then
 * (see `whyNotInOffice`).
 *
 * @returns null when it is; else a part of a sentence, to follow a colon
 */
export function whyNoAuditor(state: TrustState, { agency, ...signature }: AuditorSignature): string | null {
  const person = personOf(state, signature.fingerprint)
  if (person && person.agency !== agency)
    return `${person.title} ${person.number} is of ${person.agency}, and the review is of ${agency}`
  return whyNotInOffice(state, signature, { roles: ['auditor'], called: 'an auditor' })
}
