import { ApiProblemError, ClientError, UnreachableError } from './errors.ts'
import type { Multipart } from './multipart.ts'
import { patiently, type Wait } from './patience.ts'

/** Answers are read no further than this, whatever the other side sends: bytes. */
export const ANSWER_LIMIT = 32 * 1024 * 1024
const PROBLEM_LIMIT = 256 * 1024
const ANSWER_TIME_MS = 60_000
/** Sealed content may be 25 MiB, and an office's line slow. */
const CONTENT_TIME_MS = 15 * 60_000

/** Members of a problem document that are nested deeper than this are left out: they could not even be printed. */
const PROBLEM_DEPTH = 20

/**
 * How requests are made: `fetch`, the service's origin, the access token where there is one, and how to wait when the
 * service asks for it.
 */
export type Transport = {
  origin: string
  fetch: typeof globalThis.fetch
  token: string | null
  wait: Wait
}

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** from the root, with its query */
  path: string
  /** sent as JSON */
  body?: object
  /** sent as it is, instead of a body */
  form?: Multipart
  /** longest answer that is read, in bytes */
  limit?: number
  /** whether sealed content goes one way or the other, which may take long */
  carriesContent?: boolean
  /** ends the request and its answer, in place of a time limit: for an answer that stays open */
  signal?: AbortSignal
}

/**
 * One request to the service, made again when the service puts it off (`patiently`). Redirects are not followed: they
 * could carry the token elsewhere.
 *
 * @returns the body's bytes of a 2xx answer
 * @throws ApiProblemError when the service refuses, UnreachableError when there is no answer, ClientError when
 *   the answer is longer than it may be
 */
export const request = async (transport: Transport, asked: HttpRequest): Promise<Uint8Array> => {
  return readBounded(await answerOf(transport, asked), asked.limit ?? ANSWER_LIMIT, transport.origin)
}

/**
 * One request whose answer may be of any length: its pieces as they come, bounded by the time that it may take and
 * not by memory. It is asked for with the first piece; whoever takes no more ends it.
 *
 * @throws the same as `request`, and UnreachableError when the answer breaks off: then it was not the whole
 */
export async function* stream(transport: Transport, asked: HttpRequest): AsyncGenerator<Uint8Array> {
  yield* piecesOf(await answerOf(transport, asked), transport.origin, asked.signal)
}

/** What stays open is asked for once: whoever listens has waits of their own. */
const answerOf = (transport: Transport, asked: HttpRequest): Promise<Response> =>
  asked.signal ? answerNow(transport, asked) : patiently(() => answerNow(transport, asked), transport.wait)

const answerNow = async (
  transport: Transport,
  { method, path, body, form, carriesContent = false, signal }: HttpRequest,
): Promise<Response> => {
  const headers: Record<string, string> = {
    accept: 'application/json, application/problem+json;q=0.9, */*;q=0.1',
  }
  if (transport.token !== null) headers.authorization = `Bearer ${transport.token}`
  const type = form ? form.type : body && 'application/json'
  if (type !== undefined) headers['content-type'] = type
  const address = new URL(path, transport.origin)
  const asked: RequestInit = {
    method,
    headers,
    redirect: 'error',
    signal: signal ?? AbortSignal.timeout(carriesContent ? CONTENT_TIME_MS : ANSWER_TIME_MS),
    ...(form ? { body: form.bytes } : body ? { body: JSON.stringify(body) } : {}),
  }
  // By itself, and not as a method: a browser's `fetch` is nobody's.
  const { fetch } = transport
  const response = await fetch(address, asked).catch(() => {
    throw unreachable(transport.origin)
  })
  if (!response.ok) throw await problemOf(response, transport.origin)
  return response
}

const unreachable = (origin: string): UnreachableError =>
  new UnreachableError(
    `There is no answer from ${origin}.`,
    'Check the address and that the service is running.',
  )

/** The body of an answer. @throws ClientError when it is longer than `limit` bytes, UnreachableError when it breaks off */
export const readBounded = async (response: Response, limit: number, origin: string): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of piecesOf(response, origin)) {
    size += chunk.length
    if (size > limit) throw new ClientError(`The answer of ${origin} is longer than this program accepts.`)
    chunks.push(chunk)
  }
  return joined(chunks, size)
}

/** The body as it comes in; what is left of it is given up when nobody takes it. */
async function* piecesOf(
  response: Response,
  origin: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  if (!reader) return
  // `fetch` of Node forgets its signal once the request was collected as garbage, and the connection would stay.
  const giveUp = () => void reader.cancel().catch(() => undefined)
  signal?.addEventListener('abort', giveUp)
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw unreachable(origin)
      })
      if (done) return
      yield value
    }
  } finally {
    signal?.removeEventListener('abort', giveUp)
    await reader.cancel().catch(() => undefined)
  }
}

const joined = (chunks: Uint8Array[], size: number): Uint8Array => {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** RFC 9457 §3: members of the wrong type are ignored, and an answer that is no problem document still is one. */
const problemOf = async (response: Response, origin: string): Promise<ApiProblemError> => {
  const members = asRecord(await readBounded(response, PROBLEM_LIMIT, origin))
  const { type, title, status: _status, detail, instance, ...others } = members
  const extra = Object.fromEntries(
    Object.entries(others).filter(([, value]) => isShallow(value, PROBLEM_DEPTH)),
  )
  return new ApiProblemError({
    type: text(type) ?? 'about:blank',
    title: text(title) ?? `The service answered ${response.status}.`,
    status: response.status,
    detail: text(detail) ?? text(title) ?? `The service at ${origin} answered ${response.status}.`,
    instance: text(instance),
    extra,
    retryAfterSeconds: delaySeconds(response.headers.get('retry-after')),
  })
}

/** Seconds as digits. A date, which the standard allows too, would be told by another clock than ours. */
const delaySeconds = (text: string | null): number | null =>
  text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null

const isShallow = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1)))

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, 2_000) : null

const asRecord = (bytes: Uint8Array): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}
