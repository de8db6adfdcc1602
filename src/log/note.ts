import { fromBase64, toBase64 } from './base64.ts'
import { concat, toHex } from './bytes.ts'
import { isKeyName, type NoteSigner, type NoteVerifier } from './keys.ts'

/** A signed note (C2SP signed-note) is not well formed, or not signed as it must be. */
export class NoteError extends Error {
  override name = 'NoteError'
  readonly reason: 'malformed' | 'unsigned' | 'bad-signature'
  constructor(reason: NoteError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** A note that has been verified: its text, and the keys of ours that signed it. */
export type OpenedNote = { text: string; signedBy: { name: string; keyId: string }[] }

const LONGEST_NOTE = 1024 * 1024
/** Log and witnesses together; a note with more is not looked at. */
const MOST_SIGNATURES = 100
const KEY_ID_LENGTH = 4
const encoder = new TextEncoder()

/**
 * Signs a text that ends with a line feed.
 * @returns the note: the text, an empty line, a line for each signature in the order of the signers
 * @throws NoteError `malformed` when the text is not fit for a note
 */
export async function signNote(text: string, ...signers: readonly NoteSigner[]): Promise<string> {
  demandText(text)
  const signed = encoder.encode(text)
  const lines = await Promise.all(
    signers.map(async (signer) => signatureLine(signer, await signer.sign(signed))),
  )
  return `${text}\n${lines.join('')}`
}

/** Whether there is a line of each of these signers under a note. Nothing is verified. */
export function bearsLinesOf(note: string, signers: readonly Pick<NoteSigner, 'name' | 'keyId'>[]): boolean {
  const lines = takeApart(note).signatures.map(keyName)
  return signers.every((signer) => lines.includes(keyName(signer)))
}

const keyName = ({ name, keyId }: Pick<NoteSigner, 'name' | 'keyId'>): string => `${name}+${keyId}`

/** `— <name> <base64 of key id and signature>`, with its line feed. */
export function signatureLine(key: { name: string; keyId: string }, signature: Uint8Array): string {
  const keyId = Uint8Array.from(key.keyId.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  return `— ${key.name} ${toBase64(concat([keyId, signature]))}\n`
}

/**
 * Opens a note: at least one of the verifiers must have signed it. Signatures by keys that we do not know are
 * passed over; one bad signature by a key that we do know refuses the whole note.
 * @throws NoteError
 */
export async function openNote(note: string, verifiers: readonly NoteVerifier[]): Promise<OpenedNote> {
  const { text, signatures } = takeApart(note)
  const signed = encoder.encode(text)
  const signedBy = new Map<string, { name: string; keyId: string }>()
  for (const { name, keyId, signature } of signatures) {
    const verifier = verifiers.find((known) => known.name === name && known.keyId === keyId)
    if (!verifier) continue
    if (!(await verifier.verify(signed, signature))) {
      throw new NoteError('bad-signature', `The signature of ${name} does not fit the note.`)
    }
    signedBy.set(`${name}+${keyId}`, { name, keyId })
  }
  if (signedBy.size === 0)
    throw new NoteError('unsigned', 'The note is not signed by a key that is known here.')
  return { text, signedBy: [...signedBy.values()] }
}

export type SignatureLine = { name: string; keyId: string; signature: Uint8Array }

/** The text and the signatures of a note, none of them verified. @throws NoteError `malformed` */
export function takeApart(note: string): { text: string; signatures: SignatureLine[] } {
  if (note.length > LONGEST_NOTE) throw malformed('The note is too long.')
  // Text and signatures divide at the last empty line: the text may have empty lines of its own.
  const divide = note.lastIndexOf('\n\n')
  if (divide === -1 || !note.endsWith('\n')) throw malformed('The note has no signatures.')
  const text = note.slice(0, divide + 1)
  demandText(text)
  const lines = note.slice(divide + 2, -1).split('\n')
  if (lines.length > MOST_SIGNATURES) throw malformed('The note has too many signatures.')
  return { text, signatures: lines.map(readSignatureLine) }
}

function readSignatureLine(line: string): SignatureLine {
  const [, name, encoded] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? []
  const bytes = encoded === undefined ? null : fromBase64(encoded)
  if (name === undefined || !isKeyName(name) || !bytes || bytes.length <= KEY_ID_LENGTH) {
    throw malformed('A signature line of the note is not well formed.')
  }
  return { name, keyId: toHex(bytes.subarray(0, KEY_ID_LENGTH)), signature: bytes.subarray(KEY_ID_LENGTH) }
}

function demandText(text: string): void {
  // An unpaired surrogate would be signed as U+FFFD: two texts with one signature.
  if (!text.endsWith('\n') || !text.isWellFormed() || /[^\P{Cc}\n]/u.test(text)) {
    throw malformed('The text of a note ends with a line feed and has no other control characters.')
  }
}

function malformed(message: string): NoteError {
  return new NoteError('malformed', message)
}
