import type { FastifyInstance } from 'fastify'
import type { Operation } from '../../domain/wire/operations/operation.ts'
import { fastifyPath } from '../route.ts'

/**
 * Stops the start when somebody registers a route that is no operation of the table, and so is in no document and
 * asks nobody who they are. HEAD comes with every GET (RFC 9110 §9.1), under the same hooks.
 *
 * @returns a check, for when all routes are there, that every operation has one
 */
export function useOperationsOnly(app: FastifyInstance, operations: readonly Operation[]): () => void {
  const missing = new Set(operations.map((one) => `${one.method} ${fastifyPath(one)}`))
  const known = new Set(missing)
  app.addHook('onRoute', ({ method, url }) => {
    for (const verb of [method].flat()) {
      const name = `${verb === 'HEAD' ? 'GET' : verb} ${url}`
      if (!known.has(name)) throw new Error(`${verb} ${url} is not in the table of operations`)
      missing.delete(name)
    }
  })
  return () => {
    if (missing.size > 0) throw new Error(`These operations have no route: ${[...missing].join(', ')}`)
  }
}
