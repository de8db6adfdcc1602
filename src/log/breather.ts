/** How long a computation goes on before it lets others have their turn: milliseconds. */
const TURN_MS = 20

/**
 * Lets whatever else waits in this thread have its turn, when the last was some time ago: a page stays alive while a
 * million entries are verified, and nothing waits for a timer each time.
 */
export function createBreather(): () => Promise<void> | undefined {
  let last = performance.now()
  return () => {
    if (performance.now() - last < TURN_MS) return undefined
    return new Promise((resolve) => {
      setTimeout(() => {
        last = performance.now()
        resolve()
      })
    })
  }
}
