import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ClientError } from '../sdk/errors.ts'
import { type LogSource, type Stretch, type StretchAsked, stretchesOf } from '../sdk/log-stretches.ts'
import { nodeHashes } from './hashes.ts'
import type { ReaderAnswer } from './log-reader-worker.ts'

/** Entries from which on it is worth the tenth of a second in which a thread begins. */
const WORTH_A_THREAD = 50_000n
/** What a thread may hold of short-lived values, MB: it makes none that last, and is not to wait for a heap to fill with them. */
const YOUNG_MB = 4

/** Reads and hashes what is verified of an export. */
export type LogReader = { stretches(asked: StretchAsked): Promise<Stretch>; stop(): Promise<void> }

/**
 * Reads and hashes the entries of an export beside the thread that compares them and follows their history, which takes about as
 * long; those of a short log in the same thread.
 *
 * @param worth from how many entries on another thread is begun
 */
export function createLogReader(folder: string, source: LogSource, worth = WORTH_A_THREAD): LogReader {
  const here = stretchesOf(source, nodeHashes())
  let beside: LogReader | null = null
  return {
    stretches(asked) {
      if (asked.size - asked.known < worth) return here(asked)
      beside ??= startBeside(folder)
      return beside.stretches(asked)
    },
    stop: async () => beside?.stop(),
  }
}

/** How many are taken before the thread is told: to wake another costs more than to read one. */
const TOLD_EVERY = 2

function startBeside(folder: string): LogReader {
  const worker = new Worker(join(import.meta.dirname, 'log-reader-worker.ts'), {
    workerData: { folder },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  const came = new Map<bigint, ReaderAnswer>()
  const waiting = new Map<bigint, PromiseWithResolvers<Stretch>>()
  let failed: Error | null = null
  let taken = 0
  const fail = (error: Error) => {
    failed ??= error
    for (const { reject } of waiting.values()) reject(failed)
    waiting.clear()
  }
  worker.on('message', (answer: ReaderAnswer) => {
    const one = waiting.get(answer.n)
    if (!one) came.set(answer.n, answer)
    else if ('stretch' in answer) one.resolve(answer.stretch)
    else one.reject(new ClientError(answer.fault))
    waiting.delete(answer.n)
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the thread that reads the log has ended')))
  return {
    async stretches(asked) {
      if (failed) throw failed
      const answer = came.get(asked.n)
      came.delete(asked.n)
      taken += 1
      if (!answer || taken % TOLD_EVERY === 0) worker.postMessage(asked)
      if (answer && 'stretch' in answer) return answer.stretch
      if (answer) throw new ClientError(answer.fault)
      const one = Promise.withResolvers<Stretch>()
      waiting.set(asked.n, one)
      return one.promise
    },
    async stop() {
      await worker.terminate()
    },
  }
}
