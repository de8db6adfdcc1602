import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { livesOf } from './lives.ts'
import { buildLog } from './memory-log.ts'

it('a log is verified in a worker that has nothing of Node’s, and lets others have their turn', async () => {
  const { files, checkpoint, vkey, records } = await buildLog(6_000, 3_000, livesOf(6_000))
  const worker = new Worker(join(import.meta.dirname, 'worker/verify-in-worker.ts'), {
    workerData: { files, checkpoint, vkey, records },
  })
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>()
  worker.once('message', resolve)
  worker.once('error', reject)
  const found = await promise.finally(() => worker.terminate())
  expect(found).toMatchObject({
    ...{ size: 6_000n, opened: 6_000n, problems: [], violationCount: 0 },
    referrals: expect.any(Number),
  })
  expect(found.turns).toBeGreaterThan(2)
  expect(found.longest).toBeLessThan(50)
})
