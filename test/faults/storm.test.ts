import { expect, it } from 'vitest'
import { stormSeed, weatherStorm } from './storm/storm.ts'

const SIZE = { submissions: 30, mails: 10, blows: 8, skipLeases: true }

it('40 referrals in a storm that kills everything once: none lost, none double, and the log verifies', {
  timeout: 240_000,
}, async () => {
  const { findings, killed, entries } = await weatherStorm(stormSeed(), SIZE)
  expect(findings).toEqual([])
  expect(Object.values(killed)).toEqual(Object.keys(killed).map(() => 1))
  // Accepted or arrived, delivered here, relayed or reported from there.
  expect(entries).toBeGreaterThanOrEqual(30 * 3 + 10 * 2)
})
