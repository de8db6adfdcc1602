/** In which documents, by number, each word stands; and how well each document fits the words that are looked for. */
export type WordIndex = {
  /** adds words of a document; the same word may come again */
  add(document: number, words: Iterable<string>): void
  /** takes a document out, with the words that it was added with: nothing of it is left in memory */
  remove(document: number, words: Iterable<string>): void
  /**
   * @param documents how many there are
   * @returns of every document that has all of the words how well it fits: the rarer the words, and the closer, the better
   */
  find(words: readonly string[], documents: number): Map<number, number>
  /** how many words there are */
  readonly size: number
}

/** Letters from which the beginning of a word is enough: of one or two nearly everything is the beginning of something. */
const PREFIX_FROM = 3
/** A word of so many letters may have one that is wrong; a number never. */
const FORGIVEN_FROM = 5
/** How much less the beginning of a word counts than the word, and one with a wrong letter. */
const PREFIX_WEIGHT = 0.375
const FORGIVEN_WEIGHT = 0.45

/**
 * How close a word comes to what is looked for.
 *
 * @returns 1: it is that word; less: it begins like it, or one letter is another, missing or too many; 0: neither
 */
export function closeness(sought: string, word: string): number {
  if (word === sought) return 1
  if (sought.length >= PREFIX_FROM && word.startsWith(sought))
    return (PREFIX_WEIGHT * sought.length) / word.length
  return sought.length >= FORGIVEN_FROM && !/\p{N}/u.test(sought) && isOneApart(sought, word)
    ? FORGIVEN_WEIGHT
    : 0
}

/** Whether two words that differ become the same by changing, adding or taking out one letter. */
function isOneApart(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1)
}

/**
 * A word and the numbers of its documents, and no more: each referral has its words once, so that neither how often nor where they stand
 * is to be kept, and what is looked for is held against every different word there is. Two million words of ten thousand referrals
 * are in it within a second; a tree of them took seven.
 */
export function createWordIndex(): WordIndex {
  const documentsOf = new Map<string, number[]>()
  return {
    add(document, words) {
      for (const word of words) {
        const known = documentsOf.get(word)
        if (known === undefined) documentsOf.set(word, [document])
        else if (known.at(-1) !== document) known.push(document)
      }
    },
    remove(document, words) {
      for (const word of words) {
        const left = documentsOf.get(word)?.filter((one) => one !== document) ?? []
        if (left.length === 0) documentsOf.delete(word)
        else documentsOf.set(word, left)
      }
    },
    find(words, documents) {
      let fit: Map<number, number> | null = null
      for (const sought of new Set(words)) {
        const best = new Map<number, number>()
        for (const [word, own] of documentsOf) {
          const close = closeness(sought, word)
          if (close === 0) continue
          const worth = close * rarity(own.length, documents)
          for (const document of own) {
            const before = fit === null ? 0 : fit.get(document)
            if (before === undefined) continue
            best.set(document, Math.max(best.get(document) ?? 0, before + worth))
          }
        }
        fit = best
      }
      return fit ?? new Map()
    },
    get size() {
      return documentsOf.size
    },
  }
}

/** The rarer a word is among so many documents, the more it says (BM25’s measure of it). */
const rarity = (having: number, documents: number): number =>
  Math.log(1 + Math.max(0, documents - having + 0.5) / (having + 0.5))
