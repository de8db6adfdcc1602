import { openSignedCheckpoint, syncCheckpoint } from '../checkpoint.ts'
import { ClientError, LogInconsistentError } from '../errors.ts'
import type { Session } from '../session.ts'
import { logKeysOf, type SignedTree } from './log-keys.ts'

/** What was given is of a log that this service has never had. */
export class OtherLogError extends ClientError {
  override name = 'OtherLogError'
}

/** It is of a log that the published one does not continue, under a key that was given up since. */
export class OtherPastError extends ClientError {
  override name = 'OtherPastError'
}

/** What was given, and whether it was to be signed: then it is said that it was not. */
export type GivenTrees = { given: 'report' | 'export'; toSign?: boolean }

/**
 * Demands that trees of a report or an export are of the log that is seen here: that it continues each, or is continued by it. One that the
 * key in use signed and that is not is evidence against the service; a key that was given up may be in other hands.
 *
 * @param keepSeen holds a checkpoint against what was seen here; where they contradict each other it stops everything
 * @throws OtherLogError where no key of this log signed it; OtherPastError
 */
export async function demandOwnLog(
  session: Pick<Session, 'client' | 'service' | 'formerLogKeys' | 'hash'>,
  trees: readonly SignedTree[],
  keepSeen: (note: string) => Promise<unknown>,
  { given, toSign = false }: GivenTrees,
): Promise<void> {
  const unsigned = toSign ? ' Nothing was signed.' : ''
  const proved = given === 'report' ? 'The report is proved by' : 'The export is of'
  const { logKey } = session.service
  const notes = new Map(trees.map((tree) => [tree.note, tree]))
  for (const [note, { key, size }] of notes) {
    if (await openSignedCheckpoint(note, logKey).catch(() => null)) {
      await keepSeen(note)
      continue
    }
    const keys = await logKeysOf(session.service)
    if (!keys.includes(key))
      throw new OtherLogError(`${proved} another log than that of this service.${unsigned}`)
    const published = { ...session, formerLogKeys: keys.slice(0, -1) }
    await syncCheckpoint(published, { previous: note }).catch((error: unknown) => {
      if (!(error instanceof LogInconsistentError)) throw error
      throw new OtherPastError(
        `${proved} a log of ${size} entries that this one does not continue, under a key that was given up since.${unsigned} Tell the auditors.`,
      )
    })
  }
}
