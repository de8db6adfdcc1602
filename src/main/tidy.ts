import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Is told of every so many bytes that have gone through buffers which nobody needs any more. */
export type Tidy = (bytes: number) => void

/** Bytes after which the young garbage is collected. */
const EVERY_BYTES = 2 * 1024 * 1024

/**
 * Has the runtime let go of the buffers that a large mail leaves behind as it goes through. To its collector a buffer
 * of a megabyte is an object of a few dozen bytes: left to itself it waits until some ninety megabytes of them lie
 * about. To collect the young ones takes a millisecond or two, and nothing else has to wait for long.
 */
export function createTidy(): Tidy {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  let bytes = 0
  return (more) => {
    bytes += more
    if (bytes < EVERY_BYTES) return
    bytes = 0
    if (typeof collect === 'function') collect({ type: 'minor' })
  }
}
