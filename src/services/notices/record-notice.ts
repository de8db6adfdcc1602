import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { tellChases } from './chase-notices.ts'
import type { DueNotice } from './due.ts'
import { tellKeyNotices } from './key-notices.ts'
import { tellReminders } from './reminders.ts'

/** What came of sending a notice: taken by the operator's mail server, to be tried again, or refused for good. */
export type NoticeOutcome = 'relayed' | 'retry' | 'failed'

/** Minutes until a delayed notice is tried again, by attempts that failed; the last repeats. */
const DELAYED_MINUTES = [1, 2, 5, 10] as const
/** Hours until a refused address is tried again. One more refusal, after two days and some hours, ends the notices. */
const REFUSED_HOURS = [1, 2, 4, 8, 16, 24] as const

/**
 * Records what came of a notice and ends its lease. What was not told waits for the next one. A
 * setting that was ended or given another address meanwhile is left as it is.
 */
export async function recordNotice(
  { db, clock }: { db: Db; clock: () => Date },
  notice: DueNotice,
  outcome: NoticeOutcome,
): Promise<void> {
  const now = clock()
  if (outcome === 'relayed') return recordSent(db, notice, now)
  const failed = outcome === 'failed' ? refused(notice, now) : delayed(notice, now)
  await settingOf(db, notice)
    .set({ lease_until: null, ...failed })
    .execute()
}

/** A death before this makes the notice go out once more when the lease has ended, and never less than once. */
async function recordSent(db: Db, notice: DueNotice, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const kept = await settingOf(tx, notice)
      .set({
        lease_until: null,
        last_sent_at: now,
        next_look_at: sql<Date>`${now}::timestamptz + make_interval(mins => bundle_minutes)`,
        failures: 0,
        failure: null,
      })
      .returning('person_id')
      .executeTakeFirst()
    if (!kept) return
    await tx
      .deleteFrom('notice_waiting')
      .where('person_id', '=', notice.personId)
      .where('delivery_id', '=', sql<string>`any(${notice.deliveryIds}::uuid[])`)
      .execute()
    await tellKeyNotices(tx, notice.keyNoticeIds, now)
    await tellReminders(tx, notice.reminderIds, now)
    await tellChases(tx, notice.chaseIds, now)
    // What was told as late and has ended since is still to be told.
    for (const late of [true, false]) {
      await tx
        .deleteFrom('notice_unsent')
        .where('person_id', '=', notice.personId)
        .where('delivery_id', '=', sql<string>`any(${late ? notice.late : notice.ended}::uuid[])`)
        .where('late', '=', late)
        .execute()
    }
  })
}

const settingOf = (db: Db, { personId, address }: DueNotice) =>
  db.updateTable('notice_setting').where('person_id', '=', personId).where('address', '=', address)

function delayed(notice: DueNotice, now: Date) {
  const failures = notice.failure === 'delayed' ? notice.failures + 1 : 1
  const minutes = DELAYED_MINUTES[Math.min(failures, DELAYED_MINUTES.length) - 1] ?? 10
  return { failure: 'delayed' as const, failures, next_look_at: new Date(now.getTime() + minutes * 60_000) }
}

function refused(notice: DueNotice, now: Date) {
  const failures = notice.failure === 'refused' ? notice.failures + 1 : 1
  const hours = REFUSED_HOURS[failures - 1]
  return hours === undefined
    ? { failure: 'stopped' as const, failures, next_look_at: null }
    : { failure: 'refused' as const, failures, next_look_at: new Date(now.getTime() + hours * 3_600_000) }
}
