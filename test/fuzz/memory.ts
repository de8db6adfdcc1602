import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What the process holds on to, in bytes: the heap, and what is outside it, once everything that is not needed is gone. */
export function heldMemory(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('the memory cannot be collected on demand')
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
