import { setTimeout as pause } from 'node:timers/promises'
import type { CheckName, CheckState, Readiness } from '../domain/wire/service-response.ts'

/** What a look found; `says` is a sentence for the operator, without secrets and without what an error carries. */
export type Verdict = { state: CheckState; says: string }

/** One thing that has to be right for a process to do its work. */
export type ReadinessCheck = { name: CheckName; look(): Promise<Verdict> }

/** Every answer is given within this time, whatever hangs; a prober waits for a second or two. */
export const WITHIN_MS = 1_800

export const fine = (says: string): Verdict => ({ state: 'ok', says })
export const degraded = (says: string): Verdict => ({ state: 'degraded', says })
export const failed = (says: string): Verdict => ({ state: 'failed', says })

/**
 * Looks at everything at once. Ready is what has no check that failed; one that is degraded slows the work down, or
 * may soon stop it, and is no reason to send people elsewhere.
 *
 * A look that hangs is not begun again before it has ended: many who ask are no more work than one.
 */
export function createReadiness(checks: () => readonly ReadinessCheck[]): () => Promise<Readiness> {
  const inHand = new Map<ReadinessCheck, Promise<Verdict>>()

  function look(check: ReadinessCheck): Promise<Verdict> {
    const before = inHand.get(check)
    if (before !== undefined) return before
    const looking = check
      .look()
      .catch((error: unknown) => failed(`This could not be looked at${codeOf(error)}.`))
      .finally(() => inHand.delete(check))
    inHand.set(check, looking)
    return looking
  }

  return async () => {
    const found = await Promise.all(
      checks().map(async (check) => {
        const verdict = await within(WITHIN_MS, look(check))
        return {
          name: check.name,
          ...(verdict ?? failed('There was no answer in time: it hangs, or has too much to do.')),
        }
      }),
    )
    return { ready: found.every(({ state }) => state !== 'failed'), checks: found }
  }
}

/** The code of an error in brackets, where it has one that tells what is wrong and nothing else. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{3,40}$/.test(code) ? ` (${code})` : ''
}

async function within<T>(ms: number, task: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController()
  const late = pause(ms, undefined, { signal: timer.signal }).catch(() => undefined)
  try {
    return await Promise.race([task, late])
  } finally {
    timer.abort()
  }
}
