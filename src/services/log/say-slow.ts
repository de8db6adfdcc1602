import { sql, type Transaction } from 'kysely'
import type { Database } from '../../store/tables.ts'

/**
 * To be said first in a transaction that enters something in the log and then writes much: it tells the sequencer for
 * itself alone, so that those that are quick need not wait for its end to be published (migration 0008).
 */
export async function saySlow(tx: Transaction<Database>): Promise<void> {
  await sql`select set_config('despatch.slow', 'on', true)`.execute(tx)
}
