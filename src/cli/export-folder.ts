import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { ClientError } from '../sdk/errors.ts'
import { type LogSource, type PastCheckpoint, saltBytes } from '../sdk/verify-log.ts'
import { readBounded } from './bounded-file.ts'

/** No file of an export is longer, in bytes: 256 entries of 64 KiB are half of it. */
const LONGEST = 32 * 1024 * 1024

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

/** Earlier checkpoints that are looked at; an export has a hundred. */
const MOST_PAST = 10_000

/** An export in a folder. @throws ClientError when it is not a whole one */
export const readExport = (folder: string): Promise<ExportedFolder> =>
  readTree(folder, (index) => readRecord(folder, index))

/** The trust log in an export; null where the export has none. @throws ClientError when it is not a whole one */
export async function readTrustExport(folder: string): Promise<ExportedFolder | null> {
  const trust = join(folder, 'trust')
  const there = await stat(trust).catch(() => null)
  return there === null ? null : readTree(trust, (index) => readTrustRecord(trust, index))
}

/** How many records of entries before a place lie in an export. */
export async function recordsBefore(folder: string, end: bigint): Promise<bigint> {
  const names = await readdir(join(folder, 'records')).catch(() => [])
  const indices = names.flatMap((name) => /^(0|[1-9]\d{0,19})\.json$/.exec(name)?.[1] ?? [])
  return BigInt(indices.filter((index) => BigInt(index) < end).length)
}

async function readTree(folder: string, readOne: LogSource['record']): Promise<ExportedFolder> {
  const [note, vkey, witnesses] = await Promise.all([
    readOrNull(join(folder, 'checkpoint')),
    readOrNull(join(folder, 'log.vkey')),
    readOrNull(join(folder, 'witnesses.vkey')),
  ])
  if (note === null || vkey === null) {
    throw new ClientError(
      `${folder} is not a whole export of a log: it lacks ${note === null ? 'checkpoint' : 'log.vkey'}.`,
    )
  }
  const text = new TextDecoder().decode(note)
  // Asked once: of an export without records nobody looks for a million of them.
  const opens = await stat(join(folder, 'records')).then(
    () => true,
    () => false,
  )
  const record = async (index: bigint) => (opens ? readOne(index) : null)
  const source: LogSource = {
    checkpoint: async () => text,
    tile: (path) => readOrNull(join(folder, path)),
    entries: (path) => readOrNull(join(folder, path)),
    record,
    records: async (first, end) => (opens ? Promise.all(range(first, end).map(record)) : []),
    paths: () => pathsBelow(folder),
  }
  return {
    source,
    vkey: new TextDecoder().decode(vkey).replace(/\r?\n$/, ''),
    note: text,
    witnesses: linesOf(new TextDecoder().decode(witnesses ?? new Uint8Array())),
    past: await readPastIn(folder),
  }
}

/** Every line as it stands: one that is not ended, or is empty, is a line too, and then no key. */
const linesOf = (text: string): string[] =>
  text === '' ? [] : text.endsWith('\n') ? text.slice(0, -1).split('\n') : [text]

async function readPastIn(folder: string): Promise<PastCheckpoint[]> {
  const names = (await readdir(join(folder, 'checkpoints')).catch(() => [])).sort()
  if (names.length > MOST_PAST)
    throw new ClientError(`${join(folder, 'checkpoints')} has more than ${MOST_PAST} files.`)
  const past: PastCheckpoint[] = []
  for (const name of names) {
    const bytes = await readOrNull(join(folder, 'checkpoints', name))
    past.push({ name: `checkpoints/${name}`, note: new TextDecoder().decode(bytes ?? new Uint8Array()) })
  }
  return past
}

/** A record of the trust log is the file itself, but for the line feed at its end. */
async function readTrustRecord(folder: string, index: bigint): ReturnType<LogSource['record']> {
  const bytes = await readOrNull(join(folder, 'records', `${index}.json`))
  if (bytes === null) return null
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  // What does not end with one is no file of an export: it fits no entry.
  return { salt: new Uint8Array(), record: text.endsWith('\n') ? text.slice(0, -1) : '' }
}
const range = (first: bigint, end: bigint): bigint[] =>
  Array.from({ length: Number(end - first) }, (_, at) => first + BigInt(at))

/** A record file that is damaged, or not spelt as an export spells it, opens nothing and so is reported with its entry. */
async function readRecord(folder: string, index: bigint): ReturnType<LogSource['record']> {
  const bytes = await readOrNull(join(folder, 'records', `${index}.json`))
  if (bytes === null) return null
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

async function* pathsBelow(folder: string): AsyncGenerator<string> {
  const files = await readdir(join(folder, 'tile'), { recursive: true, withFileTypes: true }).catch(() => [])
  for (const file of files) {
    if (!file.isDirectory()) yield relative(folder, join(file.parentPath, file.name)).split(sep).join('/')
  }
}

async function readOrNull(path: string): Promise<Uint8Array | null> {
  const read = await readBounded(path, LONGEST)
  if (read === 'missing') return null
  if (read instanceof Uint8Array) return read
  throw new ClientError(`${path} cannot be read: it is ${read}.`)
}
