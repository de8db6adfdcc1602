import { expect, it } from 'vitest'
import { stormSeed, weatherStorm } from '../faults/storm/storm.ts'

/** Leases that dead workers held are waited for, as in life. */
const SIZE = { submissions: 2000, mails: 500, blows: 48, skipLeases: false }

it('2,000 referrals and 500 mails in a storm that kills everything again and again: none lost, none double', async () => {
  const seed = stormSeed()
  const began = performance.now()
  const tell = (line: string) => console.info(`${Math.round((performance.now() - began) / 1000)} s: ${line}`)
  tell(`seed ${seed}`)
  const { findings, killed, tries, duplicates, entries } = await weatherStorm(seed, SIZE, tell)
  expect(findings, `STORM_SEED=${seed}`).toEqual([])
  tell(
    `all is accounted for, after ${tries} tries; the partner has ${duplicates} twice; the log of ${entries} entries verifies`,
  )
  expect(Math.min(...Object.values(killed))).toBeGreaterThanOrEqual(5)
})
