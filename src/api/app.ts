import multipart from '@fastify/multipart'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { CONTENT_LIMIT } from '../services/referrals/accept.ts'
import type { ApiDependencies } from './dependencies.ts'
import { useAccessTokens } from './plugins/access-token.ts'
import { useDrain } from './plugins/drain.ts'
import { sendProblem, toProblem, useProblems } from './plugins/problems.ts'
import { useSecurityHeaders } from './plugins/security-headers.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { directoryRoutes } from './routes/directory.ts'
import { healthRoutes } from './routes/health.ts'
import { helpRoutes } from './routes/help.ts'
import { listRoutes } from './routes/lists.ts'
import { logRoutes } from './routes/log.ts'
import { referralRoutes } from './routes/referrals.ts'
import { sessionRoutes } from './routes/session.ts'

/** The most that a JSON body may be. Statements are a few kilobytes. */
const BODY_LIMIT = 256 * 1024
/** A client has this long to send a whole request: 25 MiB at a slow office line. */
const REQUEST_MS = 300_000

export type App = FastifyInstance

/**
 * The HTTP API, whole: every route is registered here. Thin: what a route does is in `services`.
 *
 * Logs hold method, route pattern, status and time: no URL, no address, no body, since all of these can name
 * people (promise 7).
 */
export async function buildApp(dependencies: ApiDependencies, logger: FastifyBaseLogger): Promise<App> {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => uuidv7(),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    routerOptions: { maxParamLength: 200 },
    // What is wrong with an address before any route is found.
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, toProblem(error)),
  })
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  useProblems(app)
  useDrain(app)
  useSecurityHeaders(app)
  await useAccessTokens(app, { key: dependencies.tokenKey, issuer: dependencies.service.origin })
  await app.register(multipart, {
    limits: {
      fieldSize: BODY_LIMIT,
      fields: 2,
      files: 1,
      fileSize: CONTENT_LIMIT + 1,
      parts: 3,
      headerPairs: 20,
    },
    throwFileSizeLimit: false,
  })
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request
    request.log.info(
      {
        method,
        route: routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    )
  })
  await app.register((scope, _options, done) => {
    for (const routes of [healthRoutes, helpRoutes, logRoutes]) routes(scope, dependencies)
    done()
  })
  await app.register(
    (scope, _options, done) => {
      for (const routes of [sessionRoutes, directoryRoutes, referralRoutes, listRoutes, deliveryRoutes]) {
        routes(scope, dependencies)
      }
      done()
    },
    { prefix: '/api/v1' },
  )
  return app
}
