import { consistencyProof } from '../../log/proof.ts'
import type { Db } from '../db.ts'
import type { Head } from './ask-witness.ts'
import { sha256 } from './hash.ts'
import { readCheckpoint, sizeOf } from './read-tiles.ts'
import { tilesInDatabase } from './tiles-in-database.ts'
import { readTrustNote, trustTree } from './trust-tree.ts'

/** Which of the two logs. */
export type LogName = 'log' | 'trust'

/** The newest checkpoint of a log as a witness is to see it; null before the first. */
export async function readHead(db: Db, log: LogName): Promise<Head | null> {
  const note = log === 'log' ? await readCheckpoint(db) : await readTrustNote(db)
  if (note === undefined) return null
  const size = sizeOf(note)
  return {
    note,
    size,
    text: note.slice(0, note.lastIndexOf('\n\n') + 1),
    async proofFrom(oldSize) {
      if (oldSize === 0n || oldSize === size) return []
      const tiles = log === 'log' ? tilesInDatabase(db) : trustTree(db).tiles
      return consistencyProof(sha256, tiles, oldSize, size)
    },
  }
}
