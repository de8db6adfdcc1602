import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Action } from '../domain/roles.ts'
import { isForAnyone } from '../domain/roles.ts'
import {
  type AnswerOf,
  type InputOf,
  type OpenAction,
  type Operation,
  successOf,
} from '../domain/wire/operations/operation.ts'
import type { Caller } from '../services/caller.ts'
import { callerOf, demandCaller } from './caller.ts'
import type { ApiDependencies } from './dependencies.ts'
import { readForm } from './form.ts'
import { type Rations, rationOf } from './rations.ts'

/** An operation with what does it. */
export type Route = {
  operation: Operation
  respond(request: FastifyRequest, reply: FastifyReply): Promise<unknown>
}

type Input<O extends Operation> = InputOf<O, AsyncIterable<Uint8Array>>
/** JSON by its schema; whoever answers anything else sends it. */
type Answer<O extends Operation> = [AnswerOf<O>] extends [never] ? FastifyReply : AnswerOf<O>
type OpenOperation = Operation & { action: OpenAction }
type ClosedOperation = Operation & { action: Exclude<Action, OpenAction> }

/** The route of an operation that needs no sign-in. */
export function forAnyone<O extends OpenOperation>(
  operation: O,
  handler: (input: Input<O>, reply: FastifyReply) => Promise<Answer<O>>,
): Route {
  return {
    operation,
    respond: async (request, reply) => handler(await inputOf(operation, request), reply),
  }
}

/**
 * The route of an operation that needs sign-in. The handler is reached by those alone who have a role that may do it;
 * to what they may do it, the service judges.
 */
export function forCaller<O extends ClosedOperation>(
  operation: O,
  handler: (caller: Caller, input: Input<O>, reply: FastifyReply) => Promise<Answer<O>>,
): Route {
  return {
    operation,
    respond: async (request, reply) => handler(callerOf(request), await inputOf(operation, request), reply),
  }
}

/** What the request carries. The framework has checked each part against the operation's own schema. */
async function inputOf<O extends Operation>(operation: O, request: FastifyRequest): Promise<Input<O>> {
  const { params, query, body } = request
  const form = operation.form ? await readForm(request, operation.form) : undefined
  return { params, query, body, form } as Input<O>
}

/**
 * Registers the route of an operation: who is calling, whether any role of theirs may do it, and whether they have not
 * done it too often, comes first, before anything that they sent is read or looked up.
 */
export function addRoute(
  app: FastifyInstance,
  { operation, respond }: Route,
  dependencies: ApiDependencies,
  rations: Rations,
) {
  const { method, action, params, query, body, rest } = operation
  const { status } = successOf(operation)
  app.route({
    method,
    url: fastifyPath(operation),
    schema: {
      ...(params ? { params } : {}),
      ...(query ? { querystring: query } : {}),
      ...(body ? { body } : {}),
    },
    preSerialization: writeBySchema(answerSchemas(operation)),
    ...(operation.bodyLimit === undefined ? {} : { bodyLimit: operation.bodyLimit }),
    config: { unlimited: operation.ration === 'none', lasting: operation.ration === 'events' },
    onRequest: [
      ...(isForAnyone(action) ? [] : [demandCaller(dependencies, action)]),
      ...rationOf(rations, operation),
    ],
    ...(rest === undefined ? {} : { preValidation: nameTheRest(rest) }),
    handler: (request, reply) => respond(request, reply.status(status)),
  })
}

/** The path as the framework writes it: `:id`, and `*` for what takes the rest. */
export function fastifyPath({ path, rest }: Pick<Operation, 'path' | 'rest'>): string {
  return path.replaceAll(/\{([a-z]+)\}/gi, (_whole, name: string) => (name === rest ? '*' : `:${name}`))
}

type JsonSchema = Record<string, unknown>

function answerSchemas({ answers }: Operation): Map<number, JsonSchema> {
  return new Map(
    Object.entries(answers).flatMap(([status, { schema }]) =>
      schema ? [[Number(status), { ...schema }]] : [],
    ),
  )
}

/**
 * Nothing leaves that is not in the schema of the answer. What writes by a schema is made with the first answer of a route:
 * to make all of them takes a tenth of a second of each start.
 */
function writeBySchema(schemas: ReadonlyMap<number, JsonSchema>) {
  return (
    _request: FastifyRequest,
    reply: FastifyReply,
    answer: unknown,
    done: (error: null, answer: unknown) => void,
  ) => {
    const schema = schemas.get(reply.statusCode)
    if (schema && reply.getHeader('content-type') !== 'application/problem+json')
      reply.serializer(reply.compileSerializationSchema(schema))
    done(null, answer)
  }
}

/** The framework calls the rest of a path `*`; the operation has a name for it. */
function nameTheRest(name: string) {
  return async (request: FastifyRequest) => {
    const { '*': rest } = request.params as { '*': string }
    request.params = { [name]: rest }
  }
}
