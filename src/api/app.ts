import multipart from '@fastify/multipart'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { OPERATIONS } from '../domain/wire/operations.ts'
import { belowFirstName } from '../services/log/begun.ts'
import { CONTENT_LIMIT } from '../services/referrals/accept.ts'
import { useAccessTokens } from './access-tokens.ts'
import { useCallers } from './caller.ts'
import type { ApiDependencies, AppDependencies } from './dependencies.ts'
import { connectionFaults, useConnectionShares } from './plugins/connections.ts'
import { useCrossOrigin } from './plugins/cross-origin.ts'
import { useDrain } from './plugins/drain.ts'
import { useMeasuring } from './plugins/measuring.ts'
import { useOperationsOnly } from './plugins/operations-only.ts'
import { sendProblem, toProblem, useProblems } from './plugins/problems.ts'
import { useRateLimits } from './plugins/rate-limits.ts'
import { secured, useSecurityHeaders } from './plugins/security-headers.ts'
import { useStopping } from './plugins/stopping.ts'
import { useStrictJson } from './plugins/strict-json.ts'
import { createRations } from './rations.ts'
import { addRoute } from './route.ts'
import { accountRoutes } from './routes/account.ts'
import { agreementRoutes } from './routes/agreements.ts'
import { caseRoutes } from './routes/cases.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { directoryRoutes } from './routes/directory.ts'
import { documentRoutes } from './routes/document.ts'
import { draftRoutes } from './routes/drafts.ts'
import { enrolPageRoutes } from './routes/enrol-page.ts'
import { enrolmentRoutes } from './routes/enrolment.ts'
import { eventRoutes } from './routes/events.ts'
import { exchangeRoutes } from './routes/exchanges.ts'
import { healthRoutes } from './routes/health.ts'
import { helpRoutes } from './routes/help.ts'
import { logRoutes } from './routes/log.ts'
import { mailboxKeyRoutes } from './routes/mailbox-keys.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { noticeRoutes } from './routes/notices.ts'
import { partnerKeyRoutes } from './routes/partner-keys.ts'
import { partnerRoutes } from './routes/partners.ts'
import { quarantineRoutes } from './routes/quarantine.ts'
import { recipientListRoutes } from './routes/recipient-lists.ts'
import { referralRoutes } from './routes/referrals.ts'
import { registerRoutes } from './routes/register.ts'
import { reviewRoutes } from './routes/reviews.ts'
import { sessionRoutes } from './routes/session.ts'
import { trustRoutes } from './routes/trust.ts'
import { webKeyDirectoryRoutes } from './routes/web-key-directory.ts'

/** The most that a JSON body may be. Statements are a few kilobytes. */
const BODY_LIMIT = 256 * 1024
/** The most that the header of a request may be, in bytes. A token is a few hundred. */
const HEADER_LIMIT = 16 * 1024

/** How long things may take, in milliseconds. */
export const TIMES = {
  /** to send the header */
  headers: 15_000,
  /** to send a whole request: 25 MiB at a slow office line */
  request: 300_000,
  /** without any octet either way; a reader who takes nothing of an answer is let go */
  silence: 60_000,
  /** how often the first two are looked at */
  check: 5_000,
  /** for what is in hand when the service stops */
  grace: 20_000,
}

const ROUTES = [
  healthRoutes,
  metricsRoutes,
  documentRoutes,
  helpRoutes,
  enrolPageRoutes,
  sessionRoutes,
  accountRoutes,
  directoryRoutes,
  mailboxKeyRoutes,
  trustRoutes,
  enrolmentRoutes,
  referralRoutes,
  exchangeRoutes,
  deliveryRoutes,
  quarantineRoutes,
  registerRoutes,
  reviewRoutes,
  agreementRoutes,
  logRoutes,
  noticeRoutes,
  eventRoutes,
  partnerRoutes,
  partnerKeyRoutes,
  webKeyDirectoryRoutes,
  draftRoutes,
  recipientListRoutes,
  caseRoutes,
]

export type App = FastifyInstance

/**
 * The HTTP API, whole: every route is registered here, from the table of operations (`domain/wire/operations.ts`).
 * Thin: what a route does is in `services`.
 *
 * Logs hold method, route pattern, status and time: no URL, no address, no body, since all of these can name
 * people (promise 7).
 */
export async function buildApp(
  { tokenSeed, ...composed }: AppDependencies,
  logger: FastifyBaseLogger,
  times: typeof TIMES = TIMES,
): Promise<App> {
  const { limits, trustedProxies, service, clock } = composed
  const faults = connectionFaults()
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => uuidv7(),
    bodyLimit: BODY_LIMIT,
    http: {
      maxHeaderSize: HEADER_LIMIT,
      headersTimeout: times.headers,
      connectionsCheckingInterval: times.check,
    },
    requestTimeout: times.request,
    connectionTimeout: times.silence,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    return503OnClosing: false,
    clientErrorHandler: faults.onFault,
    routerOptions: { maxParamLength: 200 },
    rewriteUrl: ({ url = '/' }) => belowFirstName(url, composed.description.logKey),
    // What is wrong with an address before any route is found.
    frameworkErrors: (error, _request, reply) => void sendProblem(secured(reply), toProblem(error)),
  })
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  const demandAllOperations = useOperationsOnly(app, OPERATIONS)
  useProblems(app, composed.client)
  useStrictJson(app)
  faults.use(app)
  // First, so that every answer can be read by whoever may, refusals too.
  const usePreflights = useCrossOrigin(app, { origin: service.origin, allowed: composed.webOrigins })
  useConnectionShares(app, { behindProxies: trustedProxies.length > 0 })
  useDrain(app)
  useSecurityHeaders(app)
  useMeasuring(app, composed.metrics)
  useStopping(app, { graceMs: times.grace })
  // Streams have no end of their own: whoever listens is told, and comes to another process.
  app.addHook('preClose', async () => composed.changes.close())
  usePreflights()
  useRateLimits(app, limits)
  useCallers(app)
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
  const tokens = await useAccessTokens(app, { seed: tokenSeed, issuer: service.origin, clock })
  const dependencies: ApiDependencies = { ...composed, tokens }
  const rations = createRations(limits)
  for (const routes of ROUTES) {
    for (const route of routes(dependencies)) addRoute(app, route, dependencies, rations)
  }
  demandAllOperations()
  return app
}
