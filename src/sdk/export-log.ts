import { tilePath, tilesFor } from '../log/tiles.ts'
import type { KeptCheckpoint, LogAccess } from './checkpoint.ts'
import type { Client } from './client.ts'
import { LogInconsistentError } from './errors.ts'
import { publishedLog } from './log-tiles.ts'
import { logRecords } from './verify-log.ts'

/** A file of an export: its path below the export's folder, and its bytes. */
export type ExportedFile = { path: string; bytes: Uint8Array }

/**
 * Everything that it takes to verify a log offline, as C2SP tlog-tiles lays it out: `log.vkey`, `witnesses.vkey` where there are
 * any, every tile and entry bundle of the checkpoint's size, `records/<index>.json` for what the caller may open, and `checkpoint` last, so that
 * an export that was broken off has none.
 *
 * @param checkpoint the one to export up to, already verified
 * @param witnesses the verifier keys of the witnesses that the agreement names
 */
export async function* exportLog(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  checkpoint: KeptCheckpoint,
  witnesses: readonly string[] = [],
): AsyncGenerator<ExportedFile> {
  const encoder = new TextEncoder()
  const source = publishedLog(log.client)
  yield { path: 'log.vkey', bytes: encoder.encode(`${log.service.logKey}\n`) }
  if (witnesses.length > 0) {
    const lines = witnesses.map((key) => `${key}\n`).join('')
    yield { path: 'witnesses.vkey', bytes: encoder.encode(lines) }
  }
  for (const { level, n, width } of tilesFor(0n, checkpoint.size)) {
    const path = tilePath(level, n, width)
    const bytes = level === 'entries' ? await source.entries(path) : await source.tile(path)
    if (bytes === null)
      throw new LogInconsistentError(`The log’s file ${path} is missing from the service.`, null)
    yield { path, bytes }
  }
  for await (const { index, type, salt, record } of logRecords(log.client, checkpoint.size)) {
    yield {
      path: `records/${index}.json`,
      bytes: encoder.encode(`${JSON.stringify({ type, salt, record })}\n`),
    }
  }
  yield { path: 'checkpoint', bytes: encoder.encode(checkpoint.note) }
}

/** How many files an export has besides the records. */
export const treeFiles = ({ size }: KeptCheckpoint, witnesses: readonly string[] = []): number =>
  tilesFor(0n, size).length + (witnesses.length > 0 ? 3 : 2)
