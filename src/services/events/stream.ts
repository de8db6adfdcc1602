import { setTimeout as delay } from 'node:timers/promises'
import { isProblem } from '../../domain/problems.ts'
import type { ServiceEvent } from '../../domain/wire/events.ts'
import type { Caller } from '../caller.ts'
import type { Changes } from './changes.ts'
import { heardBy, hearingOf, isSame } from './hearing.ts'

/** How often whoever hears nothing is looked up again, and is sent a sign of life, in ms. */
export const BEAT_MS = 15_000
/** What comes within this is told together: ms. */
const GATHER_MS = 250
/** Nothing for so many beats, and whoever listens may take the stream for dead. */
const SILENT_BEATS = 3

/**
 * What one person is told, from now on, until they may hear no more, or something else, or the service stops. They are looked up anew
 * before anything is told, and with every beat.
 *
 * @param recheck who is calling, as of now
 * @param ms how long at most; null for as long as they may hear
 * @param signal they have gone
 * @returns events, and null for a sign of life
 */
export async function* eventsFor(
  caller: Caller,
  {
    changes,
    recheck,
    ms,
    signal,
    beatMs = BEAT_MS,
  }: {
    changes: Changes
    recheck: () => Promise<Caller>
    ms: number | null
    signal: AbortSignal
    beatMs?: number
  },
): AsyncGenerator<ServiceEvent | null> {
  const hearing = hearingOf(caller)
  const until = ms === null ? Number.POSITIVE_INFINITY : performance.now() + ms
  const follower = changes.follow(hearing.map(({ id }) => id))
  try {
    yield {
      event: 'listening',
      mailboxes: hearing.map(({ mailbox, lists }) => ({ mailbox, lists: [...lists] })),
      silenceSeconds: Math.ceil((beatMs * SILENT_BEATS) / 1000),
    }
    for (;;) {
      await follower.wait(Math.max(0, Math.min(beatMs, until - performance.now())), signal)
      if (signal.aborted) return
      if (changes.isClosed()) return yield { event: 'ended', why: 'stopping' }
      const now = await recheck().catch((error: unknown) => {
        if (
          isProblem(error, 'token-expired') ||
          isProblem(error, 'not-signed-in') ||
          isProblem(error, 'not-yours')
        )
          return null
        throw error
      })
      if (now === null) return yield { event: 'ended', why: 'signed-out' }
      if (!isSame(hearing, hearingOf(now))) return yield { event: 'ended', why: 'mailboxes' }
      const news = follower.take()
      const heard = news.changes.flatMap((change) => heardBy(now, change) ?? [])
      if (news.again) yield { event: 'again' }
      for (const changed of heard) yield { event: 'changed', ...changed }
      if (performance.now() >= until) return yield { event: 'ended', why: 'time' }
      if (news.again || heard.length > 0) await delay(GATHER_MS, undefined, { signal }).catch(() => undefined)
      else yield null
    }
  } finally {
    follower.leave()
  }
}
