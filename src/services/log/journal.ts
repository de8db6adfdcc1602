import { constants, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Static, TSchema } from 'typebox'
import { formatLine, readLines } from './journal-line.ts'

/** What a line of every journal says: from which size to which, and what was signed over it. */
export type JournalLine = { oldSize: string; newSize: string; checkpoint: string }

/** A journal is there and cannot be read: what was signed last is not known. */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged'
}

/**
 * All that a log ever entered, on disk outside the database: one line for each checkpoint, only ever added to.
 *
 * It lies in files `<size>-<term>.jsonl`, each begun by one sequencer (see `term.ts`) with the line that goes on from
 * `size`, and written by no other. So one that has lost its lock and does not know yet can spoil nothing: what it adds to
 * its own file goes on from where its successor's begins, and is passed over.
 */
export type Journal<L extends JournalLine> = {
  /** The last line; undefined in an empty journal. Reads one file, and has it on disk when it resolves. */
  last(): Promise<L | undefined>
  /** The lines from this size on, in order, where one goes on from it. Holds no more than two files at a time. */
  from(size: bigint): AsyncIterable<L>
  /** The line that comes to this size. */
  at(size: bigint): Promise<L | undefined>
  /** The highest term of any file; 0 when there is none. */
  lastTerm(): Promise<bigint>
  /** Resolves when the lines are on disk. */
  append(term: bigint, lines: readonly L[]): Promise<void>
  /** Whether something did not fit and the witnesses have not been asked since: outlives a death. */
  doubt: Mark
  /** Whether the operator has said that a journal which is lost is to be made again from the database. */
  rebuild: Mark
}

/** Something that is remembered from one start to the next. */
export type Mark = { isSet(): Promise<boolean>; set(): Promise<void>; clear(): Promise<void> }

type JournalFile = { size: bigint; term: bigint; path: string }

/** Octets after which another file is begun: some tens of thousands of entries, and what is read at once at most. */
const FILE_BYTES = 8 * 1024 * 1024

/**
 * The journal of a folder, which is made when something is first written.
 *
 * @param fileBytes after how many octets another file is begun
 * @throws JournalDamaged from whatever reads, when a line is damaged that is not the last of its file, or when lines do not
 *   go on from one another. The last line of a file may be torn by a death in the middle of writing: that was never acted upon,
 *   since nothing is published, nor shown to a witness, before it is on disk. It is passed over; had it been acted
 *   upon, then what follows would not go on from what stands before it, or the database would be ahead.
 */
export function journalIn<S extends TSchema>(
  folder: string,
  schema: S,
  { fileBytes = FILE_BYTES } = {},
): Journal<Static<S> & JournalLine> {
  type L = Static<S> & JournalLine
  /** the file that this process writes, and how long it is */
  let own: { term: bigint; path: string; bytes: number } | undefined

  async function files(): Promise<JournalFile[]> {
    const names = await readdir(folder).catch(absent<string[]>([]))
    return names
      .flatMap((name) => {
        const [, size, term] = /^(\d{19})-(\d{1,19})\.jsonl$/.exec(name) ?? []
        return size === undefined || term === undefined
          ? []
          : [{ size: BigInt(size), term: BigInt(term), path: join(folder, name) }]
      })
      .sort((a, b) => sign(a.size - b.size) || sign(a.term - b.term))
  }

  async function read({ path }: JournalFile): Promise<L[]> {
    const { lines, wrongAt, torn } = readLines(await readFile(path, 'utf8'), schema)
    if (wrongAt !== null && !torn) throw damaged(path, `line ${wrongAt} is damaged`)
    return lines as L[]
  }

  const isEmpty = async (file: JournalFile | undefined) => !file || (await read(file)).length === 0

  async function* from(size: bigint): AsyncIterable<L> {
    const all = await files()
    let start = all.findLastIndex((file) => file.size < size)
    while (start > 0 && (await isEmpty(all[start]))) start -= 1
    let held: { path: string; lines: L[] } = { path: folder, lines: [] }
    let end: bigint | undefined
    function* standing({ path, lines }: typeof held, until: bigint | undefined) {
      for (const line of lines) {
        const [oldSize, newSize] = [BigInt(line.oldSize), BigInt(line.newSize)]
        if (until !== undefined && newSize > until) break
        if ((end !== undefined && oldSize !== end) || newSize < oldSize)
          throw damaged(path, `what goes on from ${end} entries is missing`)
        end = newSize
        if (oldSize >= size) yield line
      }
    }
    for (const file of all.slice(Math.max(start, 0))) {
      const lines = await read(file)
      const [first] = lines
      if (!first) continue
      yield* standing(held, BigInt(first.oldSize))
      held = { path: file.path, lines }
    }
    yield* standing(held, undefined)
  }

  return {
    from,
    async last() {
      own = undefined
      for (const file of (await files()).reverse()) {
        await synced(file.path)
        const line = (await read(file)).at(-1)
        if (!line) continue
        await synced(folder)
        return line
      }
      return undefined
    },
    async at(size) {
      const start = (await files()).findLast((file) => file.size < size)
      for await (const line of from(start?.size ?? 0n)) {
        if (BigInt(line.newSize) === size) return line
        if (BigInt(line.newSize) > size) return undefined
      }
      return undefined
    },
    lastTerm: async () => (await files()).reduce((most, { term }) => (term > most ? term : most), 0n),
    async append(term, lines) {
      const [first] = lines
      if (!first) return
      const text = lines.map(formatLine).join('')
      const begun = own?.term === term && own.bytes < fileBytes ? own : undefined
      const name = `${first.oldSize.padStart(19, '0')}-${term}.jsonl`
      const path = begun?.path ?? join(folder, name)
      if (!begun) await mkdir(folder, { recursive: true, mode: 0o700 })
      // A file that has gone is not begun anew: the next start sees what is left.
      const file = await open(path, begun ? constants.O_WRONLY | constants.O_APPEND : 'ax', 0o600)
      // After a fault nothing is added to this file: where it ends is not known.
      own = undefined
      try {
        if (begun && (await file.stat()).size !== begun.bytes) throw damaged(path, 'it was changed')
        await file.appendFile(text)
        await file.datasync()
        if (!begun) await synced(folder)
      } catch (error) {
        // Nobody else writes it, and nothing in it was acted upon.
        if (!begun) await rm(path, { force: true }).catch(() => undefined)
        throw error
      } finally {
        await file.close()
      }
      own = { term, path, bytes: (begun?.bytes ?? 0) + Buffer.byteLength(text) }
    },
    doubt: mark(folder, 'doubt'),
    rebuild: mark(folder, 'rebuild'),
  }
}

/** A mark of the journal in a folder: an empty file beside its lines. */
export function mark(folder: string, name: string): Mark {
  const path = join(folder, name)
  return {
    isSet: async () => (await readdir(folder).catch(absent<string[]>([]))).includes(name),
    async set() {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await (await open(path, 'a', 0o600)).close()
      await synced(folder)
    },
    clear: () => rm(path, { force: true }),
  }
}

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

const damaged = (path: string, what: string): JournalDamaged =>
  new JournalDamaged(
    `${path}: ${what}. Restore DATA_DIR/log from its newest backup. If the database is whole, the journal can be made again ` +
      'from it instead: move the folder aside and say "despatch journal rebuild". Nothing will be signed before.',
  )

function absent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value
    throw error
  }
}

const sign = (difference: bigint): number => Number(difference > 0n) - Number(difference < 0n)
