import type { LeasedDelivery } from '../services/deliveries/lease.ts'
import type { RouteStanding } from '../services/routes/standing.ts'

/** For so long what was read of a route holds for all that is sent by it. */
const HOLDS_MS = 1000

/** Whether a delivery may still be begun by the way that it was leased with. */
export type StillSo = (leased: Pick<LeasedDelivery, 'way'>) => Promise<boolean>

/**
 * Looks, at most once a second for each route, whether it was paused or re-routed since deliveries were leased: within
 * about a second of either, none is begun by the way as it was.
 *
 * @param read as `readStanding`; what it throws is thrown, and read again the next time
 */
export function createStillSo(read: () => Promise<RouteStanding>): StillSo {
  let last: { at: number; standing: Promise<RouteStanding> } | null = null
  return async ({ way }) => {
    if (last === null || performance.now() - last.at > HOLDS_MS) {
      const reading = { at: performance.now(), standing: read() }
      last = reading
      reading.standing.catch(() => {
        if (last === reading) last = null
      })
    }
    const standing = await last.standing
    // What was leased since it was read may be of a newer way.
    return !standing.paused && way >= standing.way
  }
}
