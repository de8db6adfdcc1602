import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { livesOf } from '../lives.ts'
import { buildLog } from '../memory-log.ts'

/** What a worker found that verified a log of so many entries, how often others had a turn, and how long they waited. */
export type Found = {
  size: bigint
  opened: bigint
  problems: string[]
  violationCount: number
  referrals: number
  turns: number
  /** milliseconds of the thread's own work in its longest task */
  longest: number
}

/** Verifies a log in a worker that has nothing of Node's. */
export async function verifiedInWorker(entries: number): Promise<Found> {
  const { files, checkpoint, vkey, records } = await buildLog(entries, 3_000, livesOf(entries))
  const worker = new Worker(join(import.meta.dirname, 'verify-in-worker.ts'), {
    workerData: { files, checkpoint, vkey, records },
  })
  const { promise, resolve, reject } = Promise.withResolvers<Found>()
  worker.once('message', resolve)
  worker.once('error', reject)
  return promise.finally(() => worker.terminate())
}
