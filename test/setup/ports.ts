import { requirePort } from '../../src/main/ports.ts'

/**
 * Ports below those that the system gives out by itself, to whoever connects or asks for any (32768 and above): one of those that was free
 * a moment ago may be another test's when it is listened on, some seconds later.
 */
const [FIRST, PAST] = [10_000, 32_000]

/** The processes of a run each have ports of their own; runs beside each other seldom begin at the same. */
const PROCESSES = 8
const SHARE = Math.floor((PAST - FIRST) / PROCESSES)
const first = FIRST + (Number(process.env.VITEST_POOL_ID ?? 0) % PROCESSES) * SHARE
let at = Math.floor(Math.random() * SHARE)

/** A port that nothing listens on, and that nobody else is given while it is waited for what listens there. */
export async function freePort(host: string): Promise<number> {
  for (let tried = 0; tried < SHARE; tried += 1) {
    at = (at + 1) % SHARE
    const port = first + at
    const isFree = await requirePort(host, port, 'PORT').then(
      () => true,
      () => false,
    )
    if (isFree) return port
  }
  throw new Error(`there is no port on ${host} that could be listened on`)
}
