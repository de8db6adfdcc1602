import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Is told of every so many bytes that have gone through buffers which nobody needs any more. */
export type Tidy = (bytes: number) => void

const MIB = 1024 * 1024
/** Bytes after which the young garbage is collected. */
const YOUNG_EVERY = MIB
/** Bytes after which all is: what outlived two of those collections, since somebody was slow, is old garbage. */
const ALL_EVERY = 12 * MIB

/**
 * Has the runtime let go of the buffers that a large mail leaves behind as it goes through. To its collector a buffer
 * of a megabyte is an object of a few dozen bytes: left to itself it waits until some ninety megabytes of them lie
 * about. To collect the young ones takes a millisecond or two, and all some fifty, once or twice for the largest mail that
 * there may be, which itself takes a second.
 */
export function createTidy(): Tidy {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  let young = 0
  let all = 0
  return (more) => {
    young += more
    all += more
    if (young < YOUNG_EVERY || typeof collect !== 'function') return
    young = 0
    if (all < ALL_EVERY) return collect({ type: 'minor' })
    all = 0
    collect({ type: 'major' })
  }
}
