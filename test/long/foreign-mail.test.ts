import { expect, it } from 'vitest'
import { runMutated } from '../mail/foreign/mutated-run.ts'

/** What the process may hold beyond what it held before, in bytes: reading keeps nothing of a mail. */
const MEMORY = 400 * 1024 * 1024

it('reads ten thousand mails that were tampered with, or refuses them by name, in bounded time and memory', async () => {
  await runMutated({ first: 1, times: 200 })
  const before = process.memoryUsage().rss
  let most = before
  for (let first = 1; first <= 10_000; first += 500) {
    const run = await runMutated({ first, times: 500 })
    expect(run.unnamed).toEqual([])
    expect(run.slowest, `seed ${run.slowestSeed}`).toBeLessThan(1000)
    most = Math.max(most, process.memoryUsage().rss)
  }
  expect(most - before).toBeLessThan(MEMORY)
})
