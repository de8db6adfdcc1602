import { fromBase64, toBase64 } from './base64.ts'
import { sameBytes } from './bytes.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import type { NoteSigner, NoteVerifier } from './keys.ts'
import { NoteError, openNote, signatureLine, takeApart } from './note.ts'
import { verifyConsistency } from './proof.ts'
import { HASH_SIZE } from './tiles.ts'
import { emptyRoot, type Hash } from './tree.ts'

/** What a log asks of a witness (C2SP tlog-witness, `add-checkpoint`): to sign that this continues what it saw last. */
export type AddCheckpoint = {
  /** the size that the log takes the witness to have signed last; 0 where it never has */
  oldSize: bigint
  /** from the old size to the checkpoint's (RFC 6962 §2.1.2); empty from 0 */
  proof: readonly Uint8Array[]
  /** the signed checkpoint */
  note: string
}

/** A request whose checkpoint is signed by a log that the witness knows. */
export type SignedRequest = AddCheckpoint & {
  checkpoint: Checkpoint
  /** what the log signed, and the witness is to sign: the checkpoint's whole text */
  text: string
}

/** What a witness signed last of a log. */
export type Seen = { size: bigint; root: Uint8Array }

/** A refusal; `size` goes with 409 alone, and is that of what was signed last. */
export type Refusal = { status: 400 | 403 | 404 | 422; why: string } | { status: 409; size: bigint }

/** An answer as it goes over HTTP. */
export type WitnessAnswer = { status: number; type: string; body: string }

const MOST_HASHES = 63
/** The longest request, in characters: the hashes, and a checkpoint with a hundred signatures. */
export const LONGEST_REQUEST = 64 * 1024
const OLD = /^old (0|[1-9]\d{0,19})$/

/** The body of a request. */
export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`
}

/** Reads the body of a request; null when it is not exactly as {@link formatAddCheckpoint} writes it. */
export function parseAddCheckpoint(body: string): AddCheckpoint | null {
  if (body.length > LONGEST_REQUEST) return null
  // The first empty line: neither the old size nor a hash is one.
  const divide = body.indexOf('\n\n')
  if (divide === -1) return null
  const [oldLine = '', ...encoded] = body.slice(0, divide).split('\n')
  const oldSize = OLD.exec(oldLine)?.[1]
  if (oldSize === undefined || encoded.length > MOST_HASHES) return null
  const proof = encoded.flatMap((line) => fromBase64(line) ?? [])
  if (proof.length !== encoded.length || proof.some(({ length }) => length !== HASH_SIZE)) return null
  return { oldSize: BigInt(oldSize), proof, note: body.slice(divide + 2) }
}

/**
 * Reads a request, and demands that its checkpoint is signed by a log that the witness knows.
 * @param logs the verifiers of the logs' keys, by origin; a log may have several
 */
export async function readRequest(
  body: string,
  logs: ReadonlyMap<string, readonly NoteVerifier[]>,
): Promise<SignedRequest | Refusal> {
  const asked = parseAddCheckpoint(body)
  if (!asked) return { status: 400, why: 'The request is not well formed.' }
  try {
    const { text } = takeApart(asked.note)
    const checkpoint = parseHead(text)
    if (!checkpoint) return { status: 400, why: 'The note is not a checkpoint.' }
    const verifiers = logs.get(checkpoint.origin)
    if (!verifiers) return { status: 404, why: 'This witness does not know a log of that origin.' }
    await openNote(asked.note, verifiers)
    if (asked.oldSize > checkpoint.size)
      return { status: 400, why: 'The old size is larger than that of the checkpoint.' }
    return { ...asked, checkpoint, text }
  } catch (error) {
    if (!(error instanceof NoteError)) throw error
    return { status: error.reason === 'malformed' ? 400 : 403, why: error.message }
  }
}

/**
 * Judges a request by what the witness signed last of that log. What is fit to be signed must be kept before it is: until
 * then nothing else of this log may be judged.
 *
 * @param last null where it has signed nothing of that log
 * @returns null when it may be signed
 */
export function judgeRequest(
  hash: Hash,
  { oldSize, proof, checkpoint: { size, root } }: SignedRequest,
  last: Seen | null,
): Refusal | null {
  const seen = last ?? { size: 0n, root: emptyRoot(hash) }
  if (oldSize !== seen.size) return { status: 409, size: seen.size }
  if (oldSize === size) {
    if (proof.length > 0) return { status: 422, why: 'Nothing is to be proved of one size.' }
    // Two trees of one size: one of them is another log.
    return sameBytes(root, seen.root) ? null : { status: 409, size: seen.size }
  }
  // Of the empty tree, which begins every other, there is nothing to prove (RFC 9162 §2.1.4).
  if (oldSize === 0n) return proof.length === 0 ? null : { status: 422, why: 'From 0 nothing is proved.' }
  const claim = { oldSize, newSize: size, oldRoot: seen.root, newRoot: root, proof }
  if (verifyConsistency(hash, claim)) return null
  return { status: 422, why: 'The proof does not lead from what was seen last to this checkpoint.' }
}

/** The answer that says no. */
export const refusalAnswer = (refusal: Refusal): WitnessAnswer =>
  refusal.status === 409
    ? { status: 409, type: 'text/x.tlog.size', body: `${refusal.size}\n` }
    : { status: refusal.status, type: 'text/plain; charset=utf-8', body: `${refusal.why}\n` }

/** Signs what was judged fit, and kept, and gives the answer that says so: a line for each of the witness's keys. */
export async function cosignedAnswer(text: string, signers: readonly NoteSigner[]): Promise<WitnessAnswer> {
  const signed = new TextEncoder().encode(text)
  const lines = await Promise.all(
    signers.map(async (signer) => signatureLine(signer, await signer.sign(signed))),
  )
  return { status: 200, type: 'text/plain; charset=utf-8', body: lines.join('') }
}

/** The size that a 409 names; null when it names none. */
export const sizeOfConflict = (body: string): bigint | null =>
  /^(0|[1-9]\d{0,19})\n$/.test(body) ? BigInt(body.trimEnd()) : null

/** The checkpoint of a signed note as it stands there, its signatures not looked at; null when it is none. */
export function checkpointIn(note: string): Checkpoint | null {
  try {
    return parseHead(takeApart(note).text)
  } catch (error) {
    if (error instanceof NoteError) return null
    throw error
  }
}

/** The head of a checkpoint; lines that another log adds below the root are signed with the rest (C2SP tlog-checkpoint). */
function parseHead(text: string): Checkpoint | null {
  const lines = text.split('\n').slice(0, -1)
  if (lines.includes('')) return null
  return parseCheckpoint(`${lines.slice(0, 3).join('\n')}\n`)
}
