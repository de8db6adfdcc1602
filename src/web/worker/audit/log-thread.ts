import { sentenceOf } from '../../../sdk/sentence.ts'
import workerUrl from '../../log-worker/log-worker.ts?worker&url'
import type { FromLogWorker, Given, Jobs, ToLogWorker, Wanted } from '../../log-worker/messages.ts'
import { workerAt } from '../../trusted-worker.ts'
import { failureOf, restored } from '../failures.ts'
import { current } from '../open-session.ts'
import type { UnderWay } from './long-work.ts'

const startWorker = workerAt(workerUrl, 'log')

/** Has something done with the log in a thread of its own, which has neither key nor token and ends with the signal. */
export function inLogThread<Name extends keyof Jobs>(
  job: Name,
  asked: Jobs[Name]['asked'],
  { onProgress, signal }: UnderWay,
): Promise<Jobs[Name]['found']> {
  signal.throwIfAborted()
  const worker = startWorker()
  signal.addEventListener('abort', () => worker.terminate())
  const tell = (message: ToLogWorker) => worker.postMessage(message)
  return new Promise((resolve, reject) => {
    worker.addEventListener('error', () => reject(new Error('the worker of the log failed')))
    worker.addEventListener('message', ({ data }: MessageEvent<FromLogWorker>) => {
      if (data.says === 'progress') onProgress(data.done, data.size)
      else if (data.says === 'found') resolve(data.found as Jobs[Name]['found'])
      else if (data.says === 'failed') reject(restored(data.failure))
      else
        fetched(data.wanted).then(
          (given) => tell({ given }),
          (error: unknown) => tell({ refused: failureOf(error, sentenceOf) }),
        )
    })
    tell({ job, asked } as ToLogWorker)
  })
}

/** What only the session can fetch. Long work outlasts an access token: each page is asked for with the one of then. */
async function fetched(wanted: Wanted): Promise<Given> {
  const { client } = await current()
  if (wanted.of === 'log') return { of: 'log', page: await client.logRecords(wanted.start, wanted.end) }
  // What is an agency's own goes to no other thread.
  const records = (await client.trustRecords(wanted.from)).map(({ record }) => ({ record, private: null }))
  return { of: 'trust', page: records }
}
