import { expect, it } from 'vitest'
import { countInMemory } from '../../../src/main/limits/in-memory.ts'

const MINUTE = { points: 10, windowSeconds: 60 }

it('counts each key by itself, and begins anew with the next window', async () => {
  let now = 0
  const counter = countInMemory(MINUTE, () => now)
  await counter.add('a', 1)
  expect(await counter.add('a', 2)).toEqual({ used: 3, endsInMs: 60_000 })
  expect(await counter.add('b', 1)).toMatchObject({ used: 1 })
  now = 59_000
  expect(await counter.add('a', 0)).toEqual({ used: 3, endsInMs: 1000 })
  now = 60_000
  expect(await counter.add('a', 1)).toMatchObject({ used: 1 })
})

it('stays small when a stranger has very many addresses, and still tells apart who was there before', async () => {
  const counter = countInMemory(MINUTE)
  await counter.add('known', 1)
  let most = 0
  for (let n = 0; n < 80_000; n += 1) {
    const { used } = await counter.add(`stranger ${n}`, 1)
    most = Math.max(most, used)
  }
  // Those who came too late to be told apart have been counted together.
  expect(most).toBeGreaterThan(MINUTE.points)
  expect(await counter.add('known', 1)).toMatchObject({ used: 2 })
})

it('has nobody refused for what strangers did, where keys are made by failing alone', async () => {
  const counter = countInMemory({ ...MINUTE, crowd: 'uncounted' })
  await counter.add('failed before', 9)
  for (let n = 0; n < 80_000; n += 1) await counter.add(`stranger ${n}`, 10)
  expect(await counter.add('an honest person', 0)).toMatchObject({ used: 0 })
  expect(await counter.add('failed before', 1)).toMatchObject({ used: 10 })
})
