import type { History } from '../domain/history.ts'
import type { LogAccess } from './checkpoint.ts'
import type { Client } from './client.ts'
import { readCheckpointNote } from './log-tiles.ts'
import { type Wait, waitQuietly } from './patience.ts'
import { type LogVerdict, type ServerVerification, verifyServer } from './verify-log.ts'

/** Seconds between one look for a newer checkpoint and the next: what is staged is published within moments. */
const PAUSES = [0.1, 0.2, 0.4, 0.8, 1.6]

/**
 * Verifies the log of a server for somebody who may open all of it. What was destroyed while it was being read is said by
 * an entry behind the checkpoint that it was read up to: where something is missing and no destruction says so, what has come
 * since is read as well, for some three seconds, before that is said.
 *
 * @param history is told of every entry by `asked.onEntry`
 */
export async function verifyWithDestructions(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  asked: ServerVerification,
  history: Pick<History, 'verdict' | 'goOn'>,
  wait: Wait = waitQuietly,
): Promise<LogVerdict> {
  let verdict = await verifyServer(log, asked)
  for (const pause of PAUSES) {
    if (!asked.opensAll || !verdict.point || history.verdict().destruction.missing === 0) break
    await wait(pause)
    const checkpoint = await readCheckpointNote(log.client)
    if (checkpoint === null) break
    // What was opened a moment ago may be destroyed by now.
    history.goOn()
    verdict = await verifyServer(log, { ...asked, checkpoint, after: verdict.point })
  }
  return verdict
}
