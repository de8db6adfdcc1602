import { type HandedOn, readHandedOn, writeHandedOn } from './handed-on.ts'
import type { NoteSigner } from './keys.ts'

const FIRST_LINE = 'despatch-new-origin/1'

/** Which name of a log this is: 1 for `<host>/log`, n for `<host>/log/n`. */
export function originNumber(name: string): number {
  const [, number] = /\/log\/([2-9]|[1-9]\d{1,3})$/.exec(name) ?? []
  return number === undefined ? 1 : Number(number)
}

/** What a log calls itself that begins anew after the one of this name. */
export const nextOrigin = (name: string): string => `${firstName(name)}/${originNumber(name) + 1}`

/** What the log of this name called itself at first. */
export const firstName = (name: string): string =>
  originNumber(name) === 1 ? name : name.slice(0, name.lastIndexOf('/'))

/** What the log calls itself whose checkpoint this is. Nothing is verified. */
export const originOf = (note: string): string => note.slice(0, note.indexOf('\n'))

/** The name of a verifier key, which is what its log calls itself. */
export const nameOfKey = (vkey: string): string => vkey.slice(0, vkey.indexOf('+'))

/**
 * The note by which a log that cannot be gone on with is ended, and begins anew under the next name
 * (`despatch-new-origin/1`, see {@link writeHandedOn}). No checkpoint of the old name is signed from then on. It does not say
 * from where the new one goes on: that says the first entry which it makes, of the type `continued`.
 */
export const writeNewOrigin = (keys: HandedOn, signers: readonly [NoteSigner, NoteSigner]): Promise<string> =>
  writeHandedOn(FIRST_LINE, keys, signers)

/** Reads such a note; null when it is none. */
export const readNewOrigin = (note: string): Promise<HandedOn | null> =>
  readHandedOn(FIRST_LINE, note, (from, to) => to === nextOrigin(from))
