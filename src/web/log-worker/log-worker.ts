import { createSHA256 } from 'hash-wasm'
import { sentenceOf } from '../../sdk/sentence.ts'
import { failureOf, restored } from '../worker/failures.ts'
import { checkExport } from './check-export.ts'
import { exportTo } from './export.ts'
import type { FromLogWorker, Given, Job, Jobs, ToLogWorker, Wanted } from './messages.ts'
import { verify } from './verify.ts'

/** What every job has: SHA-256, what only the session can fetch, and whom it says how far it is. */
export type Hands = {
  hash(data: Uint8Array): Uint8Array
  fetched: Fetched
  onProgress(done: bigint, size: bigint): void
}
type Fetched = <Of extends Wanted['of']>(wanted: Wanted & { of: Of }) => Promise<(Given & { of: Of })['page']>

/** As much of the inside of a worker as is used here. */
type Port = {
  postMessage(message: FromLogWorker): void
  addEventListener(type: 'message', listener: (event: MessageEvent<ToLogWorker>) => void): void
}
const port = self as unknown as Port

/** Whoever waits for what the session fetches: one at a time. */
let waiting: { resolve(page: never): void; reject(error: Error): void } | null = null

const fetched: Fetched = (wanted) =>
  new Promise((resolve, reject) => {
    waiting = { resolve, reject }
    port.postMessage({ says: 'wanted', wanted })
  })

port.addEventListener('message', ({ data }) => {
  if ('given' in data) waiting?.resolve(data.given.page as never)
  else if ('refused' in data) waiting?.reject(restored(data.refused))
  else
    work(data).then(
      (found) => port.postMessage({ says: 'found', found }),
      (error: unknown) => port.postMessage({ says: 'failed', failure: failureOf(error, sentenceOf) }),
    )
})

async function work(job: Job): Promise<Jobs[keyof Jobs]['found']> {
  const sha256 = await createSHA256()
  const hands: Hands = {
    hash: (data) => sha256.init().update(data).digest('binary'),
    fetched,
    onProgress: (done, size) => port.postMessage({ says: 'progress', done, size }),
  }
  if (job.job === 'verify') return verify(job.asked, hands)
  return job.job === 'export' ? exportTo(job.asked, hands) : checkExport(job.asked, hands)
}
