import { sql, type Transaction } from 'kysely'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'

/** Something to be entered in the log: its type, the exact record, and the referral whose parties may open it. */
export type ToStage = { type: string; record: string; referralId: string | null }

/**
 * Stages records in the caller's transaction: they are entered if and only if it commits. Each gets a salt of
 * its own, so that an entry betrays nothing of a guessable record.
 *
 * @returns the staged ids, in the order given
 */
export async function stage(tx: Transaction<Database> | Db, records: readonly ToStage[]): Promise<bigint[]> {
  if (records.length === 0) return []
  const { rows } = await sql<{ id: bigint }>`/* prepared: stage */
    insert into log_staged (type, record, salt, referral_id)
      select type, record, salt, referral_id
        from unnest(${records.map(({ type }) => type)}::text[], ${records.map(({ record }) => record)}::text[],
          ${records.map(() => crypto.getRandomValues(new Uint8Array(32)))}::bytea[],
          ${records.map(({ referralId }) => referralId)}::uuid[])
          with ordinality as staged (type, record, salt, referral_id, at)
        order by at
      returning id`.execute(tx)
  return rows.map(({ id }) => id).sort((a, b) => (a < b ? -1 : 1))
}

/** Stages one record. See `stage`. */
export async function stageOne(tx: Transaction<Database> | Db, record: ToStage): Promise<bigint> {
  const [id] = await stage(tx, [record])
  if (id === undefined) throw new Error('a staged row has an id')
  return id
}
