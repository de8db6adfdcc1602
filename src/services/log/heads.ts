import { consistencyProof } from '../../log/proof.ts'
import type { TileReader } from '../../log/tree.ts'
import { trustTiles } from '../../log/trust-log.ts'
import type { Db } from '../db.ts'
import type { Head } from './ask-witness.ts'
import { sha256 } from './hash.ts'
import { readCheckpoint, sizeOf } from './read-tiles.ts'
import { tilesInDatabase } from './tiles-in-database.ts'

/** Which of the two logs. */
export type LogName = 'log' | 'trust'

/** The newest checkpoint of a log as a witness is to see it; null before the first. */
export async function readHead(db: Db, log: LogName): Promise<Head | null> {
  const note = log === 'log' ? await readCheckpoint(db) : await trustNote(db)
  if (note === undefined) return null
  const size = sizeOf(note)
  let tiles: Promise<TileReader> | undefined
  return {
    note,
    size,
    text: note.slice(0, note.lastIndexOf('\n\n') + 1),
    async proofFrom(oldSize) {
      if (oldSize === 0n || oldSize === size) return []
      tiles ??= log === 'log' ? Promise.resolve(tilesInDatabase(db)) : tilesOfTrust(db, size)
      return consistencyProof(sha256, await tiles, oldSize, size)
    },
  }
}

async function trustNote(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom('trust_checkpoint').select('note').executeTakeFirst()
  return row?.note
}

async function tilesOfTrust(db: Db, size: bigint): Promise<TileReader> {
  const rows = await db
    .selectFrom('trust_entry')
    .select('leaf')
    .where('idx', '<', size)
    .orderBy('idx')
    .execute()
  return trustTiles(
    sha256,
    rows.map(({ leaf }) => leaf),
  )
}
