import type { ReferralView, ThreadResponse } from '../domain/wire/referral-response.ts'
import { checkWithdrawals, unsignedWithdrawal } from './check-withdrawals.ts'
import { ClientError } from './errors.ts'
import { asFiled } from './read-filing.ts'
import { readStatement, type StatementSession } from './referral-statement.ts'
import { steadyTrust } from './trust/steady-trust.ts'
import { wrongWithOne } from './wrong-with-one.ts'

/** A referral as it was signed, of which nothing has been opened. */
export type BelievedView = ReferralView & {
  /** whether its kind, marking and sender are what its sender signed, or of mail from a partner the reader who filed it */
  verified: boolean
  /** why the service is not believed about it, in sentences; null where there is nothing to doubt */
  doubt: string | null
}

/**
 * What is shown of a referral before it is opened: kind, marking and sender as they were signed, and of a withdrawal reason and time.
 * What cannot be verified has no marking, and says why.
 */
export async function believedView(session: StatementSession, shown: ReferralView): Promise<BelievedView> {
  try {
    const { origin, text } = await readStatement(session, shown)
    const { view, before } =
      origin === 'mail'
        ? await asFiled(session, shown)
        : { view: shown, before: { filing: null, doubt: null } }
    const withdrawals = await checkWithdrawals(shown, origin === 'mail' ? null : text, session)
    const doubts = [
      ...(before.doubt === null ? [] : [before.doubt]),
      ...withdrawals.filter(({ problem }) => problem !== null).map(unsignedWithdrawal),
    ]
    return {
      ...view,
      deliveries: view.deliveries.map((delivery) => {
        const signed = withdrawals.find((one) => one.delivery === delivery.delivery && one.problem === null)
        if (!signed || delivery.withdrawn === null) return delivery
        return { ...delivery, withdrawn: { ...delivery.withdrawn, at: signed.time } }
      }),
      verified: origin === 'submitted' || before.filing !== null,
      doubt: doubts.length === 0 ? null : doubts.join(' '),
    }
  } catch (error) {
    return { ...shown, marking: null, verified: false, doubt: wrongWithOne(error) }
  }
}

/**
 * An exchange, each of its referrals as it was signed.
 *
 * @throws ClientError where the service shows something in it that is not of it
 */
export async function believedExchange(
  session: StatementSession,
  asked: string,
  { thread, referrals }: Pick<ThreadResponse, 'thread' | 'referrals'>,
): Promise<BelievedView[]> {
  const believed: BelievedView[] = []
  const together = { ...session, trust: steadyTrust(session.trust) }
  for (const view of referrals) {
    if (thread !== asked || view.thread !== asked)
      throw new ClientError(
        'The service shows something in an exchange that it is not part of. Tell the operator.',
      )
    believed.push(await believedView(together, view))
  }
  return believed
}
