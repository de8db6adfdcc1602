import { setTimeout as pause } from 'node:timers/promises'
import type { Part, Plan } from './plan.ts'
import type { Site } from './site.ts'
import type { Errand } from './traffic.ts'

/** Errands under way at once: more than that would only wait on two cores. */
const AT_ONCE = 6
/** The pause after a try in vain. */
const AGAIN_MS = 100
/** Nothing that is started again takes so long to answer. */
const STALLED_MS = 120_000

/** What the weather did: how often each part was killed, and how many tries it took. */
export type Weather = { killed: Partial<Record<Part, number>>; tries: number }

/**
 * Runs all errands while the plan's blows fall, and has everything running again when the last errand is done.
 *
 * @throws when nothing is answered for any more
 * @param onDone told after each errand, with how many are done
 */
export async function runStorm(
  plan: Plan,
  { parts }: Pick<Site, 'parts'>,
  errands: readonly Errand[],
  onDone: (done: number) => void = () => {},
): Promise<Weather> {
  const killed: Weather['killed'] = {}
  const waiting = [...errands]
  const coming = [...plan.blows]
  const away = new Map<Part, number>()
  const moves: Promise<void>[] = []
  let tries = 0
  let done = 0
  let lastDone = Date.now()

  const start = (part: Part) => {
    away.delete(part)
    // In the order of the blows: a kill that is under way ends first.
    moves.push(parts[part].start())
  }
  const strike = async ({ parts: struck, away: howLong }: Plan['blows'][number]) => {
    for (const part of struck) killed[part] = (killed[part] ?? 0) + 1
    await Promise.all(struck.map((part) => parts[part].kill()))
    for (const part of struck) away.set(part, tries + howLong)
  }
  const raise = () => {
    for (const [part, until] of away) if (tries >= until) start(part)
  }

  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let errand = waiting.shift(); errand; errand = waiting.shift()) {
        for (;;) {
          tries += 1
          raise()
          if (await errand.attempt()) break
          if (Date.now() - lastDone > STALLED_MS)
            throw new Error(`for ${STALLED_MS / 1000} s nothing was answered for`)
          await pause(AGAIN_MS)
        }
        done += 1
        lastDone = Date.now()
        onDone(done)
        while (coming[0] && coming[0].at <= done) {
          const blow = coming.shift()
          if (blow) await strike(blow)
        }
      }
    }),
  )
  for (const part of plan.parts) start(part)
  await Promise.all(moves)
  return { killed, tries }
}
