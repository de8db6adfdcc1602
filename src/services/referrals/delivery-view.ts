import type { DeliveryView } from '../../domain/wire/referral-response.ts'
import type { Db } from '../db.ts'
import { readAnswers } from './answers.ts'

/** Every delivery of the referrals with all that is known of it, in five queries however many there are. */
export async function readDeliveries(
  db: Db,
  referralIds: readonly string[],
): Promise<{ referralId: string; mailboxId: string; view: DeliveryView }[]> {
  const rows = await db
    .selectFrom('delivery')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .select([
      'delivery.id',
      'delivery.referral_id',
      'delivery.mailbox_id',
      'delivery.state',
      'delivery.answer',
    ])
    .select(['delivery.next_attempt_at', 'delivery.waits_since', 'delivery.delayed_at'])
    .select(['delivery.changed_at', 'mailbox.address', 'mailbox.route'])
    .leftJoin('withdrawal', 'withdrawal.delivery_id', 'delivery.id')
    .select(['withdrawal.reason as withdrawnFor', 'withdrawal.at as withdrawnAt'])
    .select(['withdrawal.statement as withdrawal', 'withdrawal.signature as withdrawalSignature'])
    .select('withdrawal.signer_fpr as withdrawalSigner')
    .select((select) =>
      select
        .selectFrom('partner_reminder')
        .select(({ fn }) => fn.max('ended_at').as('at'))
        .whereRef('delivery_id', '=', 'delivery.id')
        .where('outcome', '=', 'relayed')
        .as('remindedAt'),
    )
    .where('delivery.referral_id', 'in', [...referralIds])
    .orderBy('delivery.seq')
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return []
  const [attempts, evidence, receipts, answers] = await Promise.all([
    readAttempts(db, ids),
    readEvidence(db, ids),
    readReceipts(db, ids),
    readAnswers(db, ids),
  ])
  return rows.map((row) => {
    const made = attempts.filter(({ delivery }) => delivery === row.id).map(({ attempt }) => attempt)
    return {
      referralId: row.referral_id,
      mailboxId: row.mailbox_id,
      view: {
        delivery: row.id,
        mailbox: row.address,
        route: row.route,
        state: row.state,
        answer: row.answer,
        since: row.changed_at.toISOString(),
        answeredBy: answers.get(row.id) ?? null,
        withdrawn: withdrawnIn(row),
        nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
        delayed:
          row.state !== 'accepted' || row.delayed_at === null
            ? null
            : { since: row.waits_since.toISOString(), reason: made.at(-1)?.reply ?? NOT_ATTEMPTED },
        reminded: row.remindedAt?.toISOString() ?? null,
        attempts: made,
        evidence: evidence.filter(({ delivery }) => delivery === row.id).map(({ piece }) => piece),
        receipts: receipts.filter(({ delivery }) => delivery === row.id).map(({ receipt }) => receipt),
      },
    }
  })
}

function withdrawnIn(row: {
  withdrawnFor: string | null
  withdrawnAt: Date | null
  withdrawal: string | null
  withdrawalSignature: string | null
  withdrawalSigner: string | null
}): DeliveryView['withdrawn'] {
  const { withdrawnFor: reason, withdrawnAt: at } = row
  const { withdrawal: statement, withdrawalSignature: signature, withdrawalSigner: signer } = row
  if (reason === null || at === null || statement === null || signature === null || signer === null)
    return null
  return { reason, at: at.toISOString(), statement, signature, signer }
}

const NOT_ATTEMPTED = 'It was not attempted yet: the route to the partner is paused, or busy.'

async function readAttempts(db: Db, ids: string[]) {
  const rows = await db
    .selectFrom('attempt')
    .selectAll()
    .where('delivery_id', 'in', ids)
    .orderBy('n')
    .execute()
  return rows.map(({ delivery_id, at, ...attempt }) => ({
    delivery: delivery_id,
    attempt: { ...attempt, at: at.toISOString() },
  }))
}

async function readEvidence(db: Db, ids: string[]) {
  const rows = await db
    .selectFrom('evidence')
    .select(['delivery_id', 'kind', 'says', 'strength', 'sha256', 'at'])
    .where('delivery_id', 'in', ids)
    .orderBy('seq')
    .execute()
  return rows.map(({ delivery_id, at, ...piece }) => ({
    delivery: delivery_id,
    piece: { ...piece, at: at.toISOString() },
  }))
}

async function readReceipts(db: Db, ids: string[]) {
  const rows = await db
    .selectFrom('receipt')
    .innerJoin('certificate', 'certificate.fpr', 'receipt.signer_fpr')
    .select([
      'receipt.delivery_id',
      'receipt.event',
      'receipt.reason',
      'receipt.statement',
      'receipt.signature',
    ])
    .select(['receipt.at', 'certificate.fpr as signer', 'certificate.armored as certificate'])
    .where('receipt.delivery_id', 'in', ids)
    .orderBy('receipt.staged_id')
    .execute()
  return rows.map(({ delivery_id, at, ...receipt }) => ({
    delivery: delivery_id,
    receipt: { ...receipt, at: at.toISOString() },
  }))
}
