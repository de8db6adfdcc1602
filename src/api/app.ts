import multipart from '@fastify/multipart'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { OPERATIONS } from '../domain/wire/operations.ts'
import { CONTENT_LIMIT } from '../services/referrals/accept.ts'
import { useCallers } from './caller.ts'
import type { ApiDependencies } from './dependencies.ts'
import { useAccessTokens } from './plugins/access-token.ts'
import { useDrain } from './plugins/drain.ts'
import { useOperationsOnly } from './plugins/operations-only.ts'
import { sendProblem, toProblem, useProblems } from './plugins/problems.ts'
import { useSecurityHeaders } from './plugins/security-headers.ts'
import { addRoute } from './route.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { directoryRoutes } from './routes/directory.ts'
import { documentRoutes } from './routes/document.ts'
import { exchangeRoutes } from './routes/exchanges.ts'
import { healthRoutes } from './routes/health.ts'
import { helpRoutes } from './routes/help.ts'
import { logRoutes } from './routes/log.ts'
import { noticeRoutes } from './routes/notices.ts'
import { referralRoutes } from './routes/referrals.ts'
import { registerRoutes } from './routes/register.ts'
import { sessionRoutes } from './routes/session.ts'

/** The most that a JSON body may be. Statements are a few kilobytes. */
const BODY_LIMIT = 256 * 1024
/** A client has this long to send a whole request: 25 MiB at a slow office line. */
const REQUEST_MS = 300_000

const ROUTES = [
  healthRoutes,
  documentRoutes,
  helpRoutes,
  sessionRoutes,
  directoryRoutes,
  referralRoutes,
  exchangeRoutes,
  deliveryRoutes,
  registerRoutes,
  logRoutes,
  noticeRoutes,
]

export type App = FastifyInstance

/**
 * The HTTP API, whole: every route is registered here, from the table of operations (`domain/wire/operations.ts`).
 * Thin: what a route does is in `services`.
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
  const demandAllOperations = useOperationsOnly(app, OPERATIONS)
  useProblems(app)
  useDrain(app)
  useSecurityHeaders(app)
  useCallers(app)
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
  for (const routes of ROUTES) {
    for (const route of routes(dependencies)) addRoute(app, route, dependencies)
  }
  demandAllOperations()
  return app
}
