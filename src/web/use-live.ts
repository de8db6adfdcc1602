import { useEffect, useState } from 'preact/hooks'
import { type Answer, failed, useAnswer } from './use-answer.ts'

/** So often what is shown is asked for again, ms, unless it is waited for. The service has no stream of notices to wait on. */
const EVERY_MS = 60_000

/**
 * Like `useAnswer`, and asked again while the page is in sight: what has changed takes the place of what was shown, and the rest stays
 * as it is. That it could not be asked again hides nothing; that the session has ended locks the page, as everywhere.
 *
 * @param depends what is asked for, in plain values
 */
export function useLive<T>(
  ask: () => Promise<T>,
  depends: readonly unknown[],
  everyMs = EVERY_MS,
): Answer<T> {
  const first = useAnswer(ask, depends)
  const [later, setLater] = useState<{ of: Answer<T>; value: T } | null>(null)
  useEffect(() => {
    if (first.state !== 'there') return
    let left = false
    let shown = JSON.stringify(first.value)
    const again = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return
      try {
        const value = await ask()
        const text = JSON.stringify(value)
        if (left || text === shown) return
        shown = text
        setLater({ of: first, value })
      } catch (error) {
        if (!left) failed(error)
      }
    }
    const timer = setInterval(() => void again(), everyMs)
    const seen = () => void again()
    // Whoever comes back to it sees at once what came meanwhile.
    document.addEventListener('visibilitychange', seen)
    return () => {
      left = true
      clearInterval(timer)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [first])
  return later !== null && later.of === first ? { state: 'there', value: later.value } : first
}
