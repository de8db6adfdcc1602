import { it } from 'vitest'

/** Set by the files of `test/long/` that run all journeys of a part of the browser client. */
export const ALL_JOURNEYS = 'ALL_JOURNEYS'

/** A journey of the long run alone: each looks at many pages and states, and all of them would take `npm test` over its ten minutes. */
export function itInLongRun(name: string, journey: () => Promise<void>): void {
  if (process.env[ALL_JOURNEYS] !== undefined) it(name, journey)
}
