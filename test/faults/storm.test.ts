import { expect, it } from 'vitest'
import { PARTS } from './storm/plan.ts'
import { stormSeed, weatherStorm } from './storm/storm.ts'

/** One sequencer: that another takes over is shown in two-sequencers.test.ts, and in the long storm. */
const parts = PARTS.filter((part) => part !== 'sequencer-2')
const SIZE = { submissions: 18, mails: 6, parts, blows: parts.length, skipLeases: true }

it('24 referrals in a storm that kills everything once: none lost, none double, and the log verifies', {
  timeout: 300_000,
}, async () => {
  const { findings, killed, entries } = await weatherStorm(stormSeed(), SIZE)
  expect(findings).toEqual([])
  expect(killed).toEqual(Object.fromEntries(parts.map((part) => [part, 1])))
  // Accepted and delivered here and reported from there, or arrived and delivered.
  expect(entries).toBeGreaterThanOrEqual(18 * 3 + 6 * 2)
})
