import { createClient } from '../../sdk/client.ts'
import { ClientError } from '../../sdk/errors.ts'
import { type ExportedFile, exportLog, exportTrust, treeFiles } from '../../sdk/export-log.ts'
import { ARCHIVE_LIMITS, createArchive, tooLarge } from './archive.ts'
import type { Hands } from './log-worker.ts'
import type { ExportAsked, Exported } from './messages.ts'

/** What is made in memory, where no file was chosen for it: bytes. */
const MOST_IN_MEMORY = 512 * 1024 * 1024

/** Entries of a bundle, and of a file of records. */
const BUNDLE = 256n

/** Exports the log and the trust log beside it into one archive, as `despatch log export` does into a folder. */
export async function exportTo(asked: ExportAsked, { fetched, onProgress, hash }: Hands): Promise<Exported> {
  const { origin, service, checkpoint, trust, witnesses, into, now } = asked
  const { logFile, trustFile } = createClient({ origin })
  const client = {
    ...{ logFile, trustFile },
    logRecords: (start: bigint, end?: bigint) => fetched({ of: 'log', start, end }),
    trustRecords: (from: number) => fetched({ of: 'trust', from }),
  }
  const { size } = checkpoint
  const trustFiles = BigInt(treeFiles(trust, { witnesses })) + trust.size
  const tree = trustFiles + BigInt(treeFiles(checkpoint, { witnesses }))
  const all = tree + bundles(size)
  if (all > BigInt(ARCHIVE_LIMITS.files)) throw tooLarge()
  const place = into === null ? inMemory() : await inFile(into)
  const archive = createArchive(place.take, now)
  // Unpacked wherever it lies, its thousands of files come to lie in one place.
  const folder = `despatch-log-${now.toISOString().slice(0, 10)}`
  let [written, records] = [0n, 0]
  const add = async ({ path, bytes, records: given }: ExportedFile): Promise<void> => {
    await archive.add(`${folder}/${path}`, bytes)
    if (given) records += given.count
    else written += 1n
    onProgress(given ? tree + bundles(given.end) : written, all)
  }
  // The trust log first: without the checkpoint of the log itself it is no export yet.
  for await (const file of exportTrust({ client, service }, trust, { witnesses })) await add(file)
  for await (const file of exportLog({ client, service, hash }, checkpoint, { witnesses })) await add(file)
  const made = await archive.end()
  return { archive: await place.close(), entries: size, records, trustRecords: trust.size, ...made }
}

const bundles = (entries: bigint): bigint => (entries + BUNDLE - 1n) / BUNDLE

/** What browsers make of parts is theirs to keep, in memory or on disk; here none of it is held. */
function inMemory() {
  const parts: Blob[] = []
  let bytes = 0
  return {
    async take(part: Blob): Promise<void> {
      bytes += part.size
      if (bytes > MOST_IN_MEMORY)
        throw new ClientError(
          'The export is larger than 512 MB, and this browser can write no file piece by piece: others, such as Edge and Chrome, can.',
        )
      parts.push(part)
    },
    close: async (): Promise<Blob> => new Blob(parts, { type: 'application/zip' }),
  }
}

/** The file has what was written when it is closed, and not before. */
async function inFile(file: FileSystemFileHandle) {
  const refused = (): never => {
    throw new ClientError(
      'The file cannot be written. Check the space on the disk, and that the browser may write there, and begin again.',
    )
  }
  const writing = await file.createWritable().catch(refused)
  return {
    take: (part: Blob): Promise<void> => writing.write(part).catch(refused),
    close: (): Promise<null> => writing.close().then(() => null, refused),
  }
}
