import { sameBytes } from '../../log/bytes.ts'
import { type Checkpoint, openCheckpoint } from '../../log/checkpoint.ts'
import type { NoteVerifier } from '../../log/keys.ts'
import { NoteError } from '../../log/note.ts'
import { emptyRoot, rootFromTiles } from '../../log/tree.ts'
import { LogBrokenError } from './broken.ts'
import { sha256 } from './hash.ts'
import type { TreeEdge } from './tree-edge.ts'

/** The log's key, and those that it had before: what they signed stands. */
export type Verifiers = readonly [NoteVerifier, ...NoteVerifier[]]

/** How many entries, and the root of their tree. */
export type Head = Pick<Checkpoint, 'size' | 'root'>

/** Before anything was signed. */
export const emptyHead = (): Head => ({ size: 0n, root: emptyRoot(sha256) })

/** What one of our own checkpoints says. @param where it stands. @throws LogBrokenError when it is not ours */
export async function openOurs(note: string, verifiers: Verifiers, where: string): Promise<Head> {
  try {
    return await openCheckpoint(note, ...verifiers)
  } catch (error) {
    if (!(error instanceof NoteError)) throw error
    throw new LogBrokenError(
      `A checkpoint in ${where} is not signed by this log's key: it was changed, or is another log's. Restore DATA_DIR and the ` +
        'database that belong together; nothing will be signed before.',
    )
  }
}

/** Whether two say the same. */
export const sameHead = (one: Head, other: Head): boolean =>
  one.size === other.size && sameBytes(one.root, other.root)

/** The tree in the database must have the root that was signed: a changed row is found before it is built upon. */
export async function demandStoredRoot(
  { note, reader }: TreeEdge,
  size: bigint,
  verifiers: Verifiers,
): Promise<Head> {
  const signed = note === null ? emptyHead() : await openOurs(note, verifiers, 'the database')
  const root = await rootFromTiles(sha256, reader, size)
  if (!sameHead(signed, { size, root })) {
    throw new LogBrokenError(
      'The tree in the database is not the one that was signed; nothing more is signed.',
    )
  }
  return signed
}
