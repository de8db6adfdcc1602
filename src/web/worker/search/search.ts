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
  /** the lists are still being read: there may be more, and it is worth asking again at once */
  reading: boolean
  /** which kinds there are to choose from */
  kinds: string[]
  /** what has to be said of the index itself */
  remarks: string[]
}

/** The index in memory and what it was made of; it grows while the lists are read. */
type Searched = {
  index: SearchIndex
  rows: Map<string, Row>
  entries: Map<string, Entry>
  /** what was forgotten since it was begun: its entry may have been read before that */
  forgotten: Set<string>
  readAt: number
  remarks: string[]
  /** settles when the lists were read and the entries opened */
  whole: Promise<void>
  reading: boolean
}

/** New rows are looked for when the lists were read so long ago, and all of them anew after the longer time, ms. */
const FRESH_MS = 30_000
const WHOLE_MS = 10 * 60_000
/** Whoever searches while the lists are read waits so long for more before they are told what there is, ms. */
const PATIENCE_MS = 250

let current: Searched | null = null
let wholeAt = 0

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
  const { index, rows, entries, remarks, reading } = await upToDate()
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
    reading,
    kinds: [...new Set([...rows.values()].map(({ row }) => row.kind))].sort(),
    remarks,
  }
}

async function upToDate(): Promise<Searched> {
  const { session, now } = await work()
  if (current === null || Date.now() - wholeAt > WHOLE_MS) {
    wholeAt = Date.now()
    current = begin(session, now)
    hear(current)
  }
  const asked = current
  try {
    await Promise.race([asked.whole, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])
    if (!asked.reading && Date.now() - asked.readAt > FRESH_MS) await refresh(asked)
    return asked
  } catch (error) {
    if (current === asked) current = null
    throw error
  }
}

/** Begins to read the lists, to open the entries, and to make the index of both as they come. */
function begin(session: Session, now: Date): Searched {
  const searched: Searched = {
    ...{ index: createSearchIndex(), rows: new Map(), entries: new Map(), forgotten: new Set<string>() },
    ...{ readAt: 0, remarks: [], reading: true, whole: Promise.resolve() },
  }
  searched.whole = readWhole(searched, session, now)
  // Whoever searches then hears of it; nobody may be searching any more.
  searched.whole.catch(() => undefined)
  return searched
}

async function readWhole(searched: Searched, session: Session, now: Date): Promise<void> {
  const { rows, entries, forgotten } = searched
  const today = dayOf(now)
  const mayStay = ({ until }: Entry): boolean => until === null || until >= today
  const openOwn = async () => {
    const { kept, anew } = await ownEntries(session, now)
    const own = await kept.open((opened) => {
      // What was opened here meanwhile is newer.
      const wanted = opened.filter((entry) => {
        const name = nameOf(entry)
        return mayStay(entry) && !entries.has(name) && !forgotten.has(name)
      })
      for (const entry of wanted) putEntry(searched, entry)
    })
    return { kept, anew, ...own }
  }
  const [{ cut }, { kept, ...own }] = await Promise.all([
    readLists(
      () => false,
      (page) => putRows(searched, page),
    ),
    openOwn(),
  ])
  const gone = own.entries.filter((entry) => !(rows.has(nameOf(entry)) && mayStay(entry)))
  if (gone.length > 0) await kept.forget(gone)
  for (const entry of gone) entries.delete(nameOf(entry))
  Object.assign(searched, { reading: false, readAt: Date.now(), remarks: remarksOf({ ...own, cut }) })
}

function putRows({ index, rows, entries }: Searched, page: readonly Row[]): void {
  for (const row of page) rows.set(nameOf(row), row)
  index.put(page.map((row) => soughtOf(row, entries.get(nameOf(row)) ?? null)))
}

/** The words of a referral; where no list has shown it yet they wait for its row. */
function putEntry({ index, rows, entries }: Searched, entry: Entry): void {
  const name = nameOf(entry)
  entries.set(name, entry)
  const row = rows.get(name)
  if (row) index.put([soughtOf(row, entry)])
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
async function refresh(searched: Searched): Promise<void> {
  searched.readAt = Date.now()
  const known = new Set(searched.rows.keys())
  await readLists(
    (side, id) => known.has(nameOf({ side, id })),
    (page) => putRows(searched, page),
  )
}

/** What is opened or sent while the index is there comes into it at once. */
function hear(searched: Searched): void {
  listen({
    put: (entry) => {
      searched.forgotten.delete(nameOf(entry))
      putEntry(searched, entry)
    },
    forget: (entry) => {
      const name = nameOf(entry)
      searched.forgotten.add(name)
      searched.rows.delete(name)
      searched.entries.delete(name)
      searched.index.remove(name)
    },
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
