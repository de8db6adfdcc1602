import { isRole, relationsOf } from '../domain/roles.ts'
import type { Directory } from '../domain/wire/directory.ts'
import type { DisclosureRow } from '../domain/wire/register-response.ts'
import type { SignInResponse } from '../domain/wire/session.ts'
import type { KeptCheckpoint, LogAccess } from './checkpoint.ts'
import type { Client } from './client.ts'
import { createReconciliation, type Reconciliation, type Sight } from './reconcile.ts'
import { type LogVerdict, verifyServer } from './verify-log.ts'

/** Whether log and register hold, each by itself and together. */
export type RegisterVerdict = { verdict: LogVerdict; reconciliation: Reconciliation }

/** What somebody of these roles sees of the register; of other agencies' disclosures a liaison officer sees nothing. */
export function sightOf(
  { roles, agency }: Pick<SignInResponse['person'], 'roles' | 'agency'>,
  { mailboxes }: Pick<Directory, 'mailboxes'>,
): Sight {
  if (relationsOf(roles.filter(isRole), 'read-register').has('any')) return { everything: true }
  const own = mailboxes.filter((mailbox) => mailbox.agency === agency)
  return { everything: false, mailboxes: new Set(own.map(({ address }) => address)) }
}

/**
 * Reads the whole register, verifies the whole log, and holds one against the other.
 *
 * The log is verified against a checkpoint published after the register was read, so that what the register says is in
 * it; the register must know what was published before.
 *
 * @param rows the register as the caller sees it
 * @param newest the newest checkpoint, checked to continue what was seen: asked for before and after the register
 * @param onRows told how many rows have been read
 */
export async function reconcileWithLog(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  {
    rows,
    sight,
    newest,
    onRows,
    onProgress,
  }: {
    rows: AsyncIterable<DisclosureRow>
    sight: Sight
    newest: () => Promise<KeptCheckpoint>
    onRows?: (read: number) => void
    onProgress?: (done: bigint, size: bigint) => void
  },
): Promise<RegisterVerdict> {
  const { size: settled } = await newest()
  const reconciliation = createReconciliation({ settled, sight })
  let read = 0
  for await (const row of rows) {
    reconciliation.addRow(row)
    read += 1
    onRows?.(read)
  }
  const checkpoint = await newest()
  const verdict = await verifyServer(log, {
    kept: null,
    checkpoint: checkpoint.note,
    signedIn: true,
    onEntry: reconciliation.addEntry,
    ...(onProgress ? { onProgress } : {}),
  })
  return { verdict, reconciliation: reconciliation.end(verdict.size ?? 0n) }
}
