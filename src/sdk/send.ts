import type { SubmitResponse } from '../domain/wire/referral-response.ts'
import { UnreachableError } from './errors.ts'
import type { ReadyReferral } from './prepare.ts'
import { type VerifiedProof, verifyLogProof } from './proof.ts'
import type { Session } from './session.ts'

/** What became of a referral that the service has accepted: answered with 201, and so never lost. */
export type SentReferral = {
  referral: string
  reference: string
  thread: string
  /** the manifest as signed: kept to check receipts against */
  manifest: string
  /** proof, checked, that it stands in the log; null when the log was not published within the second */
  proof: VerifiedProof | null
}

/** Tries at a submission that got no answer. It is idempotent by the referral's id, so none can send twice. */
const TRIES = 3
const PAUSE_MS = 500

/**
 * Sends a referral that was prepared, and checks the proof that comes back: that this very manifest stands in the
 * log, under a checkpoint signed with the pinned key.
 *
 * @throws ApiProblemError when the service refuses, LogInconsistentError when the proof does not prove it
 */
export async function send({
  session,
  prepared,
}: {
  session: Pick<Session, 'client' | 'service' | 'hash' | 'kept'>
  prepared: ReadyReferral
}): Promise<SentReferral> {
  const { manifest, signature, content } = prepared
  const answer = await submitted(() => session.client.submit({ manifest, signature, content }))
  const { referral, reference, thread, proof } = answer
  const verified =
    proof === null ? null : await verifyLogProof({ session, proof, type: 'accepted', record: manifest })
  return { referral, reference, thread, manifest, proof: verified }
}

async function submitted(submit: () => Promise<SubmitResponse>): Promise<SubmitResponse> {
  for (let tried = 1; ; tried++) {
    try {
      return await submit()
    } catch (error) {
      if (!(error instanceof UnreachableError) || tried >= TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tried))
    }
  }
}
