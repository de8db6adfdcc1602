import { setTimeout as pause } from 'node:timers/promises'

/** How a loop fares. */
export type LoopHealth = {
  /** milliseconds since a turn last ended well, or since the start while none has */
  sinceWellMs: number
  /** whether the last turn that ended failed */
  failing: boolean
}

/** Something that runs again whenever it is nudged, and every so often when it is not. */
export type Loop = { nudge(): void; health(): LoopHealth; stop(): Promise<void> }

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
  // The clock that nobody sets.
  let well = performance.now()
  let failing = false
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
      try {
        await turn()
        well = performance.now()
        failing = false
      } catch (error) {
        failing = true
        onError(error)
      }
    }
  })()
  const nudge = () => {
    nudged = true
    wake()
  }
  return {
    nudge,
    health: () => ({ sinceWellMs: performance.now() - well, failing }),
    async stop() {
      stopping.abort()
      nudge()
      await running
    },
  }
}
