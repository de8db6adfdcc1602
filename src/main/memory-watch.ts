import { memoryUsage } from 'node:process'
import { setFlagsFromString } from 'node:v8'

const MIB = 1024 * 1024
/** What the process holds, in bytes, when memory begins to be saved, */
export const MUCH = 215 * MIB
/** and when that ends. */
export const LITTLE = 185 * MIB
const LOOK_EVERY_MS = 500

/** Collects sooner and packs closer, and gives back unused pages soon after a collection rather than eight seconds after. */
export const SAVING = ['--memory-saver-mode', '--gc-memory-reducer-start-delay-ms=2000']
/** As V8 begins. */
export const USUAL = ['--no-memory-saver-mode', '--gc-memory-reducer-start-delay-ms=8000']

/**
 * Has V8 save memory while the process holds much: what is returned is told how much it holds, in bytes, every now and
 * then. Left to itself V8 keeps whatever pages it ever needed at once, and what a busy hour left stands beside what the
 * next large mail needs. To save always would cost a tenth of the work and more, so it is done near the budget only
 * (docs/performance.md).
 *
 * @param setFlag sets a flag of V8 for the whole process
 */
export function createMemoryWatch(setFlag: (flag: string) => void): (held: number) => void {
  let saving = false
  return (held) => {
    // In between it stays as it was: memory that was saved is no reason to stop saving.
    const save = saving ? held > LITTLE : held > MUCH
    if (save === saving) return
    saving = save
    for (const flag of saving ? SAVING : USUAL) setFlag(flag)
  }
}

/** Watches this process. @returns ends it */
export function watchMemory(): () => void {
  const look = createMemoryWatch(setFlagsFromString)
  const timer = setInterval(() => look(memoryUsage.rss()), LOOK_EVERY_MS).unref()
  return () => clearInterval(timer)
}
