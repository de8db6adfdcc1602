import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db.ts'
import { DAY_MS, GUESSES_OF_STRANGERS, KNOWN_DAYS } from './guess-bounds.ts'

/** Rows of each kind that are kept: some megabytes. */
const MOST_ROWS = 100_000

type Kind = {
  /** which rows they are */
  is: RawBuilder<boolean>
  /** whether somebody is kept out by it still */
  stands: RawBuilder<boolean>
  /** how much it counts: what counts least goes first */
  counts: RawBuilder<number>
}

/**
 * Forgets places that a name has not signed in from for sixty days, and guesses that count no more; then, in each kind by
 * itself, what is beyond so many rows: the fewest guesses first, and the oldest of those. So whoever fills one kind empties
 * no other, and a hundred guesses are forgotten for a hundred thousand others at the earliest. A wait or a lock that stands is
 * never forgotten.
 *
 * Where names are known there are as many rows as accounts have places, and none that a stranger makes.
 *
 * @param most rows of one kind that are kept
 */
export async function makeRoom(db: Db, now: Date, most: number = MOST_ROWS): Promise<void> {
  const dayAgo = new Date(now.getTime() - DAY_MS)
  await sql`update sign_in_guess set good_at = null where name in (
    select name from sign_in_guess where good_at <= ${new Date(now.getTime() - KNOWN_DAYS * DAY_MS)}
      for update skip locked)`.execute(db)
  await sql`delete from sign_in_guess where name in (
    select name from sign_in_guess
      where good_at is null and untold = 0 and last_at <= ${dayAgo} and not_before <= ${now}
      for update skip locked)`.execute(db)
  const waits = sql<boolean>`not_before > ${now}`
  const ofToday = sql<number>`case when since > ${dayAgo} then recent else 0 end`
  const kinds: Kind[] = [
    {
      is: sql<boolean>`since is not null`,
      stands: sql<boolean>`(${ofToday} >= ${GUESSES_OF_STRANGERS})`,
      counts: ofToday,
    },
    {
      is: sql<boolean>`of_login is not null and good_at is null`,
      stands: waits,
      counts: sql<number>`recent`,
    },
    { is: sql<boolean>`of_login is null and since is null`, stands: waits, counts: sql<number>`recent` },
  ]
  for (const { is, stands, counts } of kinds) {
    await sql`delete from sign_in_guess where not ${stands} and name in (
      select name from sign_in_guess where ${is}
        order by ${stands} desc, ${counts} desc, last_at desc offset ${most}
        for update skip locked)`.execute(db)
  }
}
