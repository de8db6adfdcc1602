import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Door, openDoor } from './door.ts'
import { MOST_MS } from './measured.ts'
import { readMutated, readMutatedPackets } from './read-mutated.ts'

const SEED = 20_261_122

let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door?.end())

it('the gateway gives a hundred and twenty hostile mails an answer each, keeps what it says it keeps, and nothing else', async () => {
  const fed = await door.feed({ first: SEED, times: 120 })
  expect(fed.wrong).toEqual([])
  expect(fed.slowest, `seed ${fed.slowestSeed}`).toBeLessThan(MOST_MS)
  // So that it is what is behind the door that is tried, and not only the door.
  expect(fed.answers['250 2.0.0'], JSON.stringify(fed.answers)).toBeGreaterThan(14)
  expect(fed.answers['550 5.7.1'], JSON.stringify(fed.answers)).toBeGreaterThan(14)
})

it.each([
  ['mails by what looks at them before anything is known of them', readMutated],
  ['messages by what checks their packets', readMutatedPackets],
])('reads two hundred hostile %s, or names what is wrong', async (_what, read) => {
  const fed = await read({ first: SEED, times: 200 })
  expect(fed.wrong).toEqual([])
  expect(fed.slowest, `seed ${fed.slowestSeed}`).toBeLessThan(MOST_MS)
})
