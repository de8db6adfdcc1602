/** How the browser's clock and timers are asked; a test has its own. */
export type Timers = {
  now(): number
  /** @returns what calls it off */
  after(ms: number, then: () => void): () => void
}

export const IDLE_MS = 15 * 60_000
export const WARNING_MS = 60_000

/**
 * A time that never goes back: a clock that is set back would put the lock off, and one that only counts while the machine is awake
 * would not know that it slept. What has passed is what the one or the other says, whichever is more.
 *
 * @param clock may be set, in milliseconds
 * @param steady never set back, and may stand still while the machine sleeps
 */
export function onwards(clock: () => number, steady: () => number): () => number {
  let [shown, counted, passed] = [clock(), steady(), 0]
  return () => {
    const [shows, counts] = [clock(), steady()]
    passed += Math.max(shows - shown, counts - counted, 0)
    shown = shows
    counted = counts
    return passed
  }
}

const browserTimers: Timers = {
  now: onwards(
    () => Date.now(),
    () => performance.now(),
  ),
  after(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}

/** Told of input, and asked to end. */
export type Idle = { input(): void; end(): void }

/**
 * Watches for the want of input. A machine that slept notices when it wakes: what counts is the time, and not how long a timer ran.
 *
 * @param warn called a minute before; `calm` when there was input after all
 * @param lock called once, when nobody has done anything for a quarter of an hour
 */
export function watchIdle(
  { warn, calm, lock }: { warn(): void; calm(): void; lock(): void },
  timers: Timers = browserTimers,
): Idle {
  let last = timers.now()
  let warned = false
  let callOff = () => {}

  function look(): void {
    callOff()
    const idle = timers.now() - last
    if (idle >= IDLE_MS) lock()
    else if (idle >= IDLE_MS - WARNING_MS) {
      if (!warned) warn()
      warned = true
      callOff = timers.after(IDLE_MS - idle, look)
    } else callOff = timers.after(IDLE_MS - WARNING_MS - idle, look)
  }

  look()
  return {
    input() {
      // Nobody wakes a machine that should have been locked in the meantime.
      if (timers.now() - last < IDLE_MS) last = timers.now()
      else look()
      if (!warned || timers.now() - last >= IDLE_MS) return
      warned = false
      calm()
      look()
    },
    end: () => callOff(),
  }
}
