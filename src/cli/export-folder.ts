import { join } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { LOG_RECORD_LIMIT } from '../domain/wire/log-response.ts'
import { TRUST_RECORD_LIMIT } from '../domain/wire/trust/record.ts'
import { ClientError } from '../sdk/errors.ts'
import { BUNDLE_LIMIT, NOTE_LIMIT } from '../sdk/log-tiles.ts'
import { type LogSource, type Opening, type PastCheckpoint, saltBytes } from '../sdk/verify-log.ts'
import { type FolderFiles, filesIn } from './folder-files.ts'

/** The longest file of a record, in bytes: three for a character, or two for one that is escaped; its salt and type beside it. */
const LONGEST_RECORD = 3 * LOG_RECORD_LIMIT + 1024
/** Verifier keys, of at most a few hundred bytes each: the log's, and those of the witnesses. */
const LONGEST_KEY = 4 * 1024
const MOST_WITNESSES = 100
/** Earlier checkpoints that are looked at; an export has a hundred. */
const MOST_PAST = 1_000
/** Records that are read at once; what those of a bundle may come to together, and all those of a trust log, which is replayed whole: bytes. */
const LOT = 16n
const MOST_TOGETHER = 64 * 1024 * 1024
const MOST_REPLAYED = 256 * 1024 * 1024

const RecordFile = Type.Object(
  { type: Type.String(), salt: Type.String(), record: Type.String() },
  { additionalProperties: false },
)

/** A log as it lies in a folder: a source for verification, and what came with it. */
export type ExportedFolder = {
  source: LogSource
  vkey: string
  /** the signed checkpoint */
  note: string
  /** verifier keys of witnesses */
  witnesses: string[]
  /** earlier checkpoints, by the paths that they have below the folder */
  past: PastCheckpoint[]
}

/** How the record of an entry lies in a folder, and how many bytes one may have, and all that are read. */
type RecordFormat = { longest: number; most: number; open(bytes: Uint8Array): Opening }

/**
 * An export in a folder. Whoever made it may be anybody: no file of it is read that is longer than an export's can be, and
 * nothing but regular files.
 *
 * @throws ClientError when it is not a whole one
 */
export const readExport = (folder: string): Promise<ExportedFolder> =>
  readTree(folder, { longest: LONGEST_RECORD, most: Number.POSITIVE_INFINITY, open: openRecord })

/** The trust log in an export; null where the export has none. @throws ClientError when it is not a whole one */
export async function readTrustExport(folder: string): Promise<ExportedFolder | null> {
  const there = await filesIn(folder).has('trust')
  // Its records are JSON in themselves, and not escaped a second time.
  const format = { longest: TRUST_RECORD_LIMIT + 1024, most: MOST_REPLAYED, open: openTrustRecord }
  return there ? readTree(join(folder, 'trust'), format) : null
}

/** How many records of entries before a place lie in an export. */
export async function recordsBefore(folder: string, end: bigint): Promise<bigint> {
  let count = 0n
  for await (const path of filesIn(folder).paths('records')) {
    const index = /^records\/(0|[1-9]\d{0,19})\.json$/.exec(path)?.[1]
    if (index !== undefined && BigInt(index) < end) count += 1n
  }
  return count
}

async function readTree(folder: string, format: RecordFormat): Promise<ExportedFolder> {
  const files = filesIn(folder)
  const [note, vkey, witnesses] = await Promise.all([
    files.read('checkpoint', NOTE_LIMIT),
    files.read('log.vkey', LONGEST_KEY),
    files.read('witnesses.vkey', MOST_WITNESSES * LONGEST_KEY),
  ])
  if (note === null || vkey === null) {
    throw new ClientError(
      `${folder} is not a whole export of a log: it lacks ${note === null ? 'checkpoint' : 'log.vkey'}.`,
    )
  }
  const text = new TextDecoder().decode(note)
  return {
    source: {
      checkpoint: async () => text,
      tile: (path) => files.read(path, BUNDLE_LIMIT),
      entries: (path) => files.read(path, BUNDLE_LIMIT),
      ...(await recordsOf(folder, files, format)),
      paths: () => files.paths('tile'),
    },
    vkey: new TextDecoder().decode(vkey).replace(/\r?\n$/, ''),
    note: text,
    witnesses: witnessesOf(
      join(folder, 'witnesses.vkey'),
      new TextDecoder().decode(witnesses ?? new Uint8Array()),
    ),
    past: await readPastIn(folder, files),
  }
}

/** Every line as it stands: one that is not ended, or is empty, is a line too, and then no key. */
function witnessesOf(path: string, text: string): string[] {
  const lines = text === '' ? [] : text.endsWith('\n') ? text.slice(0, -1).split('\n') : [text]
  if (lines.length <= MOST_WITNESSES) return lines
  throw new ClientError(`${path} names more than ${MOST_WITNESSES} witnesses: no agreement has so many.`)
}

async function readPastIn(folder: string, files: FolderFiles): Promise<PastCheckpoint[]> {
  const names: string[] = []
  for await (const name of files.paths('checkpoints')) {
    names.push(name)
    if (names.length > MOST_PAST)
      throw new ClientError(`${join(folder, 'checkpoints')} has more than ${MOST_PAST} files.`)
  }
  const past: PastCheckpoint[] = []
  for (const name of names.sort()) {
    const bytes = await files.read(name, NOTE_LIMIT)
    past.push({ name, note: new TextDecoder().decode(bytes ?? new Uint8Array()) })
  }
  return past
}

/** The records in a folder: a few are read at once, and of those that are wanted together no more is held than a log can have. */
async function recordsOf(
  folder: string,
  files: FolderFiles,
  { longest, most, open }: RecordFormat,
): Promise<Pick<LogSource, 'record' | 'records'>> {
  // Asked once: of an export without records nobody looks for a million of them.
  if (!(await files.has('records'))) return { record: async () => null, records: async () => [] }
  const read = (index: bigint) => files.read(`records/${index}.json`, longest)
  let all = 0
  return {
    record: async (index) => {
      const bytes = await read(index)
      return bytes && open(bytes)
    },
    async records(first, end) {
      const openings: (Opening | null)[] = []
      const before = all
      for (let from = first; from < end; from += LOT) {
        const to = from + LOT < end ? from + LOT : end
        const lot = await Promise.all(range(from, to).map(read))
        all += lot.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0)
        if (all > most || all - before > MOST_TOGETHER) {
          throw new ClientError(
            `${join(folder, 'records')} is not from an export: up to entry ${to - 1n} its records are longer together than those of any log are.`,
          )
        }
        openings.push(...lot.map((bytes) => bytes && open(bytes)))
      }
      return openings
    },
  }
}

const range = (first: bigint, end: bigint): bigint[] =>
  Array.from({ length: Number(end - first) }, (_, at) => first + BigInt(at))

/** A record of the trust log is the file itself, but for the line feed at its end. */
function openTrustRecord(bytes: Uint8Array): Opening {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  // What does not end with one is no file of an export: it fits no entry.
  return { salt: new Uint8Array(), record: text.endsWith('\n') ? text.slice(0, -1) : '' }
}

/** A record file that is damaged, or not spelt as an export spells it, opens nothing and so is reported with its entry. */
function openRecord(bytes: Uint8Array): Opening {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    if (Value.Check(RecordFile, value) && text === `${JSON.stringify(value)}\n`)
      return { ...value, salt: saltBytes(value.salt) }
  } catch {
    // said below
  }
  return { salt: new Uint8Array(), record: '' }
}
