import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What the process holds on to, in bytes: the heap, and what is outside it, once everything that is not needed is gone. */
export async function heldMemory(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('the memory cannot be collected on demand')
  // What is outside the heap goes when the buffers that it belongs to are gone.
  for (let times = 0; times < 3; times += 1) {
    collect()
    await turn()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
