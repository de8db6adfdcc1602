import Type, { type Static } from 'typebox'
import { type DurableFile, durableFile } from './batch-file.ts'

const Count = Type.String({ pattern: '^(0|[1-9][0-9]{0,18})$' })

/** What of the trust log was signed last, as it is to be published: enough to publish it again, exactly. */
export const TrustBatch = Type.Object({
  oldSize: Count,
  newSize: Count,
  recordIds: Type.Array(Count),
  /** the digests of these records, so that other ones under the same ids are not taken for them */
  sha256: Type.Array(Type.String()),
  checkpoint: Type.String(),
})
export type TrustBatch = Static<typeof TrustBatch>

/** `log/trust.json` in the data directory. */
export const trustFile = (directory: string): DurableFile<TrustBatch> =>
  durableFile(directory, 'trust.json', TrustBatch)
