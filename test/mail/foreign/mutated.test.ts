import { expect, it } from 'vitest'
import { runMutated } from './mutated-run.ts'

it('reads five hundred mails that were tampered with, or refuses them by name, none in more than a second', async () => {
  const run = await runMutated({ first: 20_261_122, times: 500 })
  expect(run.unnamed).toEqual([])
  expect(run.slowest, `seed ${run.slowestSeed}`).toBeLessThan(1000)
  // So that it is the reading that is tried, and not only the door.
  expect(run.read).toBeGreaterThan(100)
  expect(run.refused).toBeGreaterThan(50)
})
