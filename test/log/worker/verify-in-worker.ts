import { parentPort, workerData } from 'node:worker_threads'
import { createHistory } from '../../../src/domain/history.ts'
import { type LogSource, verifyLog } from '../../../src/log/verify.ts'
import { sha256 } from '../reference.ts'

// The one part of this file that a browser would have otherwise: its SHA-256, and how it talks with its page.
type Given = {
  files: Map<string, Uint8Array>
  checkpoint: string
  vkey: string
  records: ({ salt: Uint8Array; record: string } | null)[]
}
const { files, checkpoint, vkey, records }: Given = workerData
const source: LogSource = {
  checkpoint: async () => checkpoint,
  tile: async (path) => files.get(path) ?? null,
  entries: async (path) => files.get(path) ?? null,
  record: async (index) => records[Number(index)] ?? null,
}

// What is Node's alone is taken away before anything is verified: the code must not miss it. A Buffer is what Node's own
// hash returns; that ours has none is in test/rooms.test.ts.
const { threadCpuUsage } = process
for (const name of ['process', 'setImmediate', 'require', 'global'])
  Object.defineProperty(globalThis, name, { value: undefined })

// A task is what runs between two turns of the event loop: a message to itself is one turn. Only what this thread worked
// is counted, in milliseconds, and not what it waited for a busy machine.
const worked = () => (threadCpuUsage().user + threadCpuUsage().system) / 1000
const { port1, port2 } = new MessageChannel()
let [turns, longest, last] = [0, 0, worked()]
port1.onmessage = () => {
  const now = worked()
  // Up to its first turn the worker is being started, which nobody waits for in it.
  if (turns > 0) longest = Math.max(longest, now - last)
  turns += 1
  last = now
  port2.postMessage(null)
}
port2.postMessage(null)

const history = createHistory()
const { size, opened, problems } = await verifyLog({ source, vkey, hash: sha256, onEntry: history.add })
const { violationCount, referrals } = history.verdict()
port1.close()
parentPort?.postMessage({ size, opened, problems, violationCount, referrals, turns, longest })
