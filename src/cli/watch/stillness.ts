import type { Seen } from './look.ts'

type Remembered = { stamp: string; seenSince: number; changed: number }

/** Remembers between looks how long each file has stayed as it is. */
export type Stillness = {
  /** Takes in a look; forgets what is no longer there. */
  update(seen: readonly Seen[], now: number): void
  /** For how long, in ms, this watch has seen the file as it is now. */
  stillFor(seen: Seen, now: number): number
  /** For how long, in ms, the file has not changed; at first sight that is what the file itself says. */
  unchangedFor(seen: Seen, now: number): number
}

export function rememberStillness(): Stillness {
  let remembered = new Map<string, Remembered>()
  return {
    update(seen, now) {
      const next = new Map<string, Remembered>()
      for (const { name, stamp, changed } of seen) {
        const before = remembered.get(name)
        if (before?.stamp === stamp) next.set(name, before)
        else {
          // A file server's clock may be ahead of ours; nothing has changed later than now.
          const at = before === undefined ? Math.min(changed, now) : now
          next.set(name, { stamp, seenSince: now, changed: at })
        }
      }
      remembered = next
    },
    stillFor: ({ name }, now) => now - (remembered.get(name)?.seenSince ?? now),
    unchangedFor: ({ name }, now) => now - (remembered.get(name)?.changed ?? now),
  }
}
