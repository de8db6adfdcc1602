import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { quietUntil } from '../notices/quiet-hours.ts'
import { DORMANT_AFTER_DAYS, dormantFrom } from './dormancy.ts'

/** How many days before a suspension somebody is told, in this order. */
const WARNED_DAYS = [14, 3] as const
/** Warnings of one turn. */
const MOST = 100

/** Somebody to warn, at the ordinary address that they have notices at. */
export type DormancyWarning = { personId: string; days: number; address: string; suspendedAt: Date }

/**
 * Takes the warnings that are due: of people who have notices, whose account is to be suspended for want of use within
 * 14 days, or within 3, and who were not told so since they last used it. Whoever is in their quiet hours is left for a
 * later turn. What is taken counts as told; give it back with `untellDormant` where it could not be.
 */
export async function takeDormancyWarnings(db: Db, now: Date): Promise<DormancyWarning[]> {
  const { rows } = await sql<DueRow>`
    select person.id, stage.days, person.last_active_at, setting.address, setting.quiet_from, setting.quiet_until,
        setting.zone
      from person
      join notice_setting setting on setting.person_id = person.id
      cross join lateral (
        select min(days) as days from unnest(${[...WARNED_DAYS]}::integer[]) as days
          where person.last_active_at <= ${now}::timestamptz - make_interval(days => ${DORMANT_AFTER_DAYS} - days)
      ) stage
      left join dormancy_warning told on told.person_id = person.id and told.days = stage.days
      where person.state = 'active' and person.account = 'person' and stage.days is not null
        and person.last_active_at > ${now}::timestamptz - make_interval(days => ${DORMANT_AFTER_DAYS})
        and (told.told_at is null or told.told_at < person.last_active_at)
        and setting.failure is distinct from 'stopped'
      limit ${MOST}`.execute(db)
  const loud = rows.filter(
    ({ quiet_from: from, quiet_until: until, zone }) =>
      from === null || until === null || quietUntil(now, { from, until }, zone) === null,
  )
  const taken: DormancyWarning[] = []
  for (const { id, days, address, last_active_at } of loud) {
    // Of two workers one gets the row.
    const told = await sql`insert into dormancy_warning as told (person_id, days, told_at)
        values (${id}, ${days}, ${now})
      on conflict (person_id, days) do update set told_at = ${now} where told.told_at < ${last_active_at}
      returning person_id`.execute(db)
    if (told.rows.length > 0)
      taken.push({ personId: id, days, address, suspendedAt: dormantFrom(last_active_at) })
  }
  return taken
}

type DueRow = {
  id: string
  days: number
  last_active_at: Date
  address: string
  quiet_from: string | null
  quiet_until: string | null
  zone: string
}

/** Forgets that somebody was told: they were not. */
export async function untellDormant(db: Db, { personId, days }: DormancyWarning): Promise<void> {
  await db.deleteFrom('dormancy_warning').where('person_id', '=', personId).where('days', '=', days).execute()
}
