import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { EventList } from '../../domain/wire/events.ts'
import { Nullable } from '../../domain/wire/primitives.ts'

/** That a list of a mailbox changed, as the database tells it (migration 0040). */
const Change = Type.Object({
  list: EventList,
  /** the mailbox's id */
  mailbox: Type.String(),
  /** of the referrals by which it changed */
  dataClass: Nullable(Type.String()),
  /** null where it changed by several, or by none */
  referral: Nullable(Type.String()),
  thread: Nullable(Type.String()),
})
export type Change = Static<typeof Change>

/** What was told since it was last taken. */
export type News = {
  /** something may have been missed */
  again: boolean
  changes: readonly Change[]
}

/** One who waits for changes of some mailboxes. */
export type Follower = {
  /** Resolves as soon as there is news or the whole is closed, and after `ms` in any case. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  take(): News
  leave(): void
}

/** What every stream of this process is told by. */
export type Changes = {
  /** Hands on what a notification carries; null when some may have been lost. */
  notify(carries: string | null): void
  /** @param mailboxes their ids */
  follow(mailboxes: readonly string[]): Follower
  /** the process stops: whoever waits is woken, and ends */
  isClosed(): boolean
  close(): void
}

/** What waits for one follower, told to nobody else. */
type Waiting = { news: Map<string, Change>; again: boolean; wake: () => void }

/**
 * One connection that listens, told to as many as wait, in memory. Nobody's news can grow: of each list and class of data one change is
 * kept, which names a referral for as long as it is the only one.
 */
export function createChanges(): Changes {
  const all = new Set<Waiting>()
  const byMailbox = new Map<string, Set<Waiting>>()
  let closed = false

  function hand(change: Change, to: Waiting): void {
    const key = [change.list, change.mailbox, change.dataClass].join(' ')
    const known = to.news.get(key)
    to.news.set(key, known ? together(known, change) : change)
    to.wake()
  }

  return {
    notify(carries) {
      const change = carries === null ? null : changeOf(carries)
      if (change) for (const one of byMailbox.get(change.mailbox) ?? []) hand(change, one)
      else
        for (const one of all) {
          one.again = true
          one.wake()
        }
    },
    follow(mailboxes) {
      const own: Waiting = { news: new Map(), again: false, wake() {} }
      all.add(own)
      for (const mailbox of mailboxes) {
        const followers = byMailbox.get(mailbox) ?? new Set()
        byMailbox.set(mailbox, followers.add(own))
      }
      return {
        async wait(ms, signal) {
          if (closed || signal.aborted || own.again || own.news.size > 0) return
          await new Promise<void>((resolve) => {
            const timer = setTimeout(done, ms)
            function done() {
              clearTimeout(timer)
              signal.removeEventListener('abort', done)
              own.wake = () => {}
              resolve()
            }
            signal.addEventListener('abort', done)
            own.wake = done
          })
        },
        take() {
          const news = { again: own.again, changes: [...own.news.values()] }
          own.again = false
          own.news = new Map()
          return news
        },
        leave() {
          all.delete(own)
          for (const mailbox of mailboxes) {
            const followers = byMailbox.get(mailbox)
            followers?.delete(own)
            if (followers?.size === 0) byMailbox.delete(mailbox)
          }
        },
      }
    },
    isClosed: () => closed,
    close() {
      closed = true
      for (const one of all) one.wake()
    },
  }
}

const together = (one: Change, other: Change): Change => ({
  ...other,
  referral: one.referral === other.referral ? one.referral : null,
  thread: one.thread === other.thread ? one.thread : null,
})

/** What another version of the service may have written, and this one does not know, is news of some sort all the same. */
function changeOf(carries: string): Change | null {
  try {
    const value: unknown = JSON.parse(carries)
    return Value.Check(Change, value) ? value : null
  } catch {
    return null
  }
}
