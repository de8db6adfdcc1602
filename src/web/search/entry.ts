import type { Layout } from '../../domain/kinds.ts'
import { wordsOf } from './words.ts'

/** Which of the lists a referral stands in: there it is opened by the id of its delivery, here by its own. */
export type Side = 'received' | 'sent'

/** What the index holds of a referral that this person has opened or sent: the words of each of its parts, each once and in no order. */
export type Entry = {
  side: Side
  id: string
  /** after this day it is to be destroyed, `YYYY-MM-DD`; null where nothing says */
  until: string | null
  parts: readonly { name: string; words: string }[]
}

/** What of an opened referral can be looked for. */
export type Searchable = {
  layout: Layout | null
  /** a stranger’s words, as they are shown */
  quoted: readonly { text: string }[]
  /** further lines, such as the subject of a mail */
  lines: readonly string[]
  attachments: readonly { name: string }[]
}

/** Characters of words that are kept of one referral: a mail may be megabytes. */
const MOST_CHARACTERS = 12_000

/** The entry of a referral by what its page shows. */
export function entryOf(
  of: Pick<Entry, 'side' | 'id' | 'until'>,
  { layout, quoted, lines, attachments }: Searchable,
): Entry {
  let left = MOST_CHARACTERS
  const part = (name: string, texts: readonly string[]) => {
    const words = cut([...new Set(texts.flatMap(wordsOf))].join(' '), left)
    left -= words.length
    return { name, words }
  }
  const parts = [
    part('Its subject and sender', lines),
    part('Its beginning', layout === null ? [] : textsOf(layout.head)),
    ...(layout?.sections ?? []).map(({ heading, parts: own }) => part(heading, textsOf(own))),
    part(
      'Names of files',
      attachments.map(({ name }) => name),
    ),
    part(
      'The words that came with it',
      quoted.map(({ text }) => text),
    ),
  ]
  return { ...of, parts: parts.filter(({ words }) => words !== '') }
}

const textsOf = (parts: Layout['head']): string[] =>
  parts.flatMap((part) => (part.type === 'field' ? [part.value] : part.type === 'text' ? [part.text] : []))

/** Whole words alone. */
const cut = (words: string, most: number): string =>
  words.length <= most ? words : words.slice(0, Math.max(0, words.lastIndexOf(' ', most)))

/** Whether what was kept is an entry: it was sealed by this person, by this or an earlier build. */
export function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false
  const { side, id, until, parts } = value as Partial<Record<keyof Entry, unknown>>
  return (
    (side === 'received' || side === 'sent') &&
    typeof id === 'string' &&
    (until === null || typeof until === 'string') &&
    Array.isArray(parts) &&
    parts.every((part) => typeof part?.name === 'string' && typeof part.words === 'string')
  )
}

/** By which a referral is known in the index. */
export const nameOf = ({ side, id }: Pick<Entry, 'side' | 'id'>): string => `${side} ${id}`
