import { expect, it } from 'vitest'
import { verifiedInWorker } from '../log/worker/verified.ts'

it('a worker that verifies a log keeps nobody waiting for more than 50 ms', async () => {
  const { size, problems, longest } = await verifiedInWorker(60_000)
  expect({ size, problems }).toEqual({ size: 60_000n, problems: [] })
  console.log(`the longest task: ${longest.toFixed(1)} ms`)
  expect(longest).toBeLessThan(50)
})
