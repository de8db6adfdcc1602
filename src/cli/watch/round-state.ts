import type { Drop } from './drops.ts'
import type { Unready } from './examine.ts'
import type { Seen } from './look.ts'
import type { Report, WatchEvent } from './report.ts'
import type { Going, Sending } from './send-drop.ts'
import type { Stillness } from './stillness.ts'
import { sentenceFor } from './trouble.ts'

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
  /** the longest that a receipt waits for the proof of its log entry */
  proofWaitMs: number
}

/** What the watch remembers from one round to the next. None of it is needed after a death. */
export type Memory = {
  stillness: Stillness
  /** what has been said of each name that is still there, so that it is said once */
  said: Map<string, string>
  /** drops that were looked into and found unready, by what they were then */
  unready: Map<string, { stamp: string; verdict: Unready }>
  /** drops that are not taken for now, by what they were then, and when each is tried again */
  postponed: Map<string, { stamp: string; failures: number; until: number }>
  /** what was begun and failed, by its id in the journal, and when each is tried again */
  begun: Map<string, { failures: number; until: number }>
  /** the ids of what was begun at which rounds broke off since one came to its end: left out until then, so that the others have their turn */
  brokeAt: Set<string>
}

export type Tally = { sent: number; refused: number; troubles: number }

/** Everything a round works with. */
export type Round = {
  sending: Sending
  pace: Pace
  /** whether it ends with what is there now, and tries nothing again */
  once: boolean
  memory: Memory
  report: Report
  tally: Tally
  /** @throws LockLostError when the folder is another watch's now: nothing may be sent then */
  demandHeld: () => Promise<void>
  /** whether to begin nothing more */
  stopping: () => boolean
}

/** What a round has found out about the drops in it. */
export type Taken = {
  /** the names of the PDF files that are each drop's; null where that is not known yet */
  pdfs: Map<Drop, ReadonlySet<string> | null>
  /** the bytes of what was begun and waits for its next try, and when that is: they may have been sent */
  unsettled: Map<string, number>
  /** the names of files that are on their way out of the folder, and are not looked at any more */
  held: Set<string>
}

export const goingOf = ({ demandHeld, pace }: Round): Going => ({ demandHeld, proofWaitMs: pace.proofWaitMs })

/** The pause after so many failures in a row, ms. */
export const retryAfter = ({ retryMs, longestRetryMs }: Pace, failures: number): number =>
  Math.min(retryMs * 2 ** Math.min(failures - 1, 20), longestRetryMs)

/** Whether none of them has changed for as long as a file must keep still. */
export function isStill(round: Round, parts: readonly Seen[]): boolean {
  const { memory, pace } = round
  const at = now(round)
  return parts.every((part) => memory.stillness.stillFor(part, at) >= pace.settleMs)
}

/** Reports how something came to rest, and counts it. */
export function tell(round: Round, event: Extract<WatchEvent, { name: string | null }>): void {
  if (event.end === 'sent' || event.end === 'already-sent') round.tally.sent += 1
  if (event.end === 'refused') round.tally.refused += 1
  if (event.name !== null) round.memory.said.delete(event.name)
  round.report(event)
}

/** Reports and counts a failure: of one drop, or of everything. */
export function tellTrouble(
  { tally, report, once }: Round,
  { name, error, waitMs }: { name: string | null; error: unknown; waitMs: number },
): void {
  tally.troubles += 1
  const retrySeconds = once ? null : Math.ceil(waitMs / 1000)
  report({ end: 'trouble', name, message: sentenceFor(error), retrySeconds })
}

/** Reports what is still so at every look, and says it at the first. */
export function sayOnce(
  { memory, report }: Round,
  event: { end: 'waiting' | 'left'; name: string; why: string },
): void {
  if (memory.said.get(event.name) === event.end) return
  memory.said.set(event.name, event.end)
  report(event)
}

export const now = ({ sending }: Pick<Round, 'sending'>): number => sending.cli.clock().getTime()
