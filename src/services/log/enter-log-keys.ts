import type { NoteSigner } from '../../log/keys.ts'
import { bearsLinesOf } from '../../log/note.ts'
import type { Db } from '../db.ts'
import { isUnderName } from './begin-anew.ts'
import { readCheckpoint } from './read-tiles.ts'
import { stageOne } from './stage.ts'

/**
 * Enters in the log by which keys it is signed from now on, where the newest checkpoint is not signed by all of them: what
 * is entered makes a new checkpoint, so that whoever trusts the next key has one to read, and the exchange stands in the log.
 *
 * @param exchanges the notes by which the key was handed on
 */
export async function enterLogKeys(
  db: Db,
  signers: readonly NoteSigner[],
  exchanges: readonly string[],
): Promise<void> {
  const note = await readCheckpoint(db)
  // Under another name it begins with an entry of its own, which says the same.
  const isOurs = note !== undefined && signers.some(({ name }) => isUnderName(note, name))
  if (!isOurs || bearsLinesOf(note, signers)) return
  const keys = signers.map(({ name, keyId }) => `${name}+${keyId}`)
  const record = JSON.stringify({ despatch: 'log-key/1', keys, exchanges })
  const waits = await db
    .selectFrom('log_pending')
    .innerJoin('log_staged', 'log_staged.id', 'log_pending.staged_id')
    .select('log_staged.id')
    .where('log_staged.type', '=', 'log-key')
    .where('log_staged.record', '=', record)
    .limit(1)
    .executeTakeFirst()
  if (!waits) await stageOne(db, { type: 'log-key', record, referralId: null })
}
