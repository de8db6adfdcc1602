import type { Static, TSchema } from 'typebox'
import Value from 'typebox/value'
import {
  type AnswerOf,
  type InputOf,
  type Operation,
  successOf,
} from '../domain/wire/operations/operation.ts'
import { pathOf } from '../domain/wire/operations/path.ts'
import { ClientError } from './errors.ts'
import { type HttpRequest, request, stream, type Transport } from './http.ts'
import { type Multipart, multipartOf } from './multipart.ts'

/** What a call sends: as the operation's schemas say; a form's file as octets. */
export type Input<O extends Operation> = InputOf<O, Uint8Array>

/** The same to whoever builds a request of it, whatever the operation: it always has these fields, or fewer. */
type Parts = {
  params?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, string | undefined>>
  body?: object
  form?: Readonly<Record<string, string | Uint8Array>>
}

/**
 * Calls an operation that answers JSON, and checks the answer against the operation's own schema.
 *
 * @throws ApiProblemError, UnreachableError, or ClientError when the answer is another than the schema says
 */
export async function call<O extends Operation>(
  transport: Transport,
  operation: O,
  input: Input<O>,
): Promise<AnswerOf<O>> {
  const { answer } = successOf(operation)
  if (!answer.schema) throw new Error(`${operation.id} does not answer JSON`)
  const bytes = await request(transport, requestOf(operation, input as Parts))
  return readAnswer(answer.schema, bytes, transport.origin) as AnswerOf<O>
}

/** Calls an operation that answers octets or text, of at most `limit` bytes. */
export function fetchOctets<O extends Operation>(
  transport: Transport,
  operation: O,
  input: Input<O>,
  limit: number,
): Promise<Uint8Array> {
  return request(transport, { ...requestOf(operation, input as Parts), limit, carriesContent: true })
}

/** Calls an operation whose answer may be of any length, and gives it piece by piece. */
export function streamOctets<O extends Operation>(
  transport: Transport,
  operation: O,
  input: Input<O>,
): AsyncGenerator<Uint8Array> {
  return stream(transport, { ...requestOf(operation, input as Parts), carriesContent: true })
}

function requestOf(operation: Operation, { params = {}, query = {}, body, form }: Parts): HttpRequest {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value)
  const path = pathOf(operation, params)
  return {
    method: operation.method,
    path: search.size > 0 ? `${path}?${search}` : path,
    ...(body === undefined ? {} : { body }),
    ...(operation.form && form ? { form: formOf(operation.form, form), carriesContent: true } : {}),
  }
}

/** The parts in the operation's order: the service reads them as they come. */
function formOf(
  { fields, file }: NonNullable<Operation['form']>,
  parts: Readonly<Record<string, string | Uint8Array>>,
): Multipart {
  return multipartOf([...Object.keys(fields), file].map((name) => [name, parts[name] ?? '']))
}

function readAnswer<S extends TSchema>(schema: S, bytes: Uint8Array, origin: string): Static<S> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw notUnderstood(origin)
  }
  if (!Value.Check(schema, value)) throw notUnderstood(origin)
  return value
}

const notUnderstood = (origin: string): ClientError =>
  new ClientError(
    `The answer of ${origin} is not one that this program understands. Is it a Despatch service of this version?`,
  )
