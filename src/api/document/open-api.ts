import { type Action, isForAnyone } from '../../domain/roles.ts'
import { NAMED_SCHEMAS } from '../../domain/wire/operations/named.ts'
import {
  type Answer,
  type Operation,
  problemsOf,
  TAGS,
  type Tag,
} from '../../domain/wire/operations/operation.ts'
import { curlSample } from './curl-sample.ts'
import {
  LISTED_PROBLEMS,
  type ListedProblem,
  PROBLEM_SCHEMA,
  problemAnswers,
  RULE_REASONS_SCHEMA,
} from './problem-answers.ts'
import { collectSchemas, type SchemaObject, type Schemas } from './schemas.ts'

export type OpenApiParameter = {
  name: string
  in: 'path' | 'query'
  required: boolean
  description: string
  schema: SchemaObject
  example?: string
}
export type OpenApiContent = Record<string, { schema?: SchemaObject; encoding?: object; example?: object }>
export type OpenApiAnswer = { description: string; content?: OpenApiContent; headers?: object }
export type OpenApiOperation = {
  operationId: string
  summary: string
  description: string
  tags: [Tag]
  security: object[]
  parameters?: OpenApiParameter[]
  requestBody?: { required: true; content: OpenApiContent }
  responses: Record<string, OpenApiAnswer>
  'x-despatch-action': Action
  'x-codeSamples': { lang: string; label: string; source: string }[]
}
/** An OpenAPI 3.1 document, as far as we write one. */
export type OpenApiDocument = {
  openapi: '3.1.0'
  info: { title: string; summary: string; version: string; description: string; license: object }
  servers: { url: string }[]
  tags: { name: Tag; description: string }[]
  paths: Record<string, Partial<Record<Lowercase<Operation['method']>, OpenApiOperation>>>
  components: { securitySchemes: object; schemas: Record<string, SchemaObject> }
  'x-problems': readonly ListedProblem[]
}

const ABOUT = `Despatch carries sealed case referrals between the mailboxes of a community-safety partnership.

Everything below \`/api/v1\` but the sign-in itself takes an access token: ask for a challenge, sign it with your own OpenPGP key, and exchange it for a token of a quarter of an hour. Lists answer the newest first; \`next\` is the \`cursor\` of the page after, null at the end. What goes wrong is answered with problem details (RFC 9457), told by their \`type\`. Submissions, receipts and filings may be sent again: the same again gets the same answer. HEAD works wherever GET does.

How much an address and an account may ask for is limited: \`RateLimit-Policy\` and \`RateLimit\` on every answer say which limits there are and what is left, and 429 says in \`Retry-After\` when to come again. 503 \`unavailable\` means the same of a service that is stopping. Nothing was done in either case, so the very same may be sent again. A connection that carries no HTTP, a header of more than 16 KiB or a request that takes too long to arrive is answered with 400, 431 or 408, and ended.`

/**
 * The API as an OpenAPI 3.1 document: a pure function of the table of operations, so that the same service always
 * says the same text.
 *
 * @param version of the service
 * @param origin where it is reached: `https://host[:port]`
 */
export function openApiDocument(
  operations: readonly Operation[],
  { version, origin }: { version: string; origin: string },
): OpenApiDocument {
  const schemas = collectSchemas(NAMED_SCHEMAS)
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of operations.toSorted(byPathAndMethod)) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describe(operation, schemas),
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Despatch API',
      summary: 'Sealed, receipted and logged case referrals between agencies',
      version,
      description: ABOUT,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: origin }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name: name as Tag, description })),
    paths,
    components: {
      schemas: sorted({
        ...schemas.components(),
        Problem: PROBLEM_SCHEMA,
        RuleReasons: RULE_REASONS_SCHEMA,
      }),
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The `accessToken` of a sign-in, good for a quarter of an hour.',
        },
      },
    },
    'x-problems': LISTED_PROBLEMS,
  }
}

function describe(operation: Operation, schemas: Schemas): OpenApiOperation {
  const { id, summary, description, tag, action, answers } = operation
  const parameters = parametersOf(operation, schemas)
  const requestBody = requestBodyOf(operation, schemas)
  return {
    operationId: id,
    summary,
    description,
    tags: [tag],
    security: isForAnyone(action) ? [] : [{ accessToken: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, schemas)]),
      ),
      ...problemAnswers(problemsOf(operation)),
    },
    'x-despatch-action': action,
    'x-codeSamples': [{ lang: 'Shell', label: 'curl', source: curlSample(operation) }],
  }
}

function parametersOf({ params, query, means, example }: Operation, schemas: Schemas): OpenApiParameter[] {
  return (['path', 'query'] as const).flatMap((place) => {
    const fields = place === 'path' ? params : query
    const required: readonly string[] = fields?.required ?? []
    return Object.entries(fields?.properties ?? {}).map(([name, schema]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      description: means?.[name] ?? '',
      schema: schemas.refer(schema),
      ...exampleOf(example[place === 'path' ? 'params' : 'query']?.[name]),
    }))
  })
}

/** A value that is one everywhere; a variable of the shell is none. */
function exampleOf(value: string | undefined): { example?: string } {
  return value === undefined || value.startsWith('$') ? {} : { example: value }
}

function requestBodyOf(
  { body, form, example }: Operation,
  schemas: Schemas,
): OpenApiOperation['requestBody'] {
  if (body) {
    const given = example.body && 'json' in example.body ? { example: example.body.json } : {}
    return { required: true, content: { 'application/json': { schema: schemas.refer(body), ...given } } }
  }
  if (!form) return undefined
  const fields = Object.entries(form.fields).map(([name, field]) => [name, schemas.refer(field)])
  const file = { contentMediaType: 'application/octet-stream' }
  const schema = {
    type: 'object',
    description: `The parts stand in this order: ${[...Object.keys(form.fields), form.file].join(', ')}.`,
    required: [...Object.keys(form.fields), form.file],
    properties: Object.fromEntries([...fields, [form.file, file]]),
  }
  const encoding = { [form.file]: { contentType: 'application/octet-stream' } }
  return { required: true, content: { 'multipart/form-data': { schema, encoding } } }
}

function answerOf(answer: Answer, schemas: Schemas): OpenApiAnswer {
  const { description } = answer
  if (answer.schema) {
    return { description, content: { 'application/json': { schema: schemas.refer(answer.schema) } } }
  }
  const content = Object.fromEntries(answer.media.map((type) => [type, {}]))
  const headers = Object.entries(answer.headers ?? {}).map(([name, says]) => [
    name,
    { description: says, schema: { type: 'string' } },
  ])
  return { description, content, ...(headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}) }
}

function byPathAndMethod(a: Operation, b: Operation): number {
  if (a.path === b.path) return a.method < b.method ? -1 : 1
  return a.path < b.path ? -1 : 1
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
