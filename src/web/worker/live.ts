import type { Changed } from '../../domain/wire/events.ts'
import { followEvents } from '../../sdk/follow-events.ts'
import { work } from './open-session.ts'

/** What the pages hear of the stream: whether it stands, and what has changed; null where anything may have. */
export type LiveNews = { live: boolean; changed: Changed[] | null }

/** More changes than this at once are anything. */
const MOST = 50

let following: AbortController | null = null
let news: LiveNews | null = null
let asked: { resolve(news: LiveNews): void; reject(error: unknown): void } | null = null

/**
 * What there is to be heard, as soon as there is something: one page asks at a time, and again when it has its answer. The stream is
 * opened with the first question, stands until `stopListening`, and ends with the worker.
 *
 * @throws what ends it for good, such as that the session has ended
 */
export async function listen(): Promise<LiveNews> {
  following ??= begin()
  return new Promise((resolve, reject) => {
    asked?.resolve({ live: true, changed: [] })
    asked = { resolve, reject }
    hand()
  })
}

/** Nobody looks: the connection is given up. */
export async function stopListening(): Promise<void> {
  following?.abort()
  following = null
  news = null
  asked?.resolve({ live: false, changed: [] })
  asked = null
}

function begin(): AbortController {
  const mine = new AbortController()
  followEvents({
    client: async () => (await work()).session.client,
    signal: mine.signal,
    hear(event) {
      if (following !== mine || event.event === 'ended') return
      if (event.event === 'changed') {
        const { list, mailbox, referral, thread } = event
        add({ live: true, changed: [{ list, mailbox, referral, thread }] })
      } else add({ live: event.event !== 'lost', changed: event.event === 'lost' ? [] : null })
    },
  }).catch((error: unknown) => {
    if (following !== mine) return
    following = null
    asked?.reject(error)
    asked = null
  })
  return mine
}

function add(more: LiveNews): void {
  const changed =
    news === null ? more.changed : news.changed && more.changed && [...news.changed, ...more.changed]
  news = { live: more.live, changed: changed !== null && changed.length > MOST ? null : changed }
  hand()
}

function hand(): void {
  if (asked === null || news === null) return
  const { resolve } = asked
  const told = news
  asked = null
  news = null
  resolve(told)
}
