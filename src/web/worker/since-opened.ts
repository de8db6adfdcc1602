import type { ReferralView } from '../../domain/wire/referral-response.ts'
import { ClientError } from '../../sdk/errors.ts'
import { isReferenceOf } from '../../sdk/find-referral.ts'
import { asFiled } from '../../sdk/read-filing.ts'
import type { Session } from '../../sdk/session.ts'

/**
 * What has become of what was opened, by a later answer of the service. What was verified stays; of mail, whose sender has not said
 * it, kind, marking and what follows from them are those of its filing, which a reader signed.
 *
 * @throws ClientError where the answer is of something else
 */
export async function sinceOpened(
  session: Pick<Session, 'trust' | 'kept'>,
  verified: ReferralView,
  later: ReferralView,
): Promise<ReferralView> {
  if (
    later.referral !== verified.referral ||
    later.statement !== verified.statement ||
    !isReferenceOf(later.reference, later.referral)
  )
    throw new ClientError(
      `The service shows something else in the place of ${verified.reference}, after it was opened. Tell the operator.`,
    )
  const { deliveries, filed } = later
  if (verified.origin !== 'mail') return { ...verified, deliveries }
  const { reference, kind, marking, from, unproven } = (await asFiled(session, later)).view
  return {
    ...verified,
    deliveries,
    filed,
    reference,
    kind,
    marking,
    from,
    unproven,
    respondBy: later.respondBy,
  }
}
