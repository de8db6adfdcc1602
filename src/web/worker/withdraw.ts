import type { TransportState } from '../../domain/delivery.ts'
import { WITHDRAWAL_OBSTACLES, type WithdrawalReason, withdrawalObstacle } from '../../domain/withdrawal.ts'
import { withdraw } from '../../sdk/withdraw.ts'
import { work } from './open-session.ts'

/** A recipient of what was sent, and why it cannot be taken back from them; null where it can, as far as is known here. */
export type WithdrawFrom = { mailbox: string; state: TransportState; obstacle: string | null }

/** What was sent, and from whom it may still be taken back. */
export async function withdrawable(referral: string): Promise<{
  reference: string
  kind: string
  marking: string | null
  thread: string
  recipients: WithdrawFrom[]
}> {
  const { session } = await work()
  const { reference, kind, marking, thread, deliveries } = await session.client.referral(referral)
  const recipients = deliveries.map(({ mailbox, route, state, answer, attempts, withdrawn }) => {
    const obstacle = withdrawalObstacle({ route, state, answer, attempts: attempts.length })
    const already = withdrawn === null ? null : 'it has been withdrawn already'
    return { mailbox, state, obstacle: already ?? (obstacle && WITHDRAWAL_OBSTACLES[obstacle]) }
  })
  return { reference, kind, marking, thread, recipients }
}

/** Takes it back from these recipients. @returns of each, why it was not withdrawn; null where it was */
export async function withdrawSent(
  referral: string,
  { from, reason }: { from: string[]; reason: WithdrawalReason },
): Promise<WithdrawFrom[]> {
  const { session, now } = await work()
  const { recipients } = await withdraw({ session, referral, from, reason, now })
  return recipients.map(({ mailbox, state, obstacle }) => ({
    mailbox,
    state,
    obstacle: obstacle && WITHDRAWAL_OBSTACLES[obstacle],
  }))
}
