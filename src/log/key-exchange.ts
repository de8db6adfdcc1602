import { LogKeyError, type NoteSigner, type NoteVerifier, readVerifier } from './keys.ts'
import { NoteError, openNote, signNote } from './note.ts'

/** A log's key hands the log on to another of the same name; both have signed for it. */
export type KeyExchange = { from: string; to: string }

const FIRST_LINE = 'despatch-key-exchange/1'
/** A log changes its key every few years: whoever shows more than this wants us to be busy. */
export const MOST_EXCHANGES = 16

/**
 * The note by which a log goes over to another key: `despatch-key-exchange/1`, the verifier key before and the one after,
 * each on a line, signed by both (C2SP signed-note). The old key says who comes next; the new one, that its holder wants
 * it. The first line is no name of a log, so that the note is never taken for a checkpoint.
 */
export function writeKeyExchange(
  { from, to }: KeyExchange,
  signers: readonly [NoteSigner, NoteSigner],
): Promise<string> {
  return signNote(`${FIRST_LINE}\n${from}\n${to}\n`, ...signers)
}

/**
 * Reads such a note.
 * @returns null when it is not exactly as {@link writeKeyExchange} writes it, signed by both keys, of one name
 */
export async function readKeyExchange(note: string): Promise<KeyExchange | null> {
  const [first, from = '', to = '', end] = note.split('\n')
  if (first !== FIRST_LINE || end !== '' || from === to) return null
  try {
    const verifiers: readonly NoteVerifier[] = [await readVerifier(from), await readVerifier(to)]
    const { text, signedBy } = await openNote(note, verifiers)
    const isWhole = text === `${FIRST_LINE}\n${from}\n${to}\n` && signedBy.length === verifiers.length
    return isWhole && new Set(verifiers.map(({ name }) => name)).size === 1 ? { from, to } : null
  } catch (error) {
    if (error instanceof NoteError || error instanceof LogKeyError) return null
    throw error
  }
}

/**
 * Follows the exchanges from a key that is trusted to the one that is shown.
 * @returns the keys that the log had before the one shown, the trusted one first; null when none of these notes lead there
 */
export async function followExchanges(
  trusted: string,
  shown: string,
  notes: readonly string[],
): Promise<string[] | null> {
  const exchanges = await Promise.all(notes.slice(-MOST_EXCHANGES).map(readKeyExchange))
  const former: string[] = []
  for (let key = trusted; key !== shown; ) {
    const next = exchanges.find((exchange) => exchange?.from === key)
    if (!next || former.includes(key)) return null
    former.push(key)
    key = next.to
  }
  return former
}

/** The keys that a log had before this one, the oldest first, as these notes have it. */
export async function keysBefore(key: string, notes: readonly string[]): Promise<string[]> {
  const exchanges = await Promise.all(notes.map(readKeyExchange))
  const before: string[] = []
  for (let to = key; ; ) {
    const last = exchanges.find((exchange) => exchange?.to === to)
    if (!last || before.includes(last.from)) return before
    before.unshift(last.from)
    to = last.from
  }
}

/** The keys that this one has handed its log on to: as long as both sign, there is one. */
export async function keysAfter(key: string, notes: readonly string[]): Promise<string[]> {
  const exchanges = await Promise.all(notes.map(readKeyExchange))
  return exchanges.flatMap((exchange) => (exchange?.from === key ? [exchange.to] : []))
}
