/** The thread that `log-reader.ts` starts: reads and hashes the export in a folder, some way ahead of whoever compares it. */
import { parentPort, workerData } from 'node:worker_threads'
import { ClientError } from '../sdk/errors.ts'
import { type Stretch, type StretchAsked, stretchesOf } from '../sdk/log-stretches.ts'
import { filesIn } from './folder-files.ts'
import { nodeHashes } from './hashes.ts'
import { recordsIn, treeIn } from './log-files.ts'

/** What was read of the `n`-th bundle, or why it cannot be, for people to read. */
export type ReaderAnswer = { n: bigint; stretch: Stretch } | { n: bigint; fault: string }

/** How far it may be ahead: bundles, and bytes of their records. */
const MOST_AHEAD = 3
const MOST_BYTES_AHEAD = 8 * 1024 * 1024

const { folder }: { folder: string } = workerData
const files = filesIn(folder)
const read = stretchesOf({ ...treeIn(files), ...(await recordsIn(files)) }, nodeHashes())
/** What was given out and is not known to be taken. */
let ahead: { n: bigint; bytes: number }[] = []
let asked: StretchAsked | null = null
let next = 0n
let reading = false

parentPort?.on('message', async (more: StretchAsked) => {
  if (!asked) next = more.n
  asked = more
  ahead = ahead.filter(({ n }) => n >= more.n)
  if (reading) return
  reading = true
  while (mayGoOn()) {
    await giveOut({ ...asked, n: next })
    next += 1n
    // What was said meanwhile is heard.
    await new Promise(setImmediate)
  }
  reading = false
})

function mayGoOn(): boolean {
  const bytes = ahead.reduce((sum, one) => sum + one.bytes, 0)
  return (
    asked !== null &&
    next * 256n < asked.size &&
    (ahead.length === 0 || (ahead.length < MOST_AHEAD && bytes < MOST_BYTES_AHEAD))
  )
}

async function giveOut(one: StretchAsked): Promise<void> {
  const { n } = one
  try {
    const stretch = await read(one)
    ahead.push({ n, bytes: 'bytes' in stretch.given ? stretch.given.bytes.length : 0 })
    answer({ n, stretch }, buffersOf(stretch))
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    answer({ n, fault: error.message }, [])
  }
}

function answer(what: ReaderAnswer, buffers: ArrayBuffer[]): void {
  parentPort?.postMessage(what, buffers)
}

/** What is given away instead of copied. */
function buffersOf({ stored, bundle, leaves, root, given }: Stretch): ArrayBuffer[] {
  const file = 'bytes' in given ? [given.bytes, given.commitments] : []
  const all = [stored, bundle.bytes, leaves, ...(root ? [root] : []), ...file].map(({ buffer }) => buffer)
  return [...new Set(all)].filter((buffer) => buffer instanceof ArrayBuffer)
}
