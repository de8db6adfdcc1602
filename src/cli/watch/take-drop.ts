import { kindOf } from '../../domain/kinds.ts'
import { KeyWaitsError } from '../../sdk/key-waits.ts'
import type { Drop } from './drops.ts'
import { refuse } from './end-drop.ts'
import { examine, type ReadyDrop, type Unready } from './examine.ts'
import { bytesOf, finish } from './go-on.ts'
import type { Refusal } from './papers.ts'
import { isOfThisProgram } from './reach.ts'
import {
  goingOf,
  isStill,
  now,
  type Round,
  retryAfter,
  sayOnce,
  type Taken,
  tell,
  tellTrouble,
} from './round-state.ts'
import { makeReady, sendMade } from './send-drop.ts'

/**
 * Sends a drop that is whole, answers one that will not be, and leaves the others.
 *
 * @returns the names of the PDF files that are the drop's; null where that is not known yet
 */
export async function takeDrop(round: Round, drop: Drop, taken: Taken): Promise<ReadonlySet<string> | null> {
  const { memory, pace } = round
  const stamp = stampOf(drop)
  const postponed = memory.postponed.get(drop.name)
  const before = postponed?.stamp === stamp ? postponed : { stamp, failures: 0, until: 0 }
  if (before.until > now(round)) return null
  if (!isStill(round, [drop.json, ...drop.documents])) return null
  const postpone = (change: { failures?: number; until: number }) =>
    void memory.postponed.set(drop.name, { ...before, ...change })
  try {
    const verdict = await verdictOn(round, drop, stamp)
    if (verdict.state === 'moving') return null
    if (verdict.state !== 'ready') {
      await answerUnready(round, drop, verdict)
      return verdict.namesKnown ? new Set(verdict.pdfs.map(({ name }) => name)) : null
    }
    // The same bytes were begun before, or under another name: what became of those has to be known first.
    const until = taken.unsettled.get(bytesOf([verdict.json, ...verdict.attachments]))
    if (until === undefined) await sendReady(round, verdict, taken)
    else postpone({ until })
    return new Set(verdict.attachments.map(({ name }) => name))
  } catch (error) {
    if (error instanceof KeyWaitsError) {
      // It is no fault of the drop's, nor of the service's: it stays as it is, and what goes elsewhere goes on.
      postpone({ until: now(round) + pace.longestRetryMs })
      if (round.once) round.tally.troubles += 1
      // What it waited for before was something else.
      if (postponed?.stamp !== stamp) memory.said.delete(drop.name)
      sayOnce(round, {
        end: 'waiting',
        name: drop.name,
        why: `${error.message} It stays in the folder until then.`,
      })
      return null
    }
    if (!isOfThisProgram(error)) throw error
    const failures = before.failures + 1
    const waitMs = retryAfter(pace, failures)
    postpone({ failures, until: now(round) + waitMs })
    tellTrouble(round, { name: drop.name, error, waitMs })
    return null
  }
}

async function verdictOn(round: Round, drop: Drop, stamp: string): ReturnType<typeof examine> {
  const { sending, memory } = round
  const known = memory.unready.get(drop.name)
  if (known?.stamp === stamp) return known.verdict
  const verdict = await examine(sending.places.folder, drop, {
    kind: kindOf(sending.route.kind),
    contentLimit: sending.signedIn.contentLimit(),
    isStill: (parts) => isStill(round, parts),
  })
  if (verdict.state === 'waiting' || verdict.state === 'faulty')
    memory.unready.set(drop.name, { stamp, verdict })
  return verdict
}

async function sendReady(round: Round, drop: ReadyDrop, taken: Taken): Promise<void> {
  const { sending } = round
  await round.demandHeld()
  const made = await makeReady(sending, drop)
  if ('end' in made) tell(round, made)
  else await finish(round, taken, made.entry, () => sendMade(sending, made, goingOf(round)))
}

/** Changes with everything that could make another verdict: what lies beside it, and who else may want that. */
function stampOf({ json, documents, beside }: Drop): string {
  const others = beside.flatMap(({ pdf, rivals }) => [pdf, ...rivals.map((rival) => rival.json)])
  return [json, ...documents, ...others].map(({ name, stamp }) => `${name} ${stamp}`).join('\n')
}

/** What may still become whole is waited for; after that, and what will not, is refused. */
async function answerUnready(round: Round, drop: Drop, verdict: Unready): Promise<void> {
  const { sending, memory, pace } = round
  const { why, faults, state } = verdict
  const parts = [drop.json, ...verdict.pdfs]
  const unchanged = Math.min(...parts.map((part) => memory.stillness.unchangedFor(part, now(round))))
  if (state === 'waiting' && unchanged < pace.patienceMs) {
    return sayOnce(round, { end: 'waiting', name: drop.name, why })
  }
  const files = parts.map(({ name, size, mtime }) => ({ name, size, sha256: null, mtime }))
  const refusal: Refusal = { by: 'folder', sentences: [why], faults }
  await round.demandHeld()
  tell(round, await refuse(sending, { name: drop.name, files }, refusal))
}
