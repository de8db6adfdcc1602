import { logKeysOf, type SignedTree } from '../../sdk/audit/log-keys.ts'
import { openSignedCheckpoint, syncCheckpoint } from '../../sdk/checkpoint.ts'
import { ClientError, LogInconsistentError } from '../../sdk/errors.ts'
import type { Cli, Signing } from '../account.ts'
import { keepCheckpoint } from '../kept-checkpoint.ts'

/**
 * Demands that trees of a report are of the log that this machine sees: that it continues each, or is continued by it. One that the
 * key in use signed and that is not is evidence against the service, and stops everything; a key that was given up may be in
 * other hands.
 *
 * @throws ClientError
 */
export async function demandSeenHere(
  cli: Pick<Cli, 'state' | 'clock'>,
  session: Pick<Signing, 'client' | 'service' | 'formerLogKeys' | 'hash'>,
  trees: readonly SignedTree[],
): Promise<void> {
  const { logKey } = session.service
  const notes = new Map(trees.map((tree) => [tree.note, tree]))
  for (const [note, { key, size }] of notes) {
    if (await openSignedCheckpoint(note, logKey).catch(() => null)) {
      await keepCheckpoint(cli, session, note)
      continue
    }
    const keys = await logKeysOf(session.service)
    if (!keys.includes(key))
      throw new ClientError(
        'The report is proved by another log than that of this service. Nothing was signed.',
      )
    const published = { ...session, formerLogKeys: keys.slice(0, -1) }
    await syncCheckpoint(published, { previous: note }).catch((error: unknown) => {
      if (!(error instanceof LogInconsistentError)) throw error
      throw new ClientError(
        `The report is proved by a log of ${size} entries that this one does not continue, under a key that was given up since. Nothing was signed. Tell the auditors.`,
      )
    })
  }
}
