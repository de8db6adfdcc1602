import { dayOf } from '../../../domain/day.ts'
import type { Session } from '../../../sdk/session.ts'
import { senderWords } from '../../../sdk/wording.ts'
import { type Entry, nameOf } from '../../search/entry.ts'
import { type Asked, createSearchIndex, type SearchIndex, type Sought } from '../../search/search-index.ts'
import { kindInWords } from '../../words.ts'
import { work } from '../open-session.ts'
import { MOST_ROWS, type Row, readLists } from './lists-read.ts'
import { listen, ownEntries } from './own-entries.ts'

/** Something that was found, as its list has it, with the parts of it in which the words stand. */
export type Hit = Row & { parts: string[] }

/** What was found. */
export type Results = {
  hits: Hit[]
  /** how many there are in all */
  total: number
  /** how many referrals are looked through, and of how many of them the words are known here */
  searched: number
  byWords: number
  /** which kinds there are to choose from */
  kinds: string[]
  /** what has to be said of the index itself */
  remarks: string[]
}

/** The index in memory, and the rows that it was made of. */
type Ready = {
  index: SearchIndex
  rows: Map<string, Row>
  entries: Map<string, Entry>
  readAt: number
  remarks: string[]
}

/** New rows are looked for when the lists were read so long ago, and all of them anew after the longer time, ms. */
const FRESH_MS = 30_000
const WHOLE_MS = 10 * 60_000

let ready: Promise<Ready> | null = null
let wholeAt = 0
let rowsRead = 0

/** How many rows of the lists were read so far, while the first search waits for them. */
export const searchProgress = async (): Promise<number> => rowsRead

/**
 * Looks for words in what the person's lists show, and in the words of what they have opened in this browser or sent from it. Nothing
 * is opened for it, and none of the words goes to the service.
 *
 * @param from how many of what was found are passed over
 * @param most so many are given back
 */
export async function search({
  from,
  most,
  ...asked
}: Asked & { from: number; most: number }): Promise<Results> {
  const { index, rows, entries, remarks } = await upToDate()
  const { total, found } = index.find(asked, { from, most })
  const hits = found.flatMap(({ name, parts }) => {
    const row = rows.get(name)
    return row ? [{ ...row, parts }] : []
  })
  return {
    hits,
    total,
    searched: rows.size,
    byWords: [...entries.keys()].filter((name) => rows.has(name)).length,
    kinds: [...new Set([...rows.values()].map(({ row }) => row.kind))].sort(),
    remarks,
  }
}

async function upToDate(): Promise<Ready> {
  const { session, now } = await work()
  if (ready === null || Date.now() - wholeAt > WHOLE_MS) {
    wholeAt = Date.now()
    ready = build(session, now)
    hear(ready)
  }
  const building = ready
  try {
    const built = await building
    if (Date.now() - built.readAt > FRESH_MS) await refresh(built)
    return built
  } catch (error) {
    if (ready === building) ready = null
    throw error
  }
}

async function build(session: Session, now: Date): Promise<Ready> {
  rowsRead = 0
  const [lists, own] = await Promise.all([
    readLists(
      () => false,
      (count) => {
        rowsRead = count
      },
    ),
    ownEntries(session, now).then(async ({ kept, anew }) => ({ kept, anew, ...(await kept.open()) })),
  ])
  const rows = new Map(lists.rows.map((row) => [nameOf(row), row]))
  const today = dayOf(now)
  const stands = (entry: Entry): boolean =>
    rows.has(nameOf(entry)) && (entry.until === null || entry.until >= today)
  const gone = own.entries.filter((entry) => !stands(entry))
  if (gone.length > 0) await own.kept.forget(gone)
  const entries = new Map(own.entries.filter(stands).map((entry) => [nameOf(entry), entry]))
  const index = createSearchIndex()
  await index.put([...rows.values()].map((row) => soughtOf(row, entries.get(nameOf(row)) ?? null)))
  return { index, rows, entries, readAt: Date.now(), remarks: remarksOf({ ...own, cut: lists.cut }) }
}

function remarksOf({ anew, damaged, cut }: { anew: boolean; damaged: number; cut: boolean }): string[] {
  return [
    ...(anew || damaged > 0
      ? [
          'Some of what this browser had kept for searching could not be read, and was removed. What you open again can be searched by its words again.',
        ]
      : []),
    ...(cut ? [`Of each list, only the newest ${MOST_ROWS} are searched.`] : []),
  ]
}

/** What came since, and how what is newest stands now. */
async function refresh(built: Ready): Promise<void> {
  built.readAt = Date.now()
  const { rows } = await readLists(
    (side, id) => built.rows.has(nameOf({ side, id })),
    () => undefined,
  )
  for (const row of rows) built.rows.set(nameOf(row), row)
  await built.index.put(rows.map((row) => soughtOf(row, built.entries.get(nameOf(row)) ?? null)))
}

/** What is opened or sent while the index is there comes into it at once. */
function hear(of: Promise<Ready>): void {
  const then = (change: (built: Ready) => void): void => {
    of.then(change).catch(() => undefined)
  }
  listen({
    put: (entry) =>
      then(({ index, rows, entries }) => {
        const name = nameOf(entry)
        entries.set(name, entry)
        const row = rows.get(name)
        if (row) void index.put([soughtOf(row, entry)])
      }),
    forget: (entry) =>
      then(({ index, rows, entries }) => {
        const name = nameOf(entry)
        rows.delete(name)
        entries.delete(name)
        index.remove(name)
      }),
  })
}

function soughtOf({ side, id, row }: Row, entry: Entry | null): Sought {
  const parties =
    side === 'received'
      ? [senderWords(row), row.mailbox]
      : [row.from, ...row.to.map(({ mailbox }) => mailbox)]
  return {
    name: nameOf({ side, id }),
    side,
    mailboxes: [side === 'received' ? row.mailbox : row.from],
    kind: row.kind,
    acceptedAt: row.acceptedAt,
    row: [row.reference, kindInWords(row.kind), row.marking ?? '', ...parties].join(' '),
    entry,
  }
}
