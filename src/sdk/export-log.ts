import { countTiles, tilePath, tilesFor } from '../log/tiles.ts'
import type { LogSource } from '../log/verify.ts'
import type { KeptCheckpoint, LogAccess } from './checkpoint.ts'
import type { Client } from './client.ts'
import { LogInconsistentError } from './errors.ts'
import { publishedLog } from './log-tiles.ts'
import { recordsFrom } from './trust/records.ts'
import { logRecords } from './verify-log.ts'

/** A file of an export: its path below the export's folder, and its bytes. */
export type ExportedFile = { path: string; bytes: Uint8Array }

/** The checkpoint to export up to, already verified. */
type Upto = Pick<KeptCheckpoint, 'size' | 'note'>
/** Verifier keys of the witnesses that the agreement names, and earlier checkpoints of the same log. */
export type ExportedBeside = { witnesses?: readonly string[]; past?: readonly Upto[] }

/** Records of the trust log that are held at once. */
const LOT = 500
const encoder = new TextEncoder()

/**
 * Everything that it takes to verify a log offline, as C2SP tlog-tiles lays it out: `log.vkey`, `witnesses.vkey` where there are
 * any, every tile and entry bundle of the checkpoint's size, `records/<index>.json` for what the caller may open,
 * `checkpoints/<size>` for the earlier ones that are at hand, each a signed note, and `checkpoint` last, so that an export
 * that was broken off has none.
 */
export function exportLog(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  checkpoint: Upto,
  beside: ExportedBeside = {},
): AsyncGenerator<ExportedFile> {
  async function* records(): AsyncGenerator<ExportedFile> {
    for await (const { index, type, salt, record } of logRecords(log.client, checkpoint.size)) {
      yield recordFile(index, JSON.stringify({ type, salt, record }))
    }
  }
  return exportTree(publishedLog(log.client), log.service.logKey, checkpoint, records(), beside)
}

/**
 * The same of the trust log, below `trust/`: a record is its own file, as it was signed for. Private parts stay behind: the
 * records commit to them, and an export is for others than the agency whose they are.
 */
export async function* exportTrust(
  { client, service }: { client: Pick<Client, 'trustFile' | 'trustRecords'>; service: { trustKey: string } },
  checkpoint: Upto,
  beside: ExportedBeside = {},
): AsyncGenerator<ExportedFile> {
  async function* records(): AsyncGenerator<ExportedFile> {
    const size = Number(checkpoint.size)
    for (let from = 0; from < size; from += LOT) {
      const given = await recordsFrom(client, from, Math.min(from + LOT, size))
      for (const [at, { record }] of given.entries()) yield recordFile(String(from + at), record)
    }
  }
  const tree = publishedLog({ logFile: client.trustFile })
  for await (const { path, bytes } of exportTree(tree, service.trustKey, checkpoint, records(), beside))
    yield { path: `trust/${path}`, bytes }
}

const recordFile = (index: string, text: string): ExportedFile => ({
  path: `records/${index}.json`,
  bytes: encoder.encode(`${text}\n`),
})

async function* exportTree(
  source: Pick<LogSource, 'tile' | 'entries'>,
  vkey: string,
  { size, note }: Upto,
  records: AsyncGenerator<ExportedFile>,
  { witnesses = [], past = [] }: ExportedBeside,
): AsyncGenerator<ExportedFile> {
  yield { path: 'log.vkey', bytes: encoder.encode(`${vkey}\n`) }
  if (witnesses.length > 0) {
    const lines = witnesses.map((key) => `${key}\n`).join('')
    yield { path: 'witnesses.vkey', bytes: encoder.encode(lines) }
  }
  for (const { level, n, width } of tilesFor(0n, size)) {
    const path = tilePath(level, n, width)
    const bytes = level === 'entries' ? await source.entries(path) : await source.tile(path)
    if (bytes === null)
      throw new LogInconsistentError(`The log’s file ${path} is missing from the service.`, null)
    yield { path, bytes }
  }
  yield* records
  for (const earlier of past)
    yield { path: `checkpoints/${earlier.size}`, bytes: encoder.encode(earlier.note) }
  yield { path: 'checkpoint', bytes: encoder.encode(note) }
}

/** How many files an export of a log has besides the records. */
export const treeFiles = (
  { size }: Pick<Upto, 'size'>,
  { witnesses = [], past = [] }: ExportedBeside,
): number => Number(countTiles(size)) + past.length + (witnesses.length > 0 ? 3 : 2)
