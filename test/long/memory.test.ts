import { expect, it } from 'vitest'
import { measureMemory } from '../../bench/memory-scenario.ts'

const MB = 1_000_000

it('holds less than 300 MB in one process, and little more for what is large or read slowly', async () => {
  const { load, steps } = await measureMemory({ seconds: 60, progress: (line) => console.info(line) })
  for (const { what, peak, raise } of steps) {
    expect(peak / MB, `most memory after ${what}`).toBeLessThan(300)
    expect(raise / MB, `what ${what} added`).toBeLessThan(60)
  }
  expect(load / MB, 'most memory under load').toBeLessThan(300)
})
