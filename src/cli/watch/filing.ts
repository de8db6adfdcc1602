import { lstat, rename } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { ClientError } from '../../sdk/errors.ts'
import { plainName } from '../../sdk/plain-file-name.ts'
import { digestOf } from '../digest.ts'
import { moveOnce, syncFolder, writeOnce } from './durable.ts'
import { codeOf } from './error-code.ts'
import { close, type Filing, folderOf, type JournalFile, writeLedger } from './journal.ts'
import { demandFolder, type Places } from './places.ts'
import { readRegular } from './regular-file.ts'

/** As many names as are tried for one file, and for a drop as a whole. */
const TRIES = 10_000
/** Names of files end at 255 bytes; endings and numbers are put after these. */
const LONGEST_NAME = 180
const FILE_LIMIT = 64 * 1024 * 1024

/**
 * The steps by which a drop whose end is known comes to rest: papers, files, ledger, journal. Each can be done again:
 * after a death in any of them, all are done from the first.
 *
 * @returns the files that were not moved because others had taken their names meanwhile; those are drops of their own
 */
export async function fileAway(places: Places, filing: Filing): Promise<string[]> {
  await writePapers(places, filing)
  const replaced = await moveFiles(places, filing)
  await enterLedger(places, filing)
  await close(places, filing)
  return replaced
}

/** A name under which nothing stands yet in the folder that it goes to. */
export async function freeName(
  places: Places,
  into: Filing['into'],
  name: string,
  endings: readonly string[],
): Promise<string> {
  const stem = shortened(plainName(name))
  for (let n = 1; n <= TRIES; n++) {
    const as = numbered(stem, n)
    const taken = await Promise.all(endings.map((ending) => stands(join(places[into], `${as}${ending}`))))
    if (!taken.includes(true)) return as
  }
  throw tooMany(places[into], name)
}

/** The receipt, or the reason, beside where the files will be. */
async function writePapers(places: Places, { into, as, papers }: Filing): Promise<void> {
  await demandFolder(places[into])
  for (const { ending, text } of papers) {
    await firstFree(places[into], as, ending, (path) => writeOnce(places.scratch, path, text))
  }
}

/** Takes each file out of the watched folder, looks whether it is the one that was read, and puts it away. */
async function moveFiles(places: Places, filing: Filing): Promise<string[]> {
  await demandFolder(places[filing.into])
  const replaced: string[] = []
  for (const [n, file] of filing.files.entries()) {
    const taken = join(folderOf(places, filing), `taken-${n}`)
    if (!(await take(join(places.folder, file.name), taken))) continue
    if (await isAsRead(taken, file)) {
      const ending = plainName(`x${file.name.slice(filing.name.length)}`).slice(1)
      await firstFree(places[filing.into], filing.as, ending, (path) => moveOnce(taken, path))
    } else {
      replaced.push(file.name)
      await putBack(places.folder, file.name, taken)
    }
  }
  await syncFolder(places.folder)
  return replaced
}

/** Under its own name, or beside what has taken that: `order (2).json`, which is a drop as `order.json` was. */
async function putBack(folder: string, name: string, taken: string): Promise<void> {
  const ending = extname(name)
  await firstFree(folder, name.slice(0, name.length - ending.length), ending, (path) => moveOnce(taken, path))
}

/** Takes out of the journal what others put there: nothing can be gone on with, and it is nobody's to destroy. */
export async function setAside(places: Places, name: string): Promise<void> {
  await firstFree(places.aside, plainName(name), '', (path) => moveOnce(join(places.pending, name), path))
}

/** From here on the same bytes are not sent again. */
async function enterLedger(places: Places, { ledger }: Filing): Promise<void> {
  if (ledger) await writeLedger(places, ledger)
}

/** Whether the file is in hand: taken now, or before a death. */
async function take(from: string, taken: string): Promise<boolean> {
  if (await stands(taken)) return true
  try {
    await rename(from, taken)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

async function isAsRead(path: string, { size, sha256, mtime }: JournalFile): Promise<boolean> {
  if (sha256 === null) {
    const found = await lstat(path, { bigint: true })
    return Number(found.size) === size && String(found.mtimeNs) === mtime
  }
  const found = await readRegular(path, FILE_LIMIT)
  return typeof found !== 'string' && found.bytes.length === size && digestOf(found.bytes) === sha256
}

async function firstFree(
  folder: string,
  as: string,
  ending: string,
  put: (path: string) => Promise<boolean>,
): Promise<void> {
  for (let n = 1; n <= TRIES; n++) {
    if (await put(join(folder, `${numbered(as, n)}${ending}`))) return
  }
  throw tooMany(folder, as)
}

const numbered = (name: string, n: number): string => (n === 1 ? name : `${shortened(name)} (${n})`)

const tooMany = (folder: string, name: string): ClientError =>
  new ClientError(`${folder} has too many files called ${name}. Put the older ones elsewhere.`)

const stands = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null)) !== null

function shortened(name: string): string {
  let kept = name
  while (Buffer.byteLength(kept) > LONGEST_NAME) kept = [...kept].slice(0, -1).join('')
  return kept
}
