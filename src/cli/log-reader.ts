import { join } from 'node:path'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { ClientError } from '../sdk/errors.ts'
import { type LogSource, type Stretch, type StretchAsked, stretchesOf } from '../sdk/log-stretches.ts'
import { nodeHashes } from './hashes.ts'
import { bytesHeld, type LogReading, mayReadOn, readOne, shareOf, type WasRead } from './log-reader-share.ts'

/** Entries from which on it is worth the tenth of a second in which a thread begins. */
const WORTH_A_THREAD = 50_000n
/** What a thread may hold of short-lived values, MB: it makes none that last, and is not to wait for a heap to fill with them. */
const YOUNG_MB = 4

type ReadStretch = (asked: StretchAsked) => Promise<Stretch>

/** Reads and hashes what is verified of an export. */
export type LogReader = {
  /** Of bundles in the order in which they stand, all of one verification. */
  stretches: ReadStretch
  stop(): Promise<void>
}

/**
 * Reads and hashes the entries of a long export on two threads: this one, which compares them and follows their history, and one that
 * does nothing else. Whichever is free takes the next bundle, so that both end together; a short log is read on this one alone.
 *
 * @param worth from how many entries on another thread is begun
 */
export function createLogReader(folder: string, source: LogSource, worth = WORTH_A_THREAD): LogReader {
  const here = stretchesOf(source, nodeHashes())
  let both: LogReader | null = null
  return {
    stretches(asked) {
      if (asked.size - asked.known < worth) return here(asked)
      both ??= onBoth({ folder, size: asked.size, known: asked.known }, here, asked.n)
      return both.stretches(asked)
    },
    stop: async () => both?.stop(),
  }
}

function onBoth(what: Omit<LogReading, 'shared' | 'port'>, here: ReadStretch, first: bigint): LogReader {
  const share = shareOf({ size: what.size, first })
  const { port1: port, port2 } = new MessageChannel()
  const data: LogReading = { ...what, shared: share.shared, port: port2 }
  const worker = new Worker(join(import.meta.dirname, 'log-reader-worker.ts'), {
    ...{ workerData: data, transferList: [port2] },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  const came = new Map<bigint, WasRead>()
  let waiting: (() => void)[] = []
  let failed: Error | null = null
  const wake = () => {
    for (const resolve of waiting) resolve()
    waiting = []
  }
  const fail = (error: Error) => {
    failed ??= error
    wake()
  }
  const hear = (one: WasRead) => {
    came.set(one.n, one)
    wake()
  }
  port.on('message', hear)
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the thread that reads the log has ended')))

  /** What lies ready is taken without waiting for this thread's turn to hear of it. */
  const listen = () => {
    for (let heard = receiveMessageOnPort(port); heard; heard = receiveMessageOnPort(port))
      hear(heard.message)
  }
  return {
    async stretches(asked) {
      share.taken(asked.n)
      for (;;) {
        listen()
        const one = came.get(asked.n)
        came.delete(asked.n)
        if (one && 'stretch' in one) return one.stretch
        if (one) throw new ClientError(one.fault)
        if (failed) throw failed
        const next = mayReadOn(share, bytesHeld([...came.values()])) ? share.claim() : null
        if (next === null) await new Promise<void>((resolve) => waiting.push(resolve))
        else came.set(next, await readOne(here, { ...what, n: next }))
      }
    },
    async stop() {
      port.close()
      await worker.terminate()
    },
  }
}
