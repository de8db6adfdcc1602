import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { type EarlierFile, earlierFile } from './earlier-file.ts'
import { type Journal, journalIn } from './journal.ts'

const Count = Type.String({ pattern: '^(0|[1-9][0-9]{0,18})$' })

/**
 * What was entered in the trust log by one checkpoint. The records themselves are here: everybody in the partnership has
 * them, and nothing of them is ever erased. Their private parts are not. That the same size is signed anew every hour is not
 * here either: it is the same root.
 */
export const TrustBatch = Type.Object({
  oldSize: Count,
  newSize: Count,
  records: Type.Array(Type.Object({ type: Type.String(), record: Type.String(), sha256: Type.String() })),
  checkpoint: Type.String(),
})
export type TrustBatch = Static<typeof TrustBatch>

/** `trust.json` of a version before the journal. */
const Earlier = Type.Object({
  oldSize: Count,
  newSize: Count,
  sha256: Type.Array(Type.String()),
  checkpoint: Type.String(),
})

export type TrustJournal = Journal<TrustBatch> & { before: EarlierFile<Static<typeof Earlier>> }

/** The journal of the trust log in a data directory's `log`: `trust/`, and `trust.json` of an earlier version. */
export const trustJournal = (directory: string): TrustJournal => ({
  ...journalIn(join(directory, 'trust'), TrustBatch),
  before: earlierFile(join(directory, 'trust.json'), Earlier),
})
