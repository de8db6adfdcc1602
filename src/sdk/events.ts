import Value from 'typebox/value'
import { EVENTS, type EventName, type ServiceEvent } from '../domain/wire/events.ts'
import { pathOf } from '../domain/wire/operations/path.ts'
import { operations } from '../domain/wire/operations.ts'
import { UnreachableError } from './errors.ts'
import { readEventStream } from './event-stream.ts'
import { stream, type Transport } from './http.ts'

/** Until the service has said how long silence may last: ms. */
const FIRST_SILENCE_MS = 60_000

/**
 * What the service tells while it is listened to, over one connection. Ends when the service ends it (`ended` is the last event) and
 * when `signal` says so. Events that this program does not know are left out.
 *
 * @param seconds how long at most; as long as the token lasts where it is left out
 * @throws ApiProblemError when the service refuses, UnreachableError when it is not there, breaks off, or is silent for longer than it
 *   said: whoever wants to hear more calls again, and asks for what they show
 */
export async function* streamEvents(
  transport: Transport,
  { seconds, signal }: { seconds?: number; signal?: AbortSignal } = {},
): AsyncGenerator<ServiceEvent> {
  const { method, path } = { ...operations.readEvents, path: pathOf(operations.readEvents, {}) }
  const silence = new AbortController()
  const silent = { ms: FIRST_SILENCE_MS, abort: () => silence.abort() }
  const until = AbortSignal.any([silence.signal, ...(signal ? [signal] : [])])
  try {
    const pieces = stream(transport, {
      method,
      path: seconds === undefined ? path : `${path}?seconds=${seconds}`,
      signal: until,
    })
    for await (const { event, data } of readEventStream(unlessSilent(pieces, silent))) {
      const known = eventOf(event, data)
      if (known?.event === 'listening') silent.ms = known.silenceSeconds * 1000
      if (known) yield known
      if (known?.event === 'ended') return
    }
    throw new UnreachableError(`The connection to ${transport.origin} has broken off.`)
  } catch (error) {
    // Whoever has gone on purpose is told of nothing.
    if (signal?.aborted && error instanceof UnreachableError) return
    throw error
  }
}

/** The same pieces, each awaited for no longer than silence may last. Whoever takes their time with what came is not timed. */
async function* unlessSilent(
  pieces: AsyncGenerator<Uint8Array>,
  silent: { readonly ms: number; abort(): void },
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const timer = setTimeout(silent.abort, silent.ms)
      const { done, value } = await pieces.next().finally(() => clearTimeout(timer))
      if (done) return
      yield value
    }
  } finally {
    await pieces.return(undefined)
  }
}

function eventOf(event: string, data: string): ServiceEvent | null {
  if (!Object.hasOwn(EVENTS, event)) return null
  const name = event as EventName
  try {
    const carries: unknown = JSON.parse(data)
    // Of a newer service there may be more in it than is known here.
    const cleaned = Value.Clean(EVENTS[name], carries)
    return Value.Check(EVENTS[name], cleaned)
      ? ({ event: name, ...(cleaned as object) } as ServiceEvent)
      : null
  } catch {
    return null
  }
}
