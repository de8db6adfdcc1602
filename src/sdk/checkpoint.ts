import { isBeginning } from '../log/beginning.ts'
import { openCheckpoint } from '../log/checkpoint.ts'
import { LogKeyError, readVerifier } from '../log/keys.ts'
import { NoteError } from '../log/note.ts'
import type { SeenTree } from '../log/sides.ts'
import { ClientError, LogInconsistentError } from './errors.ts'
import { readCheckpointNote, tileReader } from './log-tiles.ts'
import type { Session } from './session.ts'

/** A checkpoint that has been verified: the signed note itself, and what it says. */
export type KeptCheckpoint = { note: string; size: bigint; root: Uint8Array }

/** What it takes to read the log: the client, the pinned log key, and SHA-256. */
export type LogAccess = {
  client: Pick<Session['client'], 'logFile'>
  service: Pick<Session['service'], 'logKey'>
  /** the keys that the log had before, of which the pinned one is the last */
  formerLogKeys?: Session['formerLogKeys']
  hash: Session['hash']
}

/**
 * Opens a signed checkpoint with the pinned log key.
 *
 * @throws LogInconsistentError when it is not signed with that key, or is no checkpoint
 */
export async function openSignedCheckpoint(
  note: string,
  logKey: string,
  verifierOf = readVerifier,
): Promise<KeptCheckpoint> {
  try {
    const { size, root } = await openCheckpoint(note, await verifierOf(logKey))
    return { note, size, root }
  } catch (error) {
    if (error instanceof LogKeyError)
      throw new ClientError(`The pinned log key cannot be used. ${error.message}`)
    if (!(error instanceof NoteError)) throw error
    throw new LogInconsistentError(`The checkpoint of the log cannot be believed. ${error.message}`, note)
  }
}

/**
 * The same of a checkpoint that this machine has seen before: it may be signed with a key that the log had then. What is
 * shown as new may not: a key that was given up may be in other hands.
 */
export async function openSeenCheckpoint(
  note: string,
  { service: { logKey }, formerLogKeys = [] }: Pick<LogAccess, 'service' | 'formerLogKeys'>,
): Promise<KeptCheckpoint> {
  for (const former of formerLogKeys) {
    const opened = await openSignedCheckpoint(note, former).catch(() => null)
    if (opened) return opened
  }
  return openSignedCheckpoint(note, logKey)
}

/**
 * Brings the kept checkpoint up to date, and demands proof that the log only grew: the new tree must begin with the
 * one seen before. A server that shows an older tree of the same past is behind, not false; the newer one is kept.
 *
 * @param previous the note kept from the last time; null at first sight
 * @param candidate a newer note, such as a proof's; the published one when left out
 * @returns what to keep from now on; null while the log has published nothing and nothing was seen before
 * @throws LogInconsistentError carrying the offending note: from then on nothing should be sent
 */
export async function syncCheckpoint(
  log: LogAccess,
  { previous, candidate }: { previous: string | null; candidate?: string },
): Promise<KeptCheckpoint | null> {
  const { logKey } = log.service
  const kept = previous === null ? null : await openSeenCheckpoint(previous, log)
  const note = candidate ?? (await readCheckpointNote(log.client))
  if (note === null) {
    if (kept === null) return null
    throw new LogInconsistentError('The service no longer publishes the log that it published before.', null)
  }
  const shown = await openSignedCheckpoint(note, logKey)
  if (kept === null) return shown
  const [older, newer] = shown.size < kept.size ? [shown, kept] : [kept, shown]
  if (await begins(log, older, newer)) return newer
  throw new LogInconsistentError(
    `The log shows another past than before: its ${shown.size} entries do not continue the ${kept.size} that this machine has seen.`,
    note,
  )
}

/** Whether the larger tree begins with the smaller one, by the published tiles; where they are not as they have to be, it is not proved. */
async function begins({ client, hash }: LogAccess, older: SeenTree, newer: SeenTree): Promise<boolean> {
  try {
    return await isBeginning(hash, tileReader(client), older, newer)
  } catch (error) {
    if (error instanceof LogInconsistentError) return false
    throw error
  }
}
