import { expect, it } from 'vitest'
import { verifiedInWorker } from './worker/verified.ts'

it('a log is verified in a worker that has nothing of Node’s, and lets others have their turn', async () => {
  const found = await verifiedInWorker(6_000)
  expect(found).toMatchObject({
    ...{ size: 6_000n, opened: 6_000n, problems: [], violationCount: 0 },
    referrals: expect.any(Number),
  })
  // How long the others wait at most is measured in the long run: a machine that does much else cannot tell.
  expect(found.turns).toBeGreaterThan(24)
})
