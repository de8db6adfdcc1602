import { kindOf } from '../../domain/kinds.ts'
import { ClientError } from '../../sdk/errors.ts'
import { type Drop, dropsOf, type Stray } from './drops.ts'
import { refuse } from './end-drop.ts'
import { examine, type Unready } from './examine.ts'
import { isFatal, isOfOneDrop } from './faults.ts'
import { fileAway } from './filing.ts'
import { type Entry, readPending } from './journal.ts'
import { look, type Seen } from './look.ts'
import type { Refusal } from './papers.ts'
import type { Event, Report } from './report.ts'
import { resumePrepared } from './resume-drop.ts'
import { fingerprintOf, type Sending, sendDrop } from './send-drop.ts'
import type { Stillness } from './stillness.ts'

/** How the folder is watched; times in ms. */
export type Pace = {
  /** from one look to the next */
  lookMs: number
  /** as long as this between two looks, a file must not have changed */
  settleMs: number
  /** what stays half-written for longer than this is refused */
  patienceMs: number
  /** the first pause after a fault that is not a drop's; each further one is twice as long, up to the longest */
  retryMs: number
  longestRetryMs: number
}

/** What the watch remembers from one round to the next. None of it is needed after a death. */
export type Memory = {
  stillness: Stillness
  /** what has been said of each name that is still there, so that it is said once */
  said: Map<string, string>
  /** drops that were looked into and found unready, by what they were then */
  unready: Map<string, { stamp: string; verdict: Unready }>
  /** drops that this program fails at, and when each is tried again */
  postponed: Map<string, { stamp: string; failures: number; until: number }>
}

export type Tally = { sent: number; refused: number; troubles: number }

/** Everything a round works with. */
export type Round = {
  sending: Sending
  pace: Pace
  memory: Memory
  report: Report
  tally: Tally
  /** whether to begin nothing more */
  stopping: () => boolean
}

/**
 * One round: finishes what was begun, looks at the folder, sends or answers what is whole.
 *
 * @throws what is no drop's fault; the rest is left for the next round
 */
export async function goRound(round: Round): Promise<void> {
  const { sending, memory } = round
  for (const entry of await readPending(sending.places)) {
    if (round.stopping()) return
    await goOn(round, entry)
  }
  const seen = await look(sending.places.folder)
  memory.stillness.update(seen, now(round))
  forget(memory, seen)
  const { drops, strays } = dropsOf(seen)
  for (const stray of strays) await answerStray(round, stray)
  for (const drop of drops) {
    if (round.stopping()) return
    await takeDrop(round, drop)
  }
}

async function goOn(round: Round, entry: Entry): Promise<void> {
  const { sending } = round
  if (entry.state === 'filing') {
    const { name, as, into, ledger } = entry
    const replaced = await fileAway(sending.places, entry)
    if (into === 'refused') {
      tell(round, { end: 'refused', name, as, refusal: begunRefusal(as), replaced })
    } else {
      const reference = ledger?.reference ?? 'before'
      tell(round, { end: ledger ? 'sent' : 'already-sent', name, as, reference, replaced })
    }
    return
  }
  const { origin, login } = sending.route
  if (entry.route.origin !== origin || entry.route.login !== login) {
    throw new UnfinishedError(
      `Something was begun here as ${entry.route.login} at ${entry.route.origin} and is not finished. Watch the folder as that account once before using another.`,
    )
  }
  tell(round, await resumePrepared(sending, entry))
}

/** Another account cannot say what became of what this one began. */
export class UnfinishedError extends ClientError {
  override name = 'UnfinishedError'
}

const begunRefusal = (as: string): Refusal => ({
  by: 'folder',
  sentences: [`See ${as}.reason.txt.`],
})

async function answerStray(round: Round, { seen, fate, why }: Stray): Promise<void> {
  const { name } = seen
  if (fate === 'left') return sayOnce(round, { end: 'left', name, why })
  if (!isStill(round, [seen])) return
  const patient = round.memory.stillness.unchangedFor(seen, now(round)) < round.pace.patienceMs
  if (fate === 'unclaimed' && patient) return sayOnce(round, { end: 'waiting', name, why })
  const stem = name.replace(/(?<=.)\.[^.]*$/s, '')
  // What no drop has claimed was not read, so there is no digest of it.
  const file = { name, size: seen.size, sha256: null, mtime: seen.mtime }
  const refusal: Refusal = { by: 'folder', sentences: [why] }
  tell(round, await refuse(round.sending, { name: stem, files: [file] }, refusal))
}

async function takeDrop(round: Round, drop: Drop): Promise<void> {
  const { sending, memory, pace } = round
  const parts = [drop.json, ...drop.attachments]
  const stamp = parts.map((part) => part.stamp).join(' ')
  const postponed = memory.postponed.get(drop.name)
  if (postponed?.stamp === stamp && postponed.until > now(round)) return
  if (!isStill(round, parts)) return
  const known = memory.unready.get(drop.name)
  const verdict =
    known?.stamp === stamp
      ? known.verdict
      : await examine(sending.places.folder, drop, {
          kind: kindOf(sending.route.kind),
          contentLimit: sending.signedIn.contentLimit(),
        })
  if (verdict.state !== 'ready') {
    memory.unready.set(drop.name, { stamp, verdict })
    const { why, faults, state } = verdict
    const unchanged = Math.min(...parts.map((part) => memory.stillness.unchangedFor(part, now(round))))
    if (state === 'waiting' && unchanged < pace.patienceMs) {
      return sayOnce(round, { end: 'waiting', name: drop.name, why })
    }
    const files = parts.map(({ name, size, mtime }) => ({ name, size, sha256: null, mtime }))
    const refusal: Refusal = { by: 'folder', sentences: [why], faults }
    return tell(round, await refuse(sending, { name: drop.name, files }, refusal))
  }
  // The same bytes under two names: the second waits until it is known what became of the first.
  const fingerprint = fingerprintOf(sending.route, verdict)
  const pending = await readPending(sending.places)
  if (pending.some((entry) => entry.state === 'prepared' && entry.fingerprint === fingerprint)) return
  try {
    tell(round, await sendDrop(sending, verdict))
    memory.postponed.delete(drop.name)
  } catch (error) {
    if (isFatal(error) || !isOfOneDrop(error)) throw error
    const failures = (postponed?.stamp === stamp ? postponed.failures : 0) + 1
    const wait = retryAfter(pace, failures)
    memory.postponed.set(drop.name, { stamp, failures, until: now(round) + wait })
    round.tally.troubles += 1
    const message = `Something went wrong in this program (${error instanceof Error ? error.name : 'unknown'}). Please report it.`
    round.report({ end: 'trouble', name: drop.name, message, retrySeconds: Math.ceil(wait / 1000) })
  }
}

/** The pause after so many failures in a row, ms. */
export const retryAfter = ({ retryMs, longestRetryMs }: Pace, failures: number): number =>
  Math.min(retryMs * 2 ** Math.min(failures - 1, 20), longestRetryMs)

function isStill({ memory, pace, ...round }: Round, parts: readonly Seen[]): boolean {
  const at = now({ memory, pace, ...round })
  return parts.every((part) => memory.stillness.stillFor(part, at) >= pace.settleMs)
}

function tell(round: Round, event: Extract<Event, { name: string | null }>): void {
  if (event.end === 'sent' || event.end === 'already-sent') round.tally.sent += 1
  if (event.end === 'refused') round.tally.refused += 1
  if (event.name !== null) round.memory.said.delete(event.name)
  round.report(event)
}

function sayOnce(
  { memory, report }: Round,
  event: { end: 'waiting' | 'left'; name: string; why: string },
): void {
  if (memory.said.get(event.name) === event.end) return
  memory.said.set(event.name, event.end)
  report(event)
}

/** Names that are gone are forgotten, so that the memory does not grow with what passes through. */
function forget(memory: Memory, seen: readonly Seen[]): void {
  const there = new Set(seen.flatMap(({ name }) => [name, name.replace(/\.json$/i, '')]))
  for (const kept of [memory.said, memory.unready, memory.postponed]) {
    for (const name of kept.keys()) if (!there.has(name)) kept.delete(name)
  }
}

const now = ({ sending }: Round): number => sending.cli.clock().getTime()
