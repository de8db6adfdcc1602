import { kindOf } from '../../domain/kinds.ts'
import type { Drop } from './drops.ts'
import { refuse } from './end-drop.ts'
import { examine, type Unready } from './examine.ts'
import { isFatal, isOfOneDrop } from './failures.ts'
import type { Refusal } from './papers.ts'
import { goingOf, isStill, now, type Round, retryAfter, sayOnce, type Taken, tell } from './round-state.ts'
import { fingerprintOf, sendDrop } from './send-drop.ts'

/**
 * Sends a drop that is whole, answers one that will not be, and leaves the others.
 *
 * @returns the names of the PDF files that are the drop's; null where that is not known yet
 */
export async function takeDrop(
  round: Round,
  drop: Drop,
  { unsettled }: Pick<Taken, 'unsettled'>,
): Promise<ReadonlySet<string> | null> {
  const { sending, memory } = round
  const stamp = stampOf(drop)
  const postponed = memory.postponed.get(drop.name)
  if (postponed?.stamp === stamp && postponed.until > now(round)) return null
  if (!isStill(round, [drop.json, ...drop.documents])) return null
  const known = memory.unready.get(drop.name)
  const verdict =
    known?.stamp === stamp
      ? known.verdict
      : await examine(sending.places.folder, drop, {
          kind: kindOf(sending.route.kind),
          contentLimit: sending.signedIn.contentLimit(),
          isStill: (parts) => isStill(round, parts),
        })
  if (verdict.state === 'moving') return null
  if (verdict.state !== 'ready') {
    memory.unready.set(drop.name, { stamp, verdict })
    await answerUnready(round, drop, verdict)
    return verdict.namesKnown ? new Set(verdict.pdfs.map(({ name }) => name)) : null
  }
  // The same bytes under two names: the second waits until it is known what became of the first.
  const fingerprint = fingerprintOf(sending.route, verdict)
  if (!unsettled.has(fingerprint)) {
    try {
      await round.demandHeld()
      tell(round, await sendDrop(sending, verdict, goingOf(round)))
      memory.postponed.delete(drop.name)
    } catch (error) {
      if (isFatal(error) || !isOfOneDrop(error)) throw error
      unsettled.add(fingerprint)
      postpone(round, { name: drop.name, stamp, before: postponed }, error)
    }
  }
  return new Set(verdict.attachments.map(({ name }) => name))
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

function postpone(
  { memory, pace, tally, report, ...round }: Round,
  {
    name,
    stamp,
    before,
  }: { name: string; stamp: string; before: { stamp: string; failures: number } | undefined },
  error: unknown,
): void {
  const failures = (before?.stamp === stamp ? before.failures : 0) + 1
  const wait = retryAfter(pace, failures)
  memory.postponed.set(name, { stamp, failures, until: now(round) + wait })
  tally.troubles += 1
  const message = `Something went wrong in this program (${error instanceof Error ? error.name : 'unknown'}). Please report it.`
  report({ end: 'trouble', name, message, retrySeconds: Math.ceil(wait / 1000) })
}
