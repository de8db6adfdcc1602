import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isProblem, type ProblemError, type ProblemName, problem, toDocument } from '../../domain/problems.ts'
import { faultOf } from '../../services/fault.ts'
import { isOutage } from '../../services/outage.ts'
import type { ClientFiles } from '../client-files.ts'
import { sendClient } from '../send-client.ts'

/** When to come again after an outage: what was away for a moment is back by then. */
const COME_AGAIN_SECONDS = 5

/** What the framework refuses before a route is reached, as problems of ours. */
const FRAMEWORK: Record<string, [ProblemName, string]> = {
  FST_ERR_VALIDATION: ['invalid-request', 'The request is not in the expected form.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['content-too-large', 'The request is larger than this route takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'invalid-request',
    'The request body is of a type that this route does not take.',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid-request', 'The request body is empty.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid-request', 'The Content-Length does not fit the body.'],
  FST_REQ_FILE_TOO_LARGE: ['content-too-large', 'The sealed content is larger than the service carries.'],
}

/**
 * Every error leaves as an RFC 9457 problem document of the registry; nothing else is ever said of it. What is no operation may
 * still be a page or a file of the browser client.
 */
export function useProblems(app: FastifyInstance, client: ClientFiles | null): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const named = toProblem(error)
    if (named.problem === 'internal') request.log.error(faultOf(error), 'a request failed')
    if (isOutage(error)) {
      request.log.error(faultOf(error), 'a request failed, since the database or the disk does')
      reply.header('retry-after', String(COME_AGAIN_SECONDS))
    }
    return sendProblem(reply, named)
  })
  app.setNotFoundHandler(
    (request: FastifyRequest, reply) =>
      (client && sendClient(client, request, reply)) ?? sendProblem(reply, problem('not-found')),
  )
}

/**
 * Sends one problem document. Its `instance` (RFC 9457 §3.1.5) is the id of the request, by which the operator finds it
 * in the log.
 */
export function sendProblem(reply: FastifyReply, named: ProblemError) {
  const { id } = reply.request
  return (
    reply
      .status(named.status)
      // What is wrong with an address is answered before the hook that says the id otherwise.
      .header('x-request-id', id)
      .type('application/problem+json')
      .serializer((value: unknown) => JSON.stringify(value))
      .send({ ...toDocument(named), instance: `urn:uuid:${id}` })
  )
}

/** An error as a problem of the registry: ours as they are, the framework's by their meaning. */
export function toProblem(error: FastifyError): ProblemError {
  if (isProblem(error)) return error
  const known = FRAMEWORK[error.code]
  if (known) {
    const [name, detail] = known
    const errors = error.validation
      ?.slice(0, 20)
      .map(({ instancePath, message }) => ({ path: instancePath, message }))
    return problem(name, detail, errors ? { errors } : {})
  }
  // A status below 500 is the framework's own judgement of the request (malformed JSON, bad multipart).
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return problem('invalid-request', 'The request is not in the expected form.')
  }
  if (isOutage(error)) {
    return problem(
      'unavailable',
      'The database of the service, or its disk, cannot be used just now; send the very same again in a few seconds.',
    )
  }
  return problem(
    'internal',
    'Something went wrong in the service; the operator can find it by the request id.',
  )
}
