import { sql, type Transaction } from 'kysely'
import { problem } from '../domain/problems.ts'
import { Arrival } from '../domain/wire/arrival.ts'
import {
  HELD_SENTENCES,
  type Held,
  type HeldOutcome,
  type QuarantineResponse,
} from '../domain/wire/quarantine.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import type { Database } from '../store/tables.ts'
import { type Caller, demandAction, mailboxesFor } from './caller.ts'
import type { Db } from './db.ts'
import { stageOne } from './log/stage.ts'
import { idsOf, nextCursor, type PageRequest, placeOf } from './referrals/lists.ts'

type HeldRow = {
  delivery: string
  seq: bigint
  mailbox: string
  domain: string
  reason: Held
  statement: string
  size: number
  at: Date
}

/** What is held back from the caller's mailboxes and not yet decided, newest first. */
export async function readQuarantine(db: Db, caller: Caller, page: PageRequest): Promise<QuarantineResponse> {
  const mailboxIds = idsOf(mailboxesFor(caller, 'handle-quarantine', 'open'), page.mailbox)
  if (mailboxIds.length === 0) return { rows: [], next: null }
  const { below, limit } = placeOf(page)
  const { rows } = await sql<HeldRow>`
    select q.delivery_id as delivery, d.seq, m.address as mailbox, r.from_domain as domain, q.reason, r.statement,
        i.size, q.at
      from quarantine q
      join delivery d on d.id = q.delivery_id
      join mailbox m on m.id = q.mailbox_id
      join referral r on r.id = d.referral_id
      join inbound_recipient ir on ir.referral_id = r.id
      join inbound i on i.id = ir.inbound_id
      where q.mailbox_id = any (${mailboxIds}::uuid[]) and q.outcome is null
        and (${below ?? null}::bigint is null or d.seq < ${below ?? null}::bigint)
      order by d.seq desc
      limit ${limit}`.execute(db)
  return {
    rows: rows.slice(0, page.limit).map(({ delivery, mailbox, domain, reason, statement, size, at }) => ({
      delivery,
      mailbox,
      domain,
      reason,
      sentence: HELD_SENTENCES[reason],
      keyIds: parseStatement(Arrival, statement).keyIds,
      size,
      at: at.toISOString(),
    })),
    next: nextCursor(rows, page.limit),
  }
}

/** From now on it is mail that waits for its reader, like any other. */
async function readAsNew(tx: Transaction<Database>, referralId: string): Promise<void> {
  await tx
    .updateTable('inbound')
    .from('inbound_recipient')
    .set({ state: 'new' })
    .whereRef('inbound.id', '=', 'inbound_recipient.inbound_id')
    .where('inbound_recipient.referral_id', '=', referralId)
    .where('inbound.state', '=', 'quarantined')
    .execute()
}

/**
 * Decides about mail that was held back. Released it is delivered to the inbox as soon as its entry is published, like
 * any other; dismissed it never is. Both are entered in the log, with who decided. The same decision again changes nothing.
 *
 * @throws ProblemError `not-found`, `not-yours`, `conflict` when a colleague has decided otherwise
 */
export async function decideHeld(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  delivery: string,
  outcome: HeldOutcome['outcome'],
): Promise<HeldOutcome> {
  demandAction(caller, 'handle-quarantine')
  const mailboxes = mailboxesFor(caller, 'handle-quarantine', 'open').map(({ id }) => id)
  return db.transaction().execute(async (tx) => {
    const held = await tx
      .selectFrom('quarantine')
      .innerJoin('delivery', 'delivery.id', 'quarantine.delivery_id')
      .innerJoin('mailbox', 'mailbox.id', 'quarantine.mailbox_id')
      .select(['delivery.referral_id', 'quarantine.mailbox_id', 'quarantine.outcome', 'quarantine.reason'])
      .select('mailbox.address')
      .where('quarantine.delivery_id', '=', delivery)
      .forUpdate('quarantine')
      .executeTakeFirst()
    if (!held || !mailboxes.includes(held.mailbox_id)) throw problem('not-found')
    if (held.outcome === outcome) return { delivery, outcome }
    if (held.outcome !== null)
      throw problem('conflict', `It was ${held.outcome} before; that cannot be undone.`)
    const now = clock()
    await tx
      .updateTable('quarantine')
      .set({ outcome, ended_at: now, ended_by: caller.personId })
      .where('delivery_id', '=', delivery)
      .execute()
    await tx
      .updateTable('delivery')
      .set(
        outcome === 'released'
          ? { state: 'accepted', next_attempt_at: sql<Date>`now()`, changed_at: now }
          : { state: 'failed', changed_at: now },
      )
      .where('id', '=', delivery)
      .where('state', '=', 'quarantined')
      .execute()
    if (outcome === 'released') await readAsNew(tx, held.referral_id)
    const type = outcome === 'released' ? 'released' : 'failed'
    await stageOne(tx, {
      type,
      record: JSON.stringify({
        despatch: `${type}/1`,
        referral: held.referral_id,
        delivery,
        mailbox: held.address,
        held: held.reason,
        outcome,
        by: caller.personId,
        time: now.toISOString(),
      }),
      referralId: held.referral_id,
    })
    return { delivery, outcome }
  })
}
