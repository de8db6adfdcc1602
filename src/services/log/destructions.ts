import { sql } from 'kysely'
import { fromBase64, toBase64 } from '../../log/base64.ts'
import { entryText } from '../../log/entry.ts'
import type { Db } from '../db.ts'
import { LogBrokenError } from './broken.ts'
import { sha256 } from './hash.ts'
import type { Batch, BatchDestruction } from './log-journal.ts'

export type DestructionRow = { type: string; record: string | null; salt: Uint8Array | null }

/** Which of these rows, in the order of their batch, tell of a destruction. */
export function destructionsIn(rows: readonly DestructionRow[]): BatchDestruction[] {
  return rows.flatMap(({ type, record, salt }, at) =>
    type === 'destroyed' && record !== null && salt !== null ? [{ at, salt: toBase64(salt), record }] : [],
  )
}

/** What a batch carries of destructions; nothing at all where there is none. */
export const carried = (destructions: readonly BatchDestruction[]): Pick<Batch, 'destructions'> =>
  destructions.length === 0 ? {} : { destructions: [...destructions] }

/**
 * Stages the destructions of a batch that a database lacks, with the records that the journal has.
 *
 * @param missing the places in the batch for which there is no row
 * @returns the staged id for each of these places that tells of a destruction
 * @throws LogBrokenError when the journal has another record than the entry commits to
 */
export async function stageDestructions(
  tx: Db,
  { destructions = [], entries }: Batch,
  missing: ReadonlySet<number>,
): Promise<Map<number, bigint>> {
  const staged = new Map<number, bigint>()
  for (const { at, salt, record } of destructions) {
    if (!missing.has(at)) continue
    const bytes = fromBase64(salt)
    if (bytes?.length !== 32 || entryText(sha256, 'destroyed', bytes, record) !== entries[at])
      throw new LogBrokenError(
        'The journal has a destruction that is not the one that was entered. Restore DATA_DIR/log from its newest backup; nothing will be signed before.',
      )
    const { rows } = await sql<{ id: bigint }>`select stage_destroyed(${record}, ${bytes}) as id`.execute(tx)
    const [row] = rows
    if (row) staged.set(at, row.id)
  }
  return staged
}

/**
 * Destroys once more what the destructions among these entries name: a database that was set back has it again. To be called
 * when they are entered, in the same transaction.
 *
 * @param stagedIds the rows of the batch
 * @returns how many records were there
 */
export async function eraseAgain(
  tx: Db,
  { destructions = [], stagedIds }: Pick<Batch, 'destructions' | 'stagedIds'>,
): Promise<number> {
  const ids = destructions.map(({ at }) => stagedIds[at]).filter((id) => id !== undefined)
  if (ids.length === 0) return 0
  const { rows } = await sql<{ erased: bigint }>`select erase_again(${ids}::bigint[]) as erased`.execute(tx)
  return Number(rows[0]?.erased ?? 0)
}
