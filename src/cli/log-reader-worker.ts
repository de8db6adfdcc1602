/** The thread that `log-reader.ts` starts: reads and hashes the export in a folder, some way ahead of whoever compares it. */
import { workerData } from 'node:worker_threads'
import { recordsIn, treeIn } from '../sdk/export-files.ts'
import { type Stretch, stretchesOf } from '../sdk/log-stretches.ts'
import { filesIn } from './folder-files.ts'
import { nodeHashes } from './hashes.ts'
import { bytesHeld, type LogReading, mayReadOn, readOne, shareOf } from './log-reader-share.ts'

const { folder, size, known, shared, port }: LogReading = workerData
const files = filesIn(folder)
const read = stretchesOf({ ...treeIn(files), ...(await recordsIn(files)) }, nodeHashes())
const share = shareOf({ size, shared })
/** What was given out and is not known to be compared. */
let ahead: { n: bigint; bytes: number }[] = []

for (;;) {
  for (;;) {
    const compared = share.comparedTo()
    ahead = ahead.filter(({ n }) => n >= compared)
    if (
      mayReadOn(
        share,
        ahead.reduce((sum, { bytes }) => sum + bytes, 0),
      )
    )
      break
    share.waitBeyond(compared)
  }
  const n = share.claim()
  if (n === null) break
  const one = await readOne(read, { size, known, n })
  const bytes = bytesHeld([one])
  ahead.push({ n, bytes })
  port.postMessage(one, 'stretch' in one ? buffersOf(one.stretch) : [])
}

/** What is given away instead of copied. */
function buffersOf({ stored, bundle, leaves, root, given }: Stretch): ArrayBuffer[] {
  const file = 'bytes' in given ? [given.bytes, given.commitments] : []
  const all = [stored, bundle.bytes, leaves, ...(root ? [root] : []), ...file].map(({ buffer }) => buffer)
  return [...new Set(all)].filter((buffer) => buffer instanceof ArrayBuffer)
}
