import { LogKeyError, type NoteSigner, type NoteVerifier, readVerifier } from './keys.ts'
import { NoteError, openNote, signNote } from './note.ts'

/** One key of a log says that another comes after it, and that one says so, too. */
export type HandedOn = { from: string; to: string }

/**
 * The note that says so: a first line that tells what kind of handing on it is, the verifier key before and the one after,
 * each on a line, signed by both (C2SP signed-note). The old key says who comes next; the new one, that its holder wants
 * it. The first line is no name of a log, so that the note is never taken for a checkpoint.
 */
export function writeHandedOn(
  firstLine: string,
  { from, to }: HandedOn,
  signers: readonly [NoteSigner, NoteSigner],
): Promise<string> {
  return signNote(`${firstLine}\n${from}\n${to}\n`, ...signers)
}

/**
 * Reads such a note.
 * @param fits whether a log of the first name can be handed on to one of the second in this way
 * @returns null when it is not exactly as {@link writeHandedOn} writes it, signed by both
 */
export async function readHandedOn(
  firstLine: string,
  note: string,
  fits: (fromName: string, toName: string) => boolean,
): Promise<HandedOn | null> {
  const [first, from = '', to = '', end] = note.split('\n')
  if (first !== firstLine || end !== '' || from === to) return null
  try {
    const [before, after] = [await readVerifier(from), await readVerifier(to)]
    const verifiers: readonly NoteVerifier[] = [before, after]
    const { text, signedBy } = await openNote(note, verifiers)
    const isWhole = text === `${firstLine}\n${from}\n${to}\n` && signedBy.length === verifiers.length
    return isWhole && fits(before.name, after.name) ? { from, to } : null
  } catch (error) {
    if (error instanceof NoteError || error instanceof LogKeyError) return null
    throw error
  }
}
