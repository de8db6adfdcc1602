import type { Entry, Side } from './entry.ts'
import { closeness, createWordIndex } from './word-index.ts'
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
  put(sought: readonly Sought[]): void
  remove(name: string): void
  /**
   * Best first, and of those that fit alike the newest.
   * @param page which of them to say the parts of; all when left out
   * @returns how many there are in all, and those
   */
  find(asked: Asked, page?: { from: number; most: number }): { total: number; found: Found[] }
  readonly size: number
}

/** An index in memory. Every word that is looked for has to be in what is found, at least as the beginning of a word. */
export function createSearchIndex(): SearchIndex {
  const held = new Map<string, { sought: Sought; document: number }>()
  const words = createWordIndex()
  /** by their numbers; null where another has taken its place, or none */
  const documents: (Sought | null)[] = []
  const remove = (name: string): void => {
    const known = held.get(name)
    if (!known) return
    const { sought, document } = known
    documents[document] = null
    words.remove(document, [...wordsOf(sought.row), ...(sought.entry ? wordsIn(sought.entry) : [])])
    held.delete(name)
  }
  const putOne = (sought: Sought): void => {
    const { name, row, entry } = sought
    const before = held.get(name)
    const same = before?.sought.row === row
    // Most of what is read again is as it was, or was opened since.
    if (before && same && (before.sought.entry === entry || before.sought.entry === null)) {
      if (entry && before.sought.entry === null) words.add(before.document, wordsIn(entry))
      documents[before.document] = sought
      held.set(name, { sought, document: before.document })
      return
    }
    remove(name)
    const document = documents.push(sought) - 1
    held.set(name, { sought, document })
    words.add(document, wordsOf(row))
    if (entry) words.add(document, wordsIn(entry))
  }
  return {
    put(sought) {
      for (const one of sought) putOne(one)
    },
    remove,
    find({ words: text, ...asked }, { from, most } = { from: 0, most: Number.POSITIVE_INFINITY }) {
      const looked = wordsOf(text)
      const all: { sought: Sought; fit: number }[] = []
      for (const [document, fit] of words.find(looked, documents.length)) {
        const sought = documents[document] ?? null
        if (sought !== null && isWithin(sought, asked)) all.push({ sought, fit })
      }
      all.sort((a, b) => b.fit - a.fit || newestFirst(a.sought.acceptedAt, b.sought.acceptedAt))
      return {
        total: all.length,
        found: all
          .slice(from, from + most)
          .map(({ sought: { name, entry } }) => ({ name, parts: partsWith(looked, entry) })),
      }
    },
    get size() {
      return held.size
    },
  }
}

const isWithin = (
  { side, kind, mailboxes }: Sought,
  asked: Pick<Asked, 'side' | 'kind' | 'mailbox'>,
): boolean =>
  (asked.side === null || asked.side === side) &&
  (asked.kind === null || asked.kind === kind) &&
  (asked.mailbox === null || mailboxes.includes(asked.mailbox))

const newestFirst = (one: string, other: string): number => Number(one < other) - Number(one > other)

/** What is in an entry went through `wordsOf` when it was made. */
const wordsIn = ({ parts }: Entry): string[] => parts.flatMap(({ words }) => words.split(' '))

const partsWith = (looked: readonly string[], entry: Entry | null): string[] =>
  (entry?.parts ?? [])
    .filter(({ words }) => words.split(' ').some((word) => looked.some((one) => closeness(one, word) > 0)))
    .map(({ name }) => name)
