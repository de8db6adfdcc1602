import { ClientError } from '../../../sdk/errors.ts'
import { annexesOf, witnessKeysOf } from '../../../sdk/trust/annexes-of.ts'
import { newestSeen, work } from '../open-session.ts'
import { inLogThread } from './log-thread.ts'
import { type LongWork, longWork, type UnderWay } from './long-work.ts'

/** An export that was made, in words of its own; `name` is that of the archive, which is to be fetched where it is in memory. */
export type MadeExport = {
  name: string
  inMemory: boolean
  entries: string
  records: number
  trustRecords: string
  bytes: number
}

const exporting = longWork<MadeExport>()
/** The archive that was made last, where it is in memory. */
let archive: Blob | null = null

export async function logExport(): Promise<LongWork<MadeExport>> {
  await work()
  return exporting.standing()
}

/**
 * Begins to export the log, as far as whoever is signed in may open it.
 * @param into the file that the person chose; null to make the archive in memory
 */
export const startLogExport = ({
  into,
  name,
}: {
  into: FileSystemFileHandle | null
  name: string
}): Promise<void> => exporting.start((under) => exported(into, name, under))

/** Ends it; nothing of what was made is kept. */
export const cancelLogExport = async (): Promise<void> => exporting.cancel()

/** The archive of the last export, where it is in memory. */
export async function exportedLog(): Promise<Blob> {
  if (archive === null) throw new ClientError('There is no export. Export the log again.')
  return archive
}

async function exported(
  into: FileSystemFileHandle | null,
  name: string,
  under: UnderWay,
): Promise<MadeExport> {
  archive = null
  const { session, now } = await work()
  const { client, service, trust } = session
  const checkpoint = await newestSeen(session)
  if (checkpoint === null)
    throw new ClientError('The log has published nothing yet, so there is nothing to export.')
  const { note, leaves } = await trust.published()
  const made = await inLogThread(
    'export',
    {
      origin: client.origin,
      service: { logKey: service.logKey, trustKey: service.trustKey },
      checkpoint,
      trust: { note, size: BigInt(leaves.length) },
      witnesses: witnessKeysOf(annexesOf(await trust.state(), service.origin)),
      ...{ into, now },
    },
    under,
  )
  under.signal.throwIfAborted()
  archive = made.archive
  const { entries, records, trustRecords, bytes } = made
  return {
    ...{ name, inMemory: archive !== null, records, bytes },
    ...{ entries: String(entries), trustRecords: String(trustRecords) },
  }
}
