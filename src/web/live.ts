import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Changed } from '../domain/wire/events.ts'
import { isApiProblem } from '../sdk/errors.ts'
import { atDesk, isAtDesk, stage } from './session.ts'
import { failed } from './use-answer.ts'

/** Whether the service tells by itself what changes. Until it does, or where it cannot, pages ask now and then. */
export const isLive = signal(false)

/** Told of what has changed; null where anything may have. */
export type Heard = (changed: readonly Changed[] | null) => void
const hearing = new Set<Heard>()

/** Has somebody told of what changes, until the function that it gives is called. */
export function onChange(heard: Heard): () => void {
  hearing.add(heard)
  return () => hearing.delete(heard)
}

/** After something that was not foreseen it is tried again so much later, ms. */
const AGAIN_MS = 60_000

/**
 * Listens while the window is in sight, and gives the connection up otherwise: a browser has few for one address, and several windows
 * would leave none to ask anything over.
 */
export function useListening(): void {
  useEffect(() => {
    let left = false
    let round = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const go = async (mine: number): Promise<void> => {
      try {
        while (!left && mine === round && isAtDesk()) {
          const { live, changed } = await atDesk().listen()
          if (left || mine !== round) return
          isLive.value = live
          if (changed === null || changed.length > 0) for (const one of hearing) one(changed)
        }
      } catch (error) {
        if (left || mine !== round || !isAtDesk()) return
        isLive.value = false
        failed(error)
        // Whoever may not listen never may; the rest is tried again.
        if (stage.value.at === 'in' && !isApiProblem(error, 'not-yours'))
          timer = setTimeout(() => void go(mine), AGAIN_MS)
      }
    }
    const look = () => {
      round += 1
      clearTimeout(timer)
      if (document.visibilityState === 'visible') void go(round)
      else {
        isLive.value = false
        if (isAtDesk())
          atDesk()
            .stopListening()
            .catch(() => undefined)
      }
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      left = true
      isLive.value = false
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
}
