import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { ClientError } from '../sdk/errors.ts'
import { type LogSource, saltBytes } from '../sdk/verify-log.ts'
import { readBounded } from './bounded-file.ts'

/** No file of an export is longer, in bytes: 256 entries of 64 KiB are half of it. */
const LONGEST = 32 * 1024 * 1024

const RecordFile = Type.Object(
  { type: Type.String(), salt: Type.String(), record: Type.String() },
  { additionalProperties: false },
)

/** An export in a folder, as a source for verification, and the verifier keys that came with it. */
export async function readExport(
  folder: string,
): Promise<{ source: LogSource; vkey: string; note: string; witnesses: string[] }> {
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
  const record = async (index: bigint) => (opens ? readRecord(folder, index) : null)
  const source: LogSource = {
    checkpoint: async () => text,
    tile: (path) => readOrNull(join(folder, path)),
    entries: (path) => readOrNull(join(folder, path)),
    record,
    records: async (first, end) => (opens ? Promise.all(range(first, end).map(record)) : []),
    paths: () => pathsBelow(folder),
  }
  const lines = new TextDecoder().decode(witnesses ?? new Uint8Array()).split('\n')
  return {
    source,
    vkey: new TextDecoder().decode(vkey).replace(/\r?\n$/, ''),
    note: text,
    witnesses: lines.map((line) => line.trim()).filter((line) => line !== ''),
  }
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
