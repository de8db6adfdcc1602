import { createTrustVerifier } from '../../crypto/trust-verifier.ts'
import { replay, trustTypeOf } from '../../domain/trust/replay.ts'
import { emptyTrust, type TrustState } from '../../domain/trust/state.ts'
import { TrustError } from '../../domain/trust/trust-error.ts'
import { StatementError } from '../../domain/wire/statement.ts'
import { readTrustRecord, type TrustRecord } from '../../domain/wire/trust/record.ts'
import { LogKeyError } from '../../log/keys.ts'
import { NoteError } from '../../log/note.ts'
import type { Hash } from '../../log/tree.ts'
import { openTrustCheckpoint, parseTrustEntry, trustEntryOf } from '../../log/trust-log.ts'
import { type LogSource, verifyLog } from '../../log/verify.ts'

/** What the verification of a trust log found. */
export type TrustVerdict = {
  /** size and root that its checkpoint signs; null when that cannot be believed */
  size: bigint | null
  root: Uint8Array | null
  /** records that were given and fit their entries */
  opened: bigint
  /** what all the records come to, judged each by those before it; null unless all were given and nothing is wrong */
  state: TrustState | null
  /** each begins with what it is about, as of the log */
  problems: string[]
}

/**
 * Verifies a trust log offline: its tree as that of the log, each record that was given against its entry, and, where all of
 * them were, that nobody entered what they were not entitled to, as every client replays it. From which root it is to be
 * believed is another question, and not asked here.
 */
export async function verifyTrustLog({
  source,
  vkey,
  hash,
  onProgress,
}: {
  source: LogSource
  vkey: string
  hash: Hash
  onProgress?: (done: bigint, size: bigint) => void
}): Promise<TrustVerdict> {
  const records: TrustRecord[] = []
  const { size, root, opened, problems } = await verifyLog({
    source,
    vkey,
    hash,
    judge: (text, record) => judgeEntry(hash, text, record, records),
    ...(onProgress ? { onProgress } : {}),
  })
  if (size !== null) problems.push(...(await untimed(await source.checkpoint(), vkey)))
  const whole = problems.length === 0 && opened === size
  const replayed = whole ? await replayedOrWrong(records) : null
  if (typeof replayed === 'string') problems.push(`records: ${replayed}`)
  return { size, root, opened, state: typeof replayed === 'string' ? null : replayed, problems }
}

/** What is wrong with an entry or the record given for it; null where nothing is, and the record is kept for the replay. */
function judgeEntry(
  hash: Hash,
  bytes: Uint8Array,
  record: string | null,
  records: TrustRecord[],
): string | null {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const entry = parseTrustEntry(text)
  if (!entry) return 'its text is not an entry of a trust log'
  if (record === null) return null
  if (trustEntryOf(hash, entry.type, record) !== text)
    return 'the record given for it is not the one that was logged'
  try {
    const read = readTrustRecord(record)
    if (trustTypeOf(read.statement) !== entry.type) return `its record is of another type than ${entry.type}`
    records.push(read)
    return null
  } catch (error) {
    if (error instanceof StatementError) return error.message
    throw error
  }
}

/** The trust log signs a second time, with the time: who reads it goes by that. */
async function untimed(note: string, vkey: string): Promise<string[]> {
  try {
    await openTrustCheckpoint(note, vkey)
    return []
  } catch (error) {
    if (error instanceof NoteError || error instanceof LogKeyError) return [`checkpoint: ${error.message}`]
    throw error
  }
}

async function replayedOrWrong(records: readonly TrustRecord[]): Promise<TrustState | string> {
  try {
    return await replay(emptyTrust(), records, createTrustVerifier())
  } catch (error) {
    if (error instanceof TrustError) return error.message
    throw error
  }
}
