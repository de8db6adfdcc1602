import { OPERATIONS, operations } from '../../domain/wire/operations.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { openApiDocument } from '../document/open-api.ts'
import { documentPage } from '../document/page.ts'
import { forAnyone, type Route } from '../route.ts'

/** It changes with the version only; five minutes keep a caller that asks at every start from being a load. */
const KEPT = 'public, max-age=300'

/** The API document, for programs and for people; each is made once, when it is first asked for. */
export function documentRoutes({ description: { version, origin } }: ApiDependencies): Route[] {
  const document = once(() => openApiDocument(OPERATIONS, { version, origin }))
  const json = once(() => JSON.stringify(document()))
  const page = once(() => documentPage(document()))
  return [
    forAnyone(operations.readOpenApi, async (_input, reply) =>
      reply.type('application/json').header('cache-control', KEPT).send(json()),
    ),

    forAnyone(operations.readApiPage, async (_input, reply) =>
      reply.type('text/html; charset=utf-8').header('cache-control', KEPT).send(page()),
    ),
  ]
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
