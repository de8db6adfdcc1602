import { useEffect, useState } from 'preact/hooks'
import type { Changed } from '../domain/wire/events.ts'
import { isLive, onChange } from './live.ts'
import { isAtDesk } from './session.ts'
import { type Answer, failed, useAnswer } from './use-answer.ts'

/** So often what is shown is asked for again where the service does not tell what changes, ms. */
const EVERY_MS = 60_000
/** And where it does: what is overdue changes with the day, which nobody tells. */
export const SELDOM_MS = 10 * 60_000

/**
 * Like `useAnswer`, and asked again while the page is in sight, whenever the service tells of a change that concerns it: what has changed
 * takes the place of what was shown, and the rest stays as it is. That it could not be asked again hides nothing; that the session has
 * ended locks the page, as everywhere.
 *
 * @param depends what is asked for, in plain values
 * @param concerns whether a change may have changed the answer
 * @param everyMs how often it is asked where the service does not tell: seldom what takes long to answer
 */
export function useLive<T>(
  ask: () => Promise<T>,
  depends: readonly unknown[],
  concerns: (changed: Changed) => boolean,
  everyMs = EVERY_MS,
): Answer<T> {
  const first = useAnswer(ask, depends)
  const [later, setLater] = useState<{ of: Answer<T>; value: T } | null>(null)
  useEffect(() => {
    if (first.state !== 'there') return
    let left = false
    let asking = false
    let dirty = false
    let askedAt = performance.now()
    let shown = JSON.stringify(first.value)
    const again = async (): Promise<void> => {
      if (document.visibilityState !== 'visible' || !isAtDesk()) return
      dirty = true
      if (asking) return
      asking = true
      try {
        // What changes while it is asked for is asked for once more.
        while (dirty && !left && isAtDesk()) {
          dirty = false
          askedAt = performance.now()
          const value = await ask()
          const text = JSON.stringify(value)
          if (left || text === shown) continue
          shown = text
          setLater({ of: first, value })
        }
      } catch (error) {
        if (!left) failed(error)
      } finally {
        asking = false
      }
    }
    const timer = setInterval(() => {
      if (!isLive.value || performance.now() - askedAt >= SELDOM_MS) void again()
    }, everyMs)
    const leave = onChange((changed) => {
      if (changed === null || changed.some(concerns)) void again()
    })
    // Whoever comes back to it sees at once what came meanwhile.
    const seen = () => void again()
    document.addEventListener('visibilitychange', seen)
    return () => {
      left = true
      clearInterval(timer)
      leave()
      document.removeEventListener('visibilitychange', seen)
    }
  }, [first])
  return later !== null && later.of === first ? { state: 'there', value: later.value } : first
}
