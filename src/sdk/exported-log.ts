import { TRUST_RECORD_LIMIT } from '../domain/wire/trust/record.ts'
import { ClientError } from './errors.ts'
import { type ExportFiles, recordsIn, treeIn } from './export-files.ts'
import type { LogSource, Opening } from './log-stretches.ts'
import { NOTE_LIMIT } from './log-tiles.ts'
import type { PastCheckpoint } from './verify-log.ts'

/** Verifier keys, of at most a few hundred bytes each: the log's, and those of the witnesses. */
const LONGEST_KEY = 4 * 1024
const MOST_WITNESSES = 100
/** Earlier checkpoints that are looked at; an export has a hundred. */
const MOST_PAST = 1_000
/** Records of a trust log that are read at once, and what all of them may come to, since it is replayed whole: bytes. */
const LOT = 16n
const LONGEST_TRUST_RECORD = TRUST_RECORD_LIMIT + 1024
const MOST_REPLAYED = 256 * 1024 * 1024

/** A log as it was exported: a source for verification, and what came with it. */
export type ExportedLog = {
  source: LogSource
  vkey: string
  /** the signed checkpoint */
  note: string
  /** verifier keys of witnesses */
  witnesses: string[]
  /** earlier checkpoints, by the paths that they have below the folder */
  past: PastCheckpoint[]
}

/** What an export is called where something is wrong with it, and a file of it by its path. */
export type ExportName = { whole: string; file(path: string): string }

/** The verifier key by which a log is known whose checkpoint came without one; null where it is not known. */
export type KnownKey = (note: string) => Promise<string | null>

/**
 * An export, or the checkpoint and tiles alone, as any program fetches them. Whoever made it may be anybody: no file of it is read
 * that is longer than an export's can be.
 * @throws ClientError when it is not a whole one
 */
export const readExportedLog = (
  files: ExportFiles,
  name: ExportName,
  knownKey: KnownKey = async () => null,
): Promise<ExportedLog> => readTree(files, name, recordsIn, knownKey)

/** The trust log that lay in an export. @param files those below `trust/` @throws ClientError when it is not a whole one */
export const readExportedTrust = (files: ExportFiles, name: ExportName): Promise<ExportedLog> =>
  readTree(files, name, trustRecordsIn, async () => null)

/** Reads what an export has of the records of a log. */
type ReadRecords = (
  files: ExportFiles,
  name: ExportName,
) => Promise<Pick<LogSource, 'record' | 'records' | 'recordsFile'>>

async function readTree(
  files: ExportFiles,
  name: ExportName,
  readRecords: ReadRecords,
  knownKey: KnownKey,
): Promise<ExportedLog> {
  const [note, key, witnesses] = await Promise.all([
    files.read('checkpoint', NOTE_LIMIT),
    files.read('log.vkey', LONGEST_KEY),
    files.read('witnesses.vkey', MOST_WITNESSES * LONGEST_KEY),
  ])
  const text = note && new TextDecoder().decode(note)
  if (text === null)
    throw new ClientError(`${name.whole} is not a whole export of a log: it lacks checkpoint.`)
  const vkey = key ? new TextDecoder().decode(key).replace(/\r?\n$/, '') : await knownKey(text)
  if (vkey === null)
    throw new ClientError(
      `${name.whole} is not a whole export of a log: it lacks log.vkey, and no log of that name is known here. Put the log’s verifier key there, from somebody whom you believe.`,
    )
  return {
    source: {
      checkpoint: async () => text,
      ...treeIn(files),
      ...(await readRecords(files, name)),
      paths: () => files.paths('tile'),
    },
    vkey,
    note: text,
    witnesses: witnessesOf(
      name.file('witnesses.vkey'),
      new TextDecoder().decode(witnesses ?? new Uint8Array()),
    ),
    past: await readPastIn(files, name),
  }
}

/** Every line as it stands: one that is not ended, or is empty, is a line too, and then no key. */
function witnessesOf(path: string, text: string): string[] {
  const lines = text === '' ? [] : text.endsWith('\n') ? text.slice(0, -1).split('\n') : [text]
  if (lines.length <= MOST_WITNESSES) return lines
  throw new ClientError(`${path} names more than ${MOST_WITNESSES} witnesses: no agreement has so many.`)
}

async function readPastIn(files: ExportFiles, { file }: ExportName): Promise<PastCheckpoint[]> {
  const names: string[] = []
  for await (const name of files.paths('checkpoints')) {
    names.push(name)
    if (names.length > MOST_PAST)
      throw new ClientError(`${file('checkpoints')} has more than ${MOST_PAST} files.`)
  }
  const past: PastCheckpoint[] = []
  for (const name of names.sort()) {
    const bytes = await files.read(name, NOTE_LIMIT)
    past.push({ name, note: new TextDecoder().decode(bytes ?? new Uint8Array()) })
  }
  return past
}

/** The records of a trust log, a file for each: a few are read at once, and no more is held than a log can have. */
const trustRecordsIn: ReadRecords = async (files, { file }) => {
  if (!(await files.has('records'))) return { record: async () => null, records: async () => [] }
  const read = (index: bigint) => files.read(`records/${index}.json`, LONGEST_TRUST_RECORD)
  let all = 0
  return {
    record: async (index) => {
      const bytes = await read(index)
      return bytes && openTrustRecord(bytes)
    },
    async records(first, end) {
      const openings: (Opening | null)[] = []
      for (let from = first; from < end; from += LOT) {
        const to = from + LOT < end ? from + LOT : end
        const lot = await Promise.all(range(from, to).map(read))
        all += lot.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0)
        if (all > MOST_REPLAYED) {
          throw new ClientError(
            `${file('records')} is not from an export: up to entry ${to - 1n} its records are longer together than those of any log are.`,
          )
        }
        openings.push(...lot.map((bytes) => bytes && openTrustRecord(bytes)))
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
