import { it } from 'vitest'
import { isLongRun } from '../setup/long-run.ts'

/** A case of the long run alone: one that takes long, such as a journey through many pages and states. */
export function itInLongRun(name: string, journey: () => Promise<void>): void {
  if (isLongRun()) it(name, journey)
}
