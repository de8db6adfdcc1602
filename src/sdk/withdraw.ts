import { sha256Hex } from '../crypto/digest.ts'
import { signStatement } from '../crypto/statement.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import { Withdrawal, type WithdrawalResponse } from '../domain/wire/withdrawal.ts'
import type { WithdrawalReason } from '../domain/withdrawal.ts'
import { ClientError } from './errors.ts'
import { readStatement } from './referral-statement.ts'
import type { Session } from './session.ts'

/**
 * Takes a referral back from recipients who have not collected it. What can be withdrawn is; of each of the others the answer
 * says why not. The same again changes nothing.
 *
 * @param from the recipients' mailboxes; all of them when left out
 * @param reason one of the closed list: auditors read it
 * @throws ApiProblemError `already-collected`, `already-relayed` or `already-ended` when nothing can be withdrawn
 */
export async function withdraw({
  session,
  referral,
  from,
  reason,
  now,
}: {
  session: Session
  referral: string
  from?: readonly string[]
  reason: WithdrawalReason
  now: Date
}): Promise<WithdrawalResponse> {
  const view = await session.client.referral(referral)
  const { origin, text, fields } = await readStatement(session, view, referral)
  if (origin === 'mail')
    throw new ClientError(`${view.reference} came by mail; only its sender withdraws it.`)
  const strangers = (from ?? []).filter((mailbox) => !fields.to.includes(mailbox))
  if (strangers.length > 0)
    throw new ClientError(`${view.reference} was not sent to ${strangers.join(', ')}. Nothing was withdrawn.`)
  const statement = writeStatement(Withdrawal, {
    despatch: 'withdrawal/1',
    referral,
    manifest: await sha256Hex(text),
    mailboxes: [...(from ?? fields.to)],
    reason,
    time: now.toISOString(),
  })
  return session.client.withdraw(referral, {
    statement,
    signature: await signStatement(statement, session.key, now),
  })
}
