import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Door, openDoor } from '../fuzz/door.ts'
import { type Fed, MOST_MS } from '../fuzz/measured.ts'
import { heldMemory } from '../fuzz/memory.ts'
import { readMutated, readMutatedPackets } from '../fuzz/read-mutated.ts'

/** `FUZZ_SEED` is the seed of the first mail, `FUZZ_MAILS` how many there are: with `FUZZ_MAILS=1` one mail is tried again. */
const FIRST = Number(process.env.FUZZ_SEED ?? 1)
const MAILS = Number(process.env.FUZZ_MAILS ?? 10_000)
const AT_ONCE = 1000

/** What a process may hold more, collected, than after its first mails, in bytes: no mail leaves anything of itself behind. */
const MOST_HELD = 150 * 1024 * 1024
/** How much larger the process may become while it reads them, in bytes: the service and its clients are one process here. */
const MOST_RSS = 300 * 1024 * 1024

let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door?.end())

it.each<[string, (seeds: { first: number; times: number }) => Promise<Fed & { answers?: object }>]>([
  ['brought to the gateway', (seeds) => door.feed(seeds)],
  ['read before anything is known of them', readMutated],
  ['whose packets are checked', readMutatedPackets],
])('ten thousand hostile mails %s harm nothing, in bounded time and memory', async (what, feed) => {
  const stalls = monitorEventLoopDelay({ resolution: 10 })
  stalls.enable()
  const warm = Math.min(200, MAILS)
  const first = await feed({ first: FIRST, times: warm })
  expect(first.wrong).toEqual([])
  expect(first.slowest, `seed ${first.slowestSeed}`).toBeLessThan(MOST_MS)
  const before = { held: await heldMemory(), rss: process.memoryUsage().rss }
  for (let done = warm; done < MAILS; done += AT_ONCE) {
    const times = Math.min(AT_ONCE, MAILS - done)
    const fed = await feed({ first: FIRST + done, times })
    const { rss } = process.memoryUsage()
    const held = await heldMemory()
    console.info(
      `seeds ${FIRST + done} to ${FIRST + done + times - 1} ${what}: slowest ${fed.slowest.toFixed(0)} ms (seed ${fed.slowestSeed}), ` +
        `longest stall ${(stalls.max / 1e6).toFixed(0)} ms, held ${mib(held - before.held)} MiB more, ` +
        `process ${mib(rss - before.rss)} MiB larger ${JSON.stringify(fed.answers ?? {})}`,
    )
    stalls.reset()
    expect(fed.wrong).toEqual([])
    expect(fed.slowest, `seed ${fed.slowestSeed}`).toBeLessThan(MOST_MS)
    expect(held - before.held).toBeLessThan(MOST_HELD)
    expect(rss - before.rss).toBeLessThan(MOST_RSS)
  }
  stalls.disable()
})

const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0)
