import type { Insertable, Transaction } from 'kysely'
import type { Database } from '../../store/tables.ts'

export type NewDisclosure = Insertable<Database['disclosure']>

/**
 * Enters disclosures in the register, in the transaction that makes them: there is none without its row, and no
 * row without the log entry that it names (promise 6). Nobody changes a row afterwards. What a row can be found by is
 * entered with it by the database, and with the filing of what a partner's mail was found to be.
 */
export async function recordDisclosures(
  tx: Transaction<Database>,
  disclosures: readonly NewDisclosure[],
): Promise<void> {
  if (disclosures.length === 0) return
  await tx
    .insertInto('disclosure')
    .values([...disclosures])
    .execute()
}
