import { it } from 'vitest'
import { isLongRun } from '../setup/long-run.ts'

/** A journey of the long run alone: each looks at many pages and states. */
export function itInLongRun(name: string, journey: () => Promise<void>): void {
  if (isLongRun()) it(name, journey)
}
