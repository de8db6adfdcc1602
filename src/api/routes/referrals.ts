import { referenceOf } from '../../domain/reference.ts'
import { operations } from '../../domain/wire/operations.ts'
import { releaseOwnCopy } from '../../services/referrals/release.ts'
import { viewReferral } from '../../services/referrals/view.ts'
import { withdrawReferral } from '../../services/referrals/withdraw.ts'
import { proveDisclosure } from '../../services/register/prove.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'
import { sendContent } from '../send-content.ts'

/** How long a submission waits for its log entry to be published before it answers without a proof. */
const PROOF_WAIT_MS = 1000

/** Submitting a referral, and what its parties may see of it. */
export function referralRoutes(dependencies: ApiDependencies): Route[] {
  const { accept, publication } = dependencies
  return [
    forCaller(operations.submitReferral, async (caller, { form }) => {
      const { manifest: statement, signature, content } = form
      const { manifest, referralId, stagedId } = await accept(caller, { statement, signature, content })
      return {
        referral: referralId,
        reference: referenceOf(manifest.kind, referralId),
        thread: manifest.thread,
        proof: await publication.proof(stagedId, PROOF_WAIT_MS),
        proofUrl: `/api/v1/referrals/${referralId}/proof`,
      }
    }),

    forCaller(operations.readReferral, async (caller, { params }) =>
      viewReferral(dependencies, caller, params.id),
    ),

    forCaller(operations.withdrawReferral, async (caller, { params, body }) =>
      withdrawReferral(dependencies, caller, params.id, body),
    ),

    forCaller(operations.readReferralProof, async (caller, { params }) => ({
      proof: await proveDisclosure(dependencies, caller, params.id),
    })),

    forCaller(operations.readReferralContent, async (caller, { params }, reply) =>
      sendContent(reply, await releaseOwnCopy(dependencies, caller, params.id), dependencies.tidy),
    ),
  ]
}
