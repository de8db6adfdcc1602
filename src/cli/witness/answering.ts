import {
  checkpointIn,
  cosignedAnswer,
  judgeRequest,
  type NoteSigner,
  type NoteVerifier,
  readRequest,
  refusalAnswer,
  type SignedRequest,
  type WitnessAnswer,
} from '../../sdk/witness.ts'
import { sha256 } from '../account.ts'
import type { WitnessFolder } from './folder.ts'

/** What a witness tells of what it does. */
export type Told = (line: string) => void

/**
 * Answers requests, of one log one after the other. What is signed has been kept before: a witness that dies after keeping
 * and before answering has signed nothing that it does not know of, and is told so by the log that asks again.
 *
 * @param demandAlone rejects when another process has taken the folder over
 */
export function createAnswering(of: {
  folder: WitnessFolder
  signer: NoteSigner
  logs: ReadonlyMap<string, readonly NoteVerifier[]>
  demandAlone(): Promise<void>
  tell: Told
}): (body: string) => Promise<WitnessAnswer> {
  const { folder, signer, logs, demandAlone, tell } = of
  const turns = new Map<string, Promise<unknown>>()

  async function judged(request: SignedRequest): Promise<WitnessAnswer> {
    const { checkpoint, text, note, oldSize } = request
    const { origin, size } = checkpoint
    const kept = await folder.read(origin)
    const last = kept === null ? null : checkpointIn(kept)
    const refusal = judgeRequest(sha256, request, last)
    if (refusal) {
      // Of the right size to begin from, and no continuation of it: either is signed by the log, and one is false.
      if (oldSize === (last?.size ?? 0n) && refusal.status !== 404) {
        await folder.keepEvidence(note)
        tell(`${origin} asks for ${size} entries that do not continue those seen; the note is in evidence/`)
      } else if (last && size < last.size) tell(`${origin} has ${size} entries and had ${last.size}`)
      return refusalAnswer(refusal)
    }
    await demandAlone()
    // Also where the size is the same: an earlier write may have failed half-way, with its name not yet durable.
    await folder.keep(origin, note)
    return cosignedAnswer(text, [signer])
  }

  return async (body) => {
    const request = await readRequest(body, logs)
    if ('status' in request) return refusalAnswer(request)
    const { origin } = request.checkpoint
    const turn = (turns.get(origin) ?? Promise.resolve()).catch(() => undefined).then(() => judged(request))
    turns.set(origin, turn)
    return turn
  }
}
