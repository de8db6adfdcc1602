import { sql } from 'kysely'
import { addDays } from '../../domain/day.ts'
import { ANSWERS_NOTHING } from '../../domain/kinds.ts'
import type { Db } from '../db.ts'
import { isLetThrough } from '../deliveries/answering-mail.ts'

export type Overdue = {
  /** deliveries whose mailbox was asked to answer by a day that has passed, and has not */
  answers: number
  /** since the day ended by which the longest overdue was asked for */
  oldestSeconds: number
}

/** Answers overdue for longer are for the register, not for whoever watches the service. */
const OVERDUE_WITHIN_DAYS = 28
/** As many referrals are looked at, those that were due last; each costs a look for its answers. */
const MOST_REFERRALS = 20_000

/**
 * Answers that are overdue by up to four weeks. One that was acknowledged, returned or declined is answered, and so is
 * one that its mailbox replied to, here or by joined mail; a note or a record is no reply.
 *
 * Written so that it is looked up referral by referral: PostgreSQL would else read whole tables to join them.
 *
 * @param day today
 */
export async function readOverdue(db: Db, day: string): Promise<Overdue> {
  const { rows } = await sql<{ answers: number; days: number }>`
    select count(*)::integer as answers, coalesce(${day}::date - min(asked.respond_by), 0) as days
      from (select id, respond_by from referral
             where respond_by < ${day}::date and respond_by >= ${addDays(day, -OVERDUE_WITHIN_DAYS)}::date
             order by respond_by desc limit ${MOST_REFERRALS}) as asked
     cross join lateral
           (select delivery.id from delivery
             where delivery.referral_id = asked.id
               and delivery.state <> 'withdrawn'
               and (delivery.answer is null or delivery.answer in ('collected', 'opened'))
               and (select true from inbound
                     where inbound.answers = delivery.id
                       and ${isLetThrough}
                     limit 1) is null
               and (select true from referral as reply
                     where reply.in_reply_to = asked.id and reply.from_mailbox = delivery.mailbox_id
                       and reply.kind not in (${sql.join(ANSWERS_NOTHING)}) limit 1) is null
            offset 0) as unanswered`.execute(db)
  const [row] = rows
  // What was asked for by yesterday is overdue since midnight.
  return { answers: row?.answers ?? 0, oldestSeconds: Math.max(0, (row?.days ?? 0) - 1) * 86_400 }
}
