import type { Dirent } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { Address, Sha256, Time, Uuid } from '../../domain/wire/primitives.ts'
import { Signature, StatementText } from '../../domain/wire/texts.ts'
import { ClientError } from '../../sdk/errors.ts'
import { syncFolder, writeDurably } from './durable.ts'
import { Grounds } from './grounds.ts'
import type { Places } from './places.ts'
import { readRegular } from './regular-file.ts'

/**
 * What has been begun and is not finished: a folder `pending/<id>/` each, whose `entry.json` is replaced whole.
 *
 *     prepared   signed and sealed, `sealed` beside it (ciphertext alone); may have been submitted
 *     filing     its end is known and written down here; papers and files are on their way to `sent/` or `refused/`
 *
 * A folder without an entry was never submitted, and is removed.
 */

const FileName = Type.String({ minLength: 1, maxLength: 255 })
/** The digest where the file was read; of links and of what was never whole, the time of the content in ns. */
const JournalFile = Type.Object(
  {
    name: FileName,
    size: Type.Integer({ minimum: 0 }),
    sha256: Type.Union([Sha256, Type.Null()]),
    mtime: Type.Optional(Type.String({ pattern: '^-?[0-9]{1,20}$', maxLength: 21 })),
  },
  { additionalProperties: false },
)
export type JournalFile = Static<typeof JournalFile>

/** Of a drop that is not sent, an id that the watch makes up. */
const EntryId = Type.String({ pattern: '^[0-9a-f-]{36}$', maxLength: 36 })

/** Where things are sent, and as whom: bytes that went this way once do not go again. */
export const Route = Type.Object(
  {
    origin: Type.String({ maxLength: 300 }),
    login: Type.String({ maxLength: 64 }),
    kind: Type.String({ maxLength: 64 }),
    from: Address,
    to: Type.Array(Address, { minItems: 1, maxItems: 20 }),
  },
  { additionalProperties: false },
)
export type Route = Static<typeof Route>

/** The drop that an entry is about, in either state. */
const ofTheDrop = {
  v: Type.Literal(1),
  name: FileName,
  files: Type.Array(JournalFile, { maxItems: 10_000 }),
}

export const Prepared = Type.Object(
  {
    ...ofTheDrop,
    state: Type.Literal('prepared'),
    id: Uuid,
    reference: Type.String({ maxLength: 20 }),
    route: Route,
    grounds: Grounds,
    fingerprint: Sha256,
    manifest: StatementText,
    signature: Signature,
  },
  { additionalProperties: false },
)
export type Prepared = Static<typeof Prepared>

/** What the ledger keeps of something that was sent: no file name, so that papers can be destroyed on time. */
export const LedgerEntry = Type.Object(
  {
    v: Type.Literal(1),
    fingerprint: Sha256,
    referral: Uuid,
    reference: Type.String({ maxLength: 20 }),
    accepted: Time,
  },
  { additionalProperties: false },
)
export type LedgerEntry = Static<typeof LedgerEntry>

export const Filing = Type.Object(
  {
    ...ofTheDrop,
    state: Type.Literal('filing'),
    id: EntryId,
    into: Type.Enum(['sent', 'refused']),
    /** the name, free when it was chosen, under which everything is put there */
    as: FileName,
    papers: Type.Array(
      Type.Object(
        { ending: Type.String({ maxLength: 20 }), text: Type.String({ maxLength: 8 * 1024 * 1024 }) },
        { additionalProperties: false },
      ),
      { maxItems: 4 },
    ),
    ledger: Type.Union([LedgerEntry, Type.Null()]),
  },
  { additionalProperties: false },
)
export type Filing = Static<typeof Filing>

const Entry = Type.Union([Prepared, Filing])
export type Entry = Prepared | Filing

const ENTRY_LIMIT = 32 * 1024 * 1024

export const folderOf = ({ pending }: Places, { id }: Pick<Entry, 'id'>): string => join(pending, id)

/** Writes a prepared referral down before it is submitted. When this returns, no death can make it go twice. */
export async function begin(places: Places, entry: Prepared, sealed: Uint8Array): Promise<void> {
  const folder = folderOf(places, entry)
  await mkdir(folder, { mode: 0o700 })
  await writeDurably(places.scratch, join(folder, 'sealed'), sealed)
  await writeEntry(places, entry)
}

/** Writes down how it ends. Of a prepared referral this is the answer that was given; it is not submitted again. */
export async function settle(places: Places, entry: Filing): Promise<void> {
  await mkdir(folderOf(places, entry), { recursive: true, mode: 0o700 })
  await writeEntry(places, entry)
}

async function writeEntry(places: Places, entry: Entry): Promise<void> {
  await writeDurably(
    places.scratch,
    join(folderOf(places, entry), 'entry.json'),
    `${JSON.stringify(entry)}\n`,
  )
  await syncFolder(places.pending)
}

/** Forgets an entry: it is finished, or was never accepted. */
export async function close(places: Places, entry: Pick<Entry, 'id'>): Promise<void> {
  // The entry goes first: what is left without one is removed at the next look.
  await rm(join(folderOf(places, entry), 'entry.json'), { force: true })
  await rm(folderOf(places, entry), { recursive: true, force: true })
  await syncFolder(places.pending)
}

/**
 * Everything begun and not finished, oldest first; and what lies there and can be none of it, such as what a file
 * manager leaves in every folder.
 *
 * @throws ClientError when an entry is not what was written: going on could send twice
 */
export async function readPending(places: Places): Promise<{ entries: Entry[]; strays: string[] }> {
  const entries: Entry[] = []
  const strays: string[] = []
  const found = await readdir(places.pending, { withFileTypes: true })
  for (const { name, isFolder } of found.map(typed).sort(byName)) {
    if (isFolder && Value.Check(EntryId, name)) {
      const entry = await readBegun(places, name)
      if (entry) entries.push(entry)
    } else strays.push(name)
  }
  return { entries, strays }
}

const typed = (entry: Dirent) => ({ name: entry.name, isFolder: entry.isDirectory() })
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)

/** Null when nothing was written down of it: then it was never submitted, and is removed. */
async function readBegun(places: Places, id: string): Promise<Entry | null> {
  const folder = folderOf(places, { id })
  const path = join(folder, 'entry.json')
  const found = await readRegular(path, ENTRY_LIMIT)
  if (found !== 'gone') return readEntry(path, id, found)
  await rm(folder, { recursive: true, force: true })
  return null
}

function readEntry(path: string, id: string, found: Awaited<ReturnType<typeof readRegular>>): Entry {
  if (typeof found !== 'string') {
    try {
      const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(found.bytes))
      if (Value.Check(Entry, value) && value.id === id) return value
    } catch {
      // said below
    }
  }
  throw new ClientError(
    `${path} is damaged, so it cannot be told whether that was sent. Look with \`despatch sent\`, then remove the folder it is in.`,
  )
}

/** The sealed content of a prepared referral; null when it is not there any more as it was. */
export async function readSealed(
  places: Places,
  entry: Prepared,
  { size }: { size: number },
): Promise<Uint8Array | null> {
  const found = await readRegular(join(folderOf(places, entry), 'sealed'), size)
  return typeof found === 'string' ? null : found.bytes
}

/** What was sent with this fingerprint before; null when nothing was. */
export async function readLedger(places: Places, fingerprint: string): Promise<LedgerEntry | null> {
  const path = ledgerPath(places, fingerprint)
  const found = await readRegular(path, ENTRY_LIMIT)
  if (found === 'gone') return null
  if (typeof found !== 'string') {
    try {
      const value: unknown = JSON.parse(new TextDecoder().decode(found.bytes))
      if (Value.Check(LedgerEntry, value) && value.fingerprint === fingerprint) return value
    } catch {
      // said below
    }
  }
  throw new ClientError(
    `${path} is damaged, so it cannot be told what was sent. Remove it to send that again.`,
  )
}

export const writeLedger = (places: Places, entry: LedgerEntry): Promise<void> =>
  writeDurably(places.scratch, ledgerPath(places, entry.fingerprint), `${JSON.stringify(entry)}\n`)

const ledgerPath = ({ ledger }: Places, fingerprint: string): string => join(ledger, `${fingerprint}.json`)
