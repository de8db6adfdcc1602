import MiniSearch, { type SearchResult } from 'minisearch'
import type { Entry, Side } from './entry.ts'
import { wordsOf } from './words.ts'

/** A referral as it is looked for: what its row in a list says to everybody there, and, once it was opened or sent here, its words. */
export type Sought = {
  /** see `nameOf` */
  name: string
  side: Side
  mailboxes: readonly string[]
  kind: string
  acceptedAt: string
  /** what the row says, such as its reference, its kind and who sent it */
  row: string
  entry: Entry | null
}

/** What is looked for, and where; null: everywhere. */
export type Asked = { words: string; side: Side | null; kind: string | null; mailbox: string | null }

/** What was found; `parts`: where in it the words stand, none where its row alone has them. */
export type Found = { name: string; parts: string[] }

export type SearchIndex = {
  /** adds referrals, or puts them in the place of what was there of them */
  put(sought: readonly Sought[]): Promise<void>
  remove(name: string): void
  /**
   * Best first, and of those that fit alike the newest.
   * @param page which of them to say the parts of; all when left out
   * @returns how many there are in all, and those
   */
  find(asked: Asked, page?: { from: number; most: number }): { total: number; found: Found[] }
  readonly size: number
}

/** So many are added before whatever else waits has its turn. */
const AT_ONCE = 40
/** A word of so many letters may have one that is wrong; a number never. */
const FORGIVEN_FROM = 5

/** An index in memory. Every word that is looked for has to be in what is found, at least as the beginning of a word. */
export function createSearchIndex(): SearchIndex {
  const held = new Map<string, Sought>()
  const index = new MiniSearch<Sought>({
    idField: 'name',
    fields: ['row', 'words'],
    extractField: (sought, field) =>
      field === 'name'
        ? sought.name
        : field === 'row'
          ? sought.row
          : (sought.entry?.parts ?? []).map(({ words }) => words).join(' '),
    tokenize: wordsOf,
    processTerm: (term) => term,
    searchOptions: {
      combineWith: 'AND',
      // Of one or two letters nearly everything is the beginning of something.
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length >= FORGIVEN_FROM && !/\p{N}/u.test(term) ? 1 : false),
    },
    autoVacuum: false,
  })
  const remove = (name: string): void => {
    if (held.delete(name)) index.discard(name)
  }
  const found = ({ id, terms }: SearchResult): Found => {
    const has = new Set(terms)
    const parts = held.get(id)?.entry?.parts ?? []
    return {
      name: id,
      parts: parts
        .filter(({ words }) => words.split(' ').some((word) => has.has(word)))
        .map(({ name }) => name),
    }
  }
  return {
    async put(sought) {
      for (const one of sought) {
        remove(one.name)
        held.set(one.name, one)
      }
      await index.addAllAsync(sought, { chunkSize: AT_ONCE })
    },
    remove,
    find({ words, ...asked }, { from, most } = { from: 0, most: Number.POSITIVE_INFINITY }) {
      const fits = ({ side, kind, mailboxes }: Sought): boolean =>
        (asked.side === null || asked.side === side) &&
        (asked.kind === null || asked.kind === kind) &&
        (asked.mailbox === null || mailboxes.includes(asked.mailbox))
      const at = (name: string): string => held.get(name)?.acceptedAt ?? ''
      const all = index
        .search(words, {
          filter: ({ id }) => {
            const one = held.get(id)
            return one !== undefined && fits(one)
          },
        })
        .toSorted((a, b) => b.score - a.score || Number(at(a.id) < at(b.id)) - Number(at(a.id) > at(b.id)))
      return { total: all.length, found: all.slice(from, from + most).map(found) }
    },
    get size() {
      return held.size
    },
  }
}
