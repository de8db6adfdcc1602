import { sql } from 'kysely'
import { problem } from '../../domain/problems.ts'
import { isZone } from '../../domain/time-zone.ts'
import type { NoticeSetting, NoticeSettingResponse } from '../../domain/wire/notices.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'

/** `available`: whether the operator has set the mail server that notices leave by. */
type Reading = { db: Db; available: boolean }
type Setting = Reading & { clock: () => Date }

/**
 * The caller's own notices.
 *
 * @throws ProblemError `not-yours` for a machine account or an auditor, who have none
 */
export async function readNotices(
  { db, available }: Reading,
  caller: Caller,
): Promise<NoticeSettingResponse> {
  demandAction(caller, 'keep-own-notices')
  const row = await db
    .selectFrom('notice_setting')
    .select(['address', 'bundle_minutes', 'quiet_from', 'quiet_until', 'zone', 'last_sent_at', 'failure'])
    .where('person_id', '=', caller.personId)
    .executeTakeFirst()
  if (!row) return { setting: null, lastSentAt: null, failure: null, available }
  const { quiet_from: from, quiet_until: until } = row
  return {
    setting: {
      address: row.address,
      bundleMinutes: row.bundle_minutes,
      quiet: from === null || until === null ? null : { from, until },
      zone: row.zone,
    },
    lastSentAt: row.last_sent_at?.toISOString() ?? null,
    failure: row.failure,
    available,
  }
}

/**
 * Begins the caller's notices, or changes them. They tell what is delivered from now on, and not what waited before. A
 * change forgets nothing that waits to be told, and gives an address that was refused another chance.
 *
 * @throws ProblemError `not-yours`, `notices-unavailable`, `invalid-request`
 */
export async function setNotices(
  dependencies: Setting,
  caller: Caller,
  setting: NoticeSetting,
): Promise<NoticeSettingResponse> {
  const { db, clock, available } = dependencies
  demandAction(caller, 'keep-own-notices')
  if (!available) {
    throw problem(
      'notices-unavailable',
      'This service sends no notices: its operator has not set the mail server that they would leave by.',
    )
  }
  await demandSensible(db, setting)
  const now = clock()
  const values = {
    address: setting.address,
    bundle_minutes: setting.bundleMinutes,
    quiet_from: setting.quiet?.from ?? null,
    quiet_until: setting.quiet?.until ?? null,
    zone: setting.zone,
  }
  await db
    .insertInto('notice_setting')
    .values({ person_id: caller.personId, ...values, next_look_at: now })
    .onConflict((at) =>
      at.column('person_id').doUpdateSet({
        ...values,
        // A notice that is on its way to the old address is not one to the new.
        lease_until: sql<Date>`case when notice_setting.address = excluded.address then notice_setting.lease_until end`,
        next_look_at: sql<Date>`greatest(excluded.next_look_at,
          notice_setting.last_sent_at + make_interval(mins => excluded.bundle_minutes))`,
        failures: 0,
        failure: null,
      }),
    )
    .execute()
  return readNotices(dependencies, caller)
}

/** Ends the caller's notices; nothing of them is kept. @throws ProblemError `not-yours` */
export async function endNotices(dependencies: Reading, caller: Caller): Promise<NoticeSettingResponse> {
  demandAction(caller, 'keep-own-notices')
  await dependencies.db.transaction().execute(async (tx) => {
    await tx.deleteFrom('notice_setting').where('person_id', '=', caller.personId).execute()
    await tx.deleteFrom('notice_waiting').where('person_id', '=', caller.personId).execute()
    await tx.deleteFrom('notice_unsent').where('person_id', '=', caller.personId).execute()
    await tx.deleteFrom('chase_notice').where('person_id', '=', caller.personId).execute()
  })
  return readNotices(dependencies, caller)
}

async function demandSensible(db: Db, { address, quiet, zone }: NoticeSetting): Promise<void> {
  if (!isZone(zone)) {
    throw problem('invalid-request', 'There is no such time zone; in the United Kingdom it is Europe/London.')
  }
  if (quiet && quiet.from === quiet.until) {
    throw problem(
      'invalid-request',
      'Quiet hours begin and end at different times; leave them out to have none.',
    )
  }
  // A notice to a mailbox of the partnership would be refused as unsealed, or be an item that waits itself; and what
  // a partner's network carries is not ours to fill.
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const covers = (column: string) =>
    sql<boolean>`(${domain} = ${sql.ref(column)} or right(${domain}, length(${sql.ref(column)}) + 1) = '.' || ${sql.ref(column)})`
  const own = await db
    .selectFrom('service_setting')
    .select('value as domain')
    .where('name', '=', 'service-domain')
    .where(covers('value'))
    .union(db.selectFrom('network').select('domain').where(covers('domain')))
    .union(db.selectFrom('mail_domain').select('domain').where(covers('domain')))
    .executeTakeFirst()
  if (own) {
    throw problem(
      'invalid-request',
      'That is an address of this partnership, which takes sealed mail only; give an ordinary address of yours.',
    )
  }
}
