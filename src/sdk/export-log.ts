import { encodeRecords, type GivenRecord, recordsPath } from '../log/records.ts'
import { countTiles, FULL_WIDTH, HASH_SIZE, tilePath, tilesFor, tileWidth } from '../log/tiles.ts'
import type { LogSource } from '../log/verify.ts'
import type { KeptCheckpoint, LogAccess } from './checkpoint.ts'
import type { Client } from './client.ts'
import { LogInconsistentError } from './errors.ts'
import { publishedLog } from './log-tiles.ts'
import { recordsFrom } from './trust/records.ts'
import { logRecords, saltBytes } from './verify-log.ts'

/** A file of an export: its path below the export's folder, and its bytes. */
export type ExportedFile = { path: string; bytes: Uint8Array; records?: ExportedRecords }
/** Of a file of records: how many it has, and the place after the last entry of its bundle. */
type ExportedRecords = { count: number; end: bigint }

/** The checkpoint to export up to, already verified. */
type Upto = Pick<KeptCheckpoint, 'size' | 'note'>
/** Verifier keys of the witnesses that the agreement names, and earlier checkpoints of the same log. */
export type ExportedBeside = { witnesses?: readonly string[]; past?: readonly Upto[] }

/** Records of the trust log that are held at once. */
const LOT = 500
const encoder = new TextEncoder()

/**
 * Everything that it takes to verify a log offline, as C2SP tlog-tiles lays it out: `log.vkey`, `witnesses.vkey` where there are
 * any, every tile and entry bundle of the checkpoint's size, `records/<bundle>` for what the caller may open (`log/records.ts`),
 * `checkpoints/<size>` for the earlier ones that are at hand, each a signed note, and `checkpoint` last, so that an export
 * that was broken off has none.
 */
export function exportLog(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  checkpoint: Upto,
  beside: ExportedBeside = {},
): AsyncGenerator<ExportedFile> {
  return exportTree(
    publishedLog(log.client),
    log.service.logKey,
    checkpoint,
    recordFiles(log.client, checkpoint.size),
    beside,
  )
}

/** What the caller may open, a file for each bundle of which that is something. */
async function* recordFiles(client: Pick<Client, 'logRecords'>, size: bigint): AsyncGenerator<ExportedFile> {
  let [n, given]: [bigint, GivenRecord[]] = [0n, []]
  const file = (): ExportedFile => {
    const width = tileWidth(size, 0, n)
    const end = n * BigInt(FULL_WIDTH) + BigInt(width)
    return {
      path: recordsPath(n, width),
      bytes: encodeRecords(given),
      records: { count: given.length, end },
    }
  }
  for await (const { index, salt, record } of logRecords(client, size)) {
    const place = BigInt(index)
    const bundle = place / BigInt(FULL_WIDTH)
    if (bundle !== n && given.length > 0) yield file()
    if (bundle !== n) [n, given] = [bundle, []]
    const bytes = saltBytes(salt)
    if (bytes.length !== HASH_SIZE)
      throw new LogInconsistentError(`The service gives entry ${index} a salt that cannot be one.`, null)
    given.push({ index: place, salt: bytes, record })
  }
  if (given.length > 0) yield file()
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
      for (const [at, { record }] of given.entries())
        yield { path: `records/${from + at}.json`, bytes: encoder.encode(`${record}\n`) }
    }
  }
  const tree = publishedLog({ logFile: client.trustFile })
  for await (const { path, bytes } of exportTree(tree, service.trustKey, checkpoint, records(), beside))
    yield { path: `trust/${path}`, bytes }
}

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
