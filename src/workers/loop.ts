import { setTimeout as pause } from 'node:timers/promises'

/** Something that runs again whenever it is nudged, and every so often when it is not. */
export type Loop = { nudge(): void; stop(): Promise<void> }

/**
 * Runs `turn` now, after every nudge, and at the latest every `everyMs`; never twice at once. A nudge during a
 * turn makes another turn follow. An error is given to `onError` and does not end the loop.
 */
export function startLoop(
  turn: () => Promise<void>,
  { everyMs, onError }: { everyMs: number; onError: (error: unknown) => void },
): Loop {
  const stopping = new AbortController()
  let nudged = true
  let wake = () => {}
  const running = (async () => {
    while (!stopping.signal.aborted) {
      if (!nudged) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve
        })
        const timer = new AbortController()
        await Promise.race([
          woken,
          pause(everyMs, undefined, { signal: timer.signal }).catch(() => undefined),
        ])
        timer.abort()
      }
      nudged = false
      if (stopping.signal.aborted) break
      await turn().catch(onError)
    }
  })()
  const nudge = () => {
    nudged = true
    wake()
  }
  return {
    nudge,
    async stop() {
      stopping.abort()
      nudge()
      await running
    },
  }
}
