import { type HandedOn, readHandedOn, writeHandedOn } from './handed-on.ts'
import type { NoteSigner } from './keys.ts'
import { firstName, nameOfKey, readNewOrigin } from './new-origin.ts'

/** A log's key hands the log on to another of the same name; both have signed for it. */
export type KeyExchange = HandedOn

const FIRST_LINE = 'despatch-key-exchange/1'
/** A log changes its key every few years: whoever shows more than this wants us to be busy. */
export const MOST_EXCHANGES = 16

/** The note by which a log goes over to another key (`despatch-key-exchange/1`, see {@link writeHandedOn}). */
export const writeKeyExchange = (
  keys: KeyExchange,
  signers: readonly [NoteSigner, NoteSigner],
): Promise<string> => writeHandedOn(FIRST_LINE, keys, signers)

/** Reads such a note; null when it is none, or its keys are not of one name. */
export const readKeyExchange = (note: string): Promise<KeyExchange | null> =>
  readHandedOn(FIRST_LINE, note, (from, to) => from === to)

/** Reads a note of either kind: the next key of the same name, or that of a log which begins anew under the next name. */
const readEither = async (note: string): Promise<HandedOn | null> =>
  (await readKeyExchange(note)) ?? readNewOrigin(note)

/**
 * Follows the exchanges from a key that is trusted to the one that is shown, by the shortest way: a key whose next one was
 * lost before it came into use has signed for two, and the other leads nowhere.
 * @param notes those of other logs may be among them, and are passed over
 * @param over `names`: also over a beginning anew under another name, over which nobody goes without being told
 * @returns the keys that the log had before the one shown, the trusted one first; null when none of these notes lead there
 */
export async function followExchanges(
  trusted: string,
  shown: string,
  notes: readonly string[],
  over: 'keys' | 'names' = 'keys',
): Promise<string[] | null> {
  return (await waysFrom(trusted, notes, over)).get(shown) ?? null
}

/** The keys of the same name that a log may have gone over to from this one, as these notes have it. */
export async function keysSince(key: string, notes: readonly string[]): Promise<string[]> {
  return [...(await waysFrom(key, notes, 'keys')).keys()].slice(1)
}

/** Each key that is reached, and the keys before it on the shortest way there. */
async function waysFrom(
  trusted: string,
  notes: readonly string[],
  over: 'keys' | 'names',
): Promise<Map<string, string[]>> {
  const [read, logOf] = over === 'keys' ? [readKeyExchange, nameOfKey] : [readEither, firstNameOf]
  // Those of this log are told by their text, and verified when no more are left than are followed.
  const ours = notes.filter((note) => logOf(note.split('\n')[1] ?? '') === logOf(trusted))
  const exchanges = (await Promise.all(ours.slice(-MOST_EXCHANGES).map(read))).filter((one) => one !== null)
  const ways = new Map<string, string[]>([[trusted, []]])
  // What is added while it is gone through comes in its turn; no key comes twice.
  for (const [key, way] of ways)
    for (const { from, to } of exchanges) if (from === key && !ways.has(to)) ways.set(to, [...way, key])
  return ways
}

/** The first name of the log whose key this is, whatever it is called by now. */
const firstNameOf = (vkey: string): string => firstName(nameOfKey(vkey))

/** The keys that a log had before this one, under its earlier names too, the oldest first, as these notes have it. */
export async function keysBefore(key: string, notes: readonly string[]): Promise<string[]> {
  const exchanges = await Promise.all(notes.map(readEither))
  const before: string[] = []
  for (let to = key; ; ) {
    const last = exchanges.find((exchange) => exchange?.to === to)
    if (!last || before.includes(last.from)) return before
    before.unshift(last.from)
    to = last.from
  }
}

/** The key that this one hands its log on to, as the newest of these notes has it: one that was lost may stand in those before. */
export async function keyAfter(key: string, notes: readonly string[]): Promise<string | null> {
  const exchanges = await Promise.all(notes.map(readKeyExchange))
  return exchanges.findLast((exchange) => exchange?.from === key)?.to ?? null
}

/** The key of the log that is prepared to begin anew after this one, as the newest of these notes has it. */
export async function keyAnew(key: string, notes: readonly string[]): Promise<string | null> {
  const prepared = await Promise.all(notes.map(readNewOrigin))
  return prepared.findLast((one) => one?.from === key)?.to ?? null
}
