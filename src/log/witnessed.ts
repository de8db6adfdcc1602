import { readWitnessVerifier } from './cosignature.ts'
import { NoteError, openNote, takeApart } from './note.ts'

/** That a witness has seen a checkpoint, and when it last said so. */
export type Sighting = { key: string; at: Date }

/**
 * Which of the witnesses have signed a note, each with the time that it says.
 *
 * @param keys the witnesses' verifier keys
 * @throws NoteError when a signature of one of them does not fit, or the note is none
 * @throws LogKeyError when one of the keys is none of a witness
 */
export async function sightings(note: string, keys: readonly string[]): Promise<Sighting[]> {
  const found: Sighting[] = []
  for (const key of new Set(keys)) {
    let at: Date | undefined
    const verifier = await readWitnessVerifier(key, (time) => {
      if (!at || time > at) at = time
    })
    try {
      await openNote(note, [verifier])
    } catch (error) {
      if (!(error instanceof NoteError && error.reason === 'unsigned')) throw error
    }
    if (at) found.push({ key, at })
  }
  return found
}

/**
 * The lines of a witness's answer that its key signed for this checkpoint; null when there are none, or one does not fit.
 * What other keys signed is left out (C2SP tlog-witness).
 *
 * @param text what the log signed
 */
export async function cosignaturesOf(
  answer: string,
  text: string,
  key: string,
): Promise<{ lines: string; at: Date } | null> {
  const note = `${text}\n${answer}`
  try {
    const [seen] = await sightings(note, [key])
    if (!seen || takeApart(note).text !== text) return null
    const { name, keyId } = await readWitnessVerifier(key)
    const { signatures } = takeApart(note)
    const lines = answer.split('\n').filter((_line, at) => {
      const signature = signatures[at]
      return signature?.name === name && signature.keyId === keyId
    })
    return { lines: lines.map((line) => `${line}\n`).join(''), at: seen.at }
  } catch (error) {
    if (error instanceof NoteError) return null
    throw error
  }
}
