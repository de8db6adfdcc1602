import type { FastifyRequest } from 'fastify'
import Value from 'typebox/value'
import { problem } from '../domain/problems.ts'
import type { Form } from '../domain/wire/operations/operation.ts'

/**
 * The parts of a multipart form, which come in the order that the operation names: the fields whole, and the file as
 * it comes in, so that everything that can be judged without the file is judged before it is read.
 *
 * @throws ProblemError `invalid-request`
 */
export async function readForm(
  request: FastifyRequest,
  { fields, file }: Form,
): Promise<Record<string, string | AsyncIterable<Uint8Array>>> {
  if (!request.isMultipart()) throw problem('invalid-request', 'This is submitted as multipart/form-data.')
  const parts = request.parts()
  const order = [...Object.keys(fields), file].join(', ')
  const read: Record<string, string> = {}
  for (const [name, schema] of Object.entries(fields)) {
    const part = await nextPart(parts)
    if (part?.type !== 'field' || part.fieldname !== name || typeof part.value !== 'string') {
      throw problem('invalid-request', `The parts must be ${order}, in this order; ${name} is missing.`)
    }
    if (part.valueTruncated || !Value.Check(schema, part.value)) {
      throw problem('invalid-request', `The part ${name} is empty or too long.`)
    }
    read[name] = part.value
  }
  const last = await nextPart(parts)
  if (last?.type !== 'file' || last.fieldname !== file) {
    throw problem('invalid-request', `The parts must be ${order}, in this order; the last must be a file.`)
  }
  return { ...read, [file]: whole(last.file) }
}

type Parts = ReturnType<FastifyRequest['parts']>

/** The next part; undefined after the last. The parser's own errors, of no class or code, are the sender's. */
async function nextPart(parts: Parts) {
  const { value } = await parts.next().catch(brokenForm)
  return value
}

/** The file's pieces; a form that breaks off within them is refused as such. */
async function* whole(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* file
  } catch (error) {
    brokenForm(error)
  }
}

function brokenForm(error: unknown): never {
  if (error instanceof Error && 'code' in error) throw error
  throw problem('invalid-request', 'The form is broken: it ends too early, or its parts are not well formed.')
}
