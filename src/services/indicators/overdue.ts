import { sql } from 'kysely'
import { addDays } from '../../domain/day.ts'
import type { Db } from '../db.ts'
import { isUnanswered } from '../referrals/unanswered.ts'

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
 * Answers that are overdue by up to four weeks of the calendar, whoever works in them.
 *
 * @param day today
 */
export async function readOverdue(db: Db, day: string): Promise<Overdue> {
  const { rows } = await sql<{ answers: number; days: number }>`
    select count(*)::integer as answers, coalesce(${day}::date - min(asked.respond_by), 0) as days
      from (select id, respond_by, kind from referral
             where respond_by < ${day}::date and respond_by >= ${addDays(day, -OVERDUE_WITHIN_DAYS)}::date
             order by respond_by desc limit ${MOST_REFERRALS}) as asked
     cross join lateral
           (select delivery.id from delivery
             where delivery.referral_id = asked.id
               and ${isUnanswered}
            offset 0) as unanswered`.execute(db)
  const [row] = rows
  // What was asked for by yesterday is overdue since midnight.
  return { answers: row?.answers ?? 0, oldestSeconds: Math.max(0, (row?.days ?? 0) - 1) * 86_400 }
}
