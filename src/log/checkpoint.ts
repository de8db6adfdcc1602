import { fromBase64, toBase64 } from './base64.ts'
import { isKeyName, type NoteVerifier } from './keys.ts'
import { NoteError, openNote } from './note.ts'
import { HASH_SIZE } from './tiles.ts'

/** The head of a log (C2SP tlog-checkpoint): whose it is, how many entries it has, and the root of their tree. */
export type Checkpoint = { origin: string; size: bigint; root: Uint8Array }

/** The text of a checkpoint, to be signed as a note by a key named like the origin. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/**
 * Reads the text of a checkpoint; null when it is not exactly as {@link formatCheckpoint} writes it: a number
 * without leading zeroes, one spelling of the root, no further lines.
 */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin, sizeText, rootText] = text.split('\n')
  if (origin === undefined || !isKeyName(origin) || !/^(0|[1-9]\d{0,19})$/.test(sizeText ?? '')) return null
  const root = fromBase64(rootText ?? '')
  if (sizeText === undefined || root?.length !== HASH_SIZE) return null
  const checkpoint = { origin, size: BigInt(sizeText), root }
  return formatCheckpoint(checkpoint) === text ? checkpoint : null
}

/**
 * Opens a signed checkpoint. The origin must be the name of the log's key: a key that signs for two logs
 * would let one pose as the other.
 * @param verifiers the log's key, or those that it had one after the other: one of them must have signed
 * @throws NoteError
 */
export async function openCheckpoint(
  note: string,
  ...verifiers: readonly [NoteVerifier, ...NoteVerifier[]]
): Promise<Checkpoint> {
  const { text, signedBy } = await openNote(note, verifiers)
  const checkpoint = parseCheckpoint(text)
  if (!checkpoint) throw new NoteError('malformed', 'The signed text is not a checkpoint.')
  const other = signedBy.find(({ name }) => name !== checkpoint.origin)
  if (other) {
    throw new NoteError('malformed', `The checkpoint is of ${checkpoint.origin}, not of ${other.name}.`)
  }
  return checkpoint
}
