import type { Transaction } from 'kysely'
import { problem } from '../../domain/problems.ts'
import type { StatementRequest } from '../../domain/wire/referral-response.ts'
import { Withdrawal, type WithdrawalResponse, type WithdrawnRecord } from '../../domain/wire/withdrawal.ts'
import { WITHDRAWAL_OBSTACLES, type WithdrawalObstacle, withdrawalObstacle } from '../../domain/withdrawal.ts'
import type { Database } from '../../store/tables.ts'
import { type Caller, demandAction, mailboxesFor } from '../caller.ts'
import type { Db } from '../db.ts'
import { stage } from '../log/stage.ts'
import { demandOwnSignature, type Signer } from '../own-signature.ts'
import { readStatement } from '../read-statement.ts'
import { demandStatementTime } from '../statement-now.ts'
import { demandVisible } from './visible.ts'

type Delivery = Awaited<ReturnType<typeof lockDeliveries>>[number]
type Judged = Delivery & { obstacle: WithdrawalObstacle | null }

/**
 * Takes a referral back from recipients who have not collected it: states, what was signed and a `withdrawn` entry for each
 * in one transaction. A reader who collects at the same moment waits for the row: one of the two is refused.
 *
 * What can be withdrawn is. Of every other recipient that was named the answer says why not, and so does the problem when
 * there is nobody left from whom it could be. Who is withdrawn already stays so, and nothing is entered again.
 *
 * @throws ProblemError `not-found`, `not-yours`, `signature-not-yours`, `digest-mismatch`, `unknown-recipient`, or the
 *   obstacle of the first recipient when nothing can be withdrawn
 */
export async function withdrawReferral(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  referralId: string,
  request: StatementRequest,
): Promise<WithdrawalResponse> {
  demandAction(caller, 'withdraw-referral')
  const now = clock()
  const withdrawal = readStatement(Withdrawal, request.statement)
  const signer = await demandOwnSignature(db, caller, { type: 'withdrawal/1', ...request, now })
  return db.transaction().execute(async (tx) => {
    await demandSentByCaller(tx, caller, referralId, withdrawal)
    const named = await lockDeliveries(tx, referralId, withdrawal.mailboxes)
    demandAllRecipients(withdrawal, named)
    const judged = named.map((one) => ({
      ...one,
      obstacle: one.state === 'withdrawn' ? null : withdrawalObstacle(one),
    }))
    const chosen = judged.filter(({ state, obstacle }) => state !== 'withdrawn' && obstacle === null)
    // One that is asked for again is answered however old it is by now.
    if (chosen.length > 0) demandStatementTime('withdrawal', withdrawal, now)
    demandSomeWithdrawn(judged)
    await keep(tx, chosen, { caller, signer, withdrawal, request, now })
    return {
      referral: referralId,
      recipients: judged.map(({ address, state, obstacle }) => ({
        mailbox: address,
        state: obstacle === null ? 'withdrawn' : state,
        obstacle,
      })),
    }
  })
}

/** Whoever received it sees that it is not theirs to withdraw; to anybody else it does not exist. */
async function demandSentByCaller(
  tx: Transaction<Database>,
  caller: Caller,
  referralId: string,
  withdrawal: Withdrawal,
): Promise<void> {
  await demandVisible(tx, caller, referralId)
  const referral = await tx
    .selectFrom('referral')
    .select(['from_mailbox', 'statement_sha256'])
    .where('id', '=', referralId)
    .executeTakeFirstOrThrow()
  const own = mailboxesFor(caller, 'withdraw-referral', 'send')
  if (!own.some(({ id }) => id === referral.from_mailbox)) {
    throw problem('not-yours', 'It is withdrawn by those who may send from the mailbox that sent it.')
  }
  if (withdrawal.referral !== referralId || withdrawal.manifest !== referral.statement_sha256) {
    throw problem('digest-mismatch', 'The withdrawal does not name what was sent.')
  }
}

/** In the order of their ids, so that two withdrawals never wait for each other. */
const lockDeliveries = (tx: Transaction<Database>, referralId: string, mailboxes: readonly string[]) =>
  tx
    .selectFrom('delivery')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .select(['delivery.id', 'delivery.state', 'delivery.answer', 'delivery.attempts'])
    .select(['mailbox.address', 'mailbox.route'])
    .where('delivery.referral_id', '=', referralId)
    .where('mailbox.address', 'in', [...mailboxes])
    .orderBy('delivery.id')
    .forUpdate('delivery')
    .execute()

function demandAllRecipients({ mailboxes }: Withdrawal, named: readonly Delivery[]): void {
  const unknown = mailboxes.filter((mailbox) => !named.some(({ address }) => address === mailbox))
  if (unknown.length === 0) return
  throw problem('unknown-recipient', `It was not sent to ${unknown.join(', ')}.`, { unknown })
}

function demandSomeWithdrawn(judged: readonly Judged[]): void {
  const kept = judged.flatMap(({ address, state, obstacle }) =>
    obstacle === null ? [] : [{ mailbox: address, state, obstacle }],
  )
  const [first] = kept
  if (!first || kept.length < judged.length) return
  const each = kept.map(({ mailbox, obstacle }) => `${mailbox}: ${WITHDRAWAL_OBSTACLES[obstacle]}`)
  throw problem(first.obstacle, `Nothing was withdrawn. ${each.join('; ')}.`, { recipients: kept })
}

type Kept = {
  caller: Caller
  signer: Signer
  withdrawal: Withdrawal
  request: StatementRequest
  now: Date
}

async function keep(
  tx: Transaction<Database>,
  chosen: readonly Judged[],
  { caller, signer, withdrawal, request, now }: Kept,
): Promise<void> {
  if (chosen.length === 0) return
  const { referral, reason } = withdrawal
  const records = chosen.map(
    ({ id, address }): WithdrawnRecord => ({
      despatch: 'withdrawn/1',
      referral,
      delivery: id,
      mailbox: address,
      reason,
      statement: request.statement,
      signature: request.signature,
      time: now.toISOString(),
    }),
  )
  const staged = await stage(
    tx,
    records.map((record) => ({
      type: 'withdrawn',
      record: JSON.stringify(record),
      referralId: referral,
    })),
  )
  await tx
    .insertInto('withdrawal')
    .values(
      chosen.map(({ id }, at) => ({
        delivery_id: id,
        person_id: caller.personId,
        reason,
        statement: request.statement,
        signature: request.signature,
        signer_fpr: signer,
        staged_id: staged[at] ?? 0n,
        at: now,
      })),
    )
    .execute()
  await tx
    .updateTable('delivery')
    .set({ state: 'withdrawn', next_attempt_at: null, lease_until: null, changed_at: now })
    .where(
      'id',
      'in',
      chosen.map(({ id }) => id),
    )
    .execute()
}
