import { createSHA256 } from 'hash-wasm'
import { createHistory } from '../../domain/history.ts'
import { type Client, createClient } from '../../sdk/client.ts'
import type { LoggedEntry } from '../../sdk/reconcile.ts'
import { sentenceOf } from '../../sdk/sentence.ts'
import { createDecisions } from '../../sdk/verify-decisions.ts'
import { verifyWithDestructions } from '../../sdk/verify-destroyed.ts'
import { verifyServer } from '../../sdk/verify-log.ts'
import { failureOf, restored } from '../worker/failures.ts'
import type { Asked, Found, FromLogWorker, ToLogWorker } from './messages.ts'

/** As much of the inside of a worker as is used here. */
type Port = {
  postMessage(message: FromLogWorker): void
  addEventListener(type: 'message', listener: (event: MessageEvent<ToLogWorker>) => void): void
}
const port = self as unknown as Port

/** Whoever waits for records: one at a time. */
let waiting: { resolve(page: Page): void; reject(error: Error): void } | null = null
type Page = Awaited<ReturnType<Client['logRecords']>>

port.addEventListener('message', ({ data }) => {
  if ('records' in data) waiting?.resolve(data.records)
  else if ('refused' in data) waiting?.reject(restored(data.refused))
  else
    verify(data.asked).then(
      (found) => port.postMessage({ says: 'found', found }),
      (error: unknown) => port.postMessage({ says: 'failed', failure: failureOf(error, sentenceOf) }),
    )
})

/** Verifies the published log. The tree is fetched here; what stands behind the entries the session fetches, which has the token. */
async function verify(asked: Asked): Promise<Found> {
  const { origin, service, formerLogKeys, kept, checkpoint, after, now, state, whole } = asked
  const sha256 = await createSHA256()
  const { logFile } = createClient({ origin })
  const logRecords: Client['logRecords'] = (start, end) =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      port.postMessage({ says: 'records', start, end })
    })
  const log = {
    client: { logFile, logRecords },
    service,
    formerLogKeys,
    hash: (data: Uint8Array): Uint8Array => sha256.init().update(data).digest('binary'),
  }
  const history = asked.history === 'unread' ? null : createHistory(asked.history ?? undefined, { now })
  const decisions = createDecisions({ vkey: service.logKey, state, ...(whole ? { whole } : {}) })
  const asking = {
    ...{ kept, checkpoint, signedIn: true, opensAll: true },
    ...(after ? { after } : {}),
    onEntry(entry: LoggedEntry) {
      history?.add(entry)
      decisions.see(entry)
    },
    settled: decisions.settled,
    onProgress: (done: bigint, size: bigint) => port.postMessage({ says: 'progress', done, size }),
  }
  const verdict = history
    ? await verifyWithDestructions(log, asking, history)
    : await verifyServer(log, asking)
  return {
    verdict,
    history: history && { verdict: history.verdict(true), kept: history.keep() },
    decisions: decisions.verdict(),
  }
}
