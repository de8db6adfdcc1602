import pg from 'pg'
import { expect } from 'vitest'
import type { World } from './world.ts'

/** Any number that nothing else locks on. */
const LOCK = 4711

/**
 * Lets the database hold every insertion into a table, in the middle of its transaction: a process that is killed
 * then dies at exactly that point.
 */
export async function holdInserts(
  { database, asSuperuser }: World,
  table: 'delivery',
): Promise<{ held(): Promise<void>; release(): Promise<void> }> {
  await asSuperuser(`
    create function hold() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock_shared(${LOCK}); return null; end $$;
    create trigger hold after insert on ${table} execute function hold()`)
  const holder = new pg.Client(database.superuserUrl)
  await holder.connect()
  await holder.query('select pg_advisory_lock($1)', [LOCK])
  const waiting = async () =>
    (
      await asSuperuser(
        `select 1 from pg_locks join pg_database on pg_database.oid = database
        where datname = current_database() and objid = $1 and not granted`,
        [LOCK],
      )
    ).length
  return {
    held: () => expect.poll(waiting).toBe(1),
    async release() {
      await holder.end()
      // Waits for the killed process's transaction to have ended.
      await asSuperuser(`drop trigger hold on ${table}; drop function hold()`)
    },
  }
}
