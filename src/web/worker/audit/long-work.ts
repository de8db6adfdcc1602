import { sentenceOf } from '../../../sdk/sentence.ts'
import { failureOf, restored } from '../failures.ts'
import { LogContradictedError } from '../seen-log.ts'

/** How something stands that takes its time. It goes on whatever page is looked at. */
export type LongWork<Result> =
  | { at: 'none' | 'cancelled' }
  | { at: 'running'; done: number; size: number }
  | { at: 'done'; found: Result }
  | { at: 'failed'; message: string }

/** What is told to the work: whom it says how far it is, and by what it is stopped, at its end too. */
export type UnderWay = { onProgress(done: bigint, size: bigint): void; signal: AbortSignal }

/** Work of which there is one at a time, that can be looked at and stopped. */
export function longWork<Result>() {
  let standing: LongWork<Result> = { at: 'none' }
  let cancel: () => void = () => undefined
  return {
    standing: (): LongWork<Result> => standing,
    /** Ends it; nothing of what was found is kept. */
    cancel: (): void => cancel(),
    /** @throws LogContradictedError, which is told by whatever is asked next, too */
    async start(work: (under: UnderWay) => Promise<Result>): Promise<void> {
      if (standing.at === 'running') return
      standing = { at: 'running', done: 0, size: 0 }
      const ending = new AbortController()
      const { signal } = ending
      const stopped = new Promise<never>((_, reject) => {
        cancel = () => reject(CANCELLED)
      })
      const onProgress = (done: bigint, size: bigint): void => {
        if (!signal.aborted) standing = { at: 'running', done: Number(done), size: Number(size) }
      }
      try {
        standing = { at: 'done', found: await Promise.race([work({ onProgress, signal }), stopped]) }
      } catch (error) {
        standing = error === CANCELLED ? { at: 'cancelled' } : { at: 'failed', message: wordsOf(error) }
        if (error instanceof LogContradictedError) throw error
      } finally {
        ending.abort()
      }
    },
  }
}

const CANCELLED = new Error('cancelled')

const wordsOf = (error: unknown): string => restored(failureOf(error, sentenceOf)).message
