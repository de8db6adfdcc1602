import { type Failure, failureOf, restored } from './failures.ts'

/** What the session worker offers: functions that take and give plain values. */
export type Methods = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>

type Asked = { id: number; method: string; args: unknown[] }
type Answered = { id: number; value: unknown } | { id: number; failure: Failure }

/** As much of a worker, or of its inside, as calls need. */
type Port = Pick<Worker, 'postMessage' | 'addEventListener'>

/**
 * Answers calls that come by the port. What fails is told in plain values.
 *
 * @param sentenceOf the sentence of an error that was written for a person; null for a fault, of which nothing is told
 */
export function answerCalls(
  methods: Methods,
  port: Port,
  sentenceOf: (error: unknown) => string | null,
): void {
  port.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
    const { id, method, args } = data
    const work = Object.hasOwn(methods, method) ? methods[method] : undefined
    const settled = work ? work(...(args as never[])) : Promise.reject(new Error(`no method ${method}`))
    settled.then(
      (value) => port.postMessage({ id, value } satisfies Answered),
      (error: unknown) => port.postMessage({ id, failure: failureOf(error, sentenceOf) } satisfies Answered),
    )
  })
}

/**
 * The other side's methods, to be called as one's own: each rejects with the SDK's error, in its words. An argument that is an
 * `ArrayBuffer` is given away: this side has it no more.
 *
 * @param broken told when the worker itself fails: what was asked and not answered never will be
 */
export function callsTo<M extends Methods>(port: Port, broken: (error: Error) => void): M {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  port.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('failure' in data) asked?.reject(restored(data.failure))
    else asked?.resolve(data.value)
  })
  port.addEventListener('error', () => {
    const error = restored({ sort: 'fault' })
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    broken(error)
  })
  const ask =
    (method: string) =>
    (...args: unknown[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        last += 1
        waiting.set(last, { resolve, reject })
        port.postMessage({ id: last, method, args } satisfies Asked, args.filter(isGivenAway))
      })
  return new Proxy({} as M, {
    get: (_methods, name) => (typeof name === 'string' ? ask(name) : undefined),
  })
}

const isGivenAway = (value: unknown): value is ArrayBuffer => value instanceof ArrayBuffer
