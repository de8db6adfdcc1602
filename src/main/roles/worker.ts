import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { createStsPolicies, type Resolve } from '../../mail/gateway/mta-sts.ts'
import { policiesOverHttps } from '../../mail/gateway/mta-sts-fetch.ts'
import type { RelayPool } from '../../mail/gateway/relay-pool.ts'
import { createServerFinder, type FindServers } from '../../mail/gateway/relay-servers.ts'
import { faultOf } from '../../services/fault.ts'
import type { Database } from '../../store/tables.ts'
import type { DeliverDependencies } from '../../workers/deliver.ts'
import { createDispatch } from '../../workers/dispatch.ts'
import { type Loop, startLoop } from '../../workers/loop.ts'
import { openQueue, openWorker, type QueueBackend } from '../../workers/queue.ts'
import { remindPartners } from '../../workers/remind-partners.ts'
import { sendTests } from '../../workers/route-test.ts'
import { createSweep } from '../../workers/sweep.ts'
import { createTidy } from '../tidy.ts'

const QUEUE = 'deliver'
const CONCURRENCY = 10
const SWEEP_EVERY_MS = 2000
const TESTS_EVERY_MS = 1000
const REMINDERS_EVERY_MS = 60_000
/** How long a stop waits for the mail in hand. What takes longer is broken off, recorded as such and sent again. */
const STOP_WITHIN_MS = 8_000
/** To record what became of it. */
const RECORD_WITHIN_MS = 2_000

/** The worker role: sweeps what is due, delivers to the partners that the sweep's jobs wake, and reminds those of what they were asked for. */
export function workerRole({
  db,
  backend,
  clock,
  service,
  relays,
  routes,
  testsFrom,
  logger,
}: {
  db: Kysely<Database>
  backend: QueueBackend
  clock: () => Date
  service: { origin: string; domain: string }
  relays: Pick<RelayPool, 'relay' | 'close'>
  routes: Pick<DeliverDependencies, 'findServers' | 'credentialsOf' | 'sign'>
  /** whom test messages and reminders come from, and who reads what is answered */
  testsFrom: { from: string; postmaster: string | null }
  logger: Logger
}): Loop {
  const queue = openQueue(QUEUE, backend, logger)
  const sending = { db, clock, serviceDomain: service.domain, relay: relays.relay, ...routes, logger }
  const dispatch = createDispatch({ ...sending, tidy: createTidy() })
  // The job is done when the partner's deliveries are in hand, however long they take: none waits for another's.
  const worker = openWorker(QUEUE, { backend, concurrency: CONCURRENCY, logger }, async (domain) =>
    dispatch.look(domain),
  )
  const loop = startLoop(createSweep({ db, clock, queue, dispatch }), {
    everyMs: SWEEP_EVERY_MS,
    onError: (error) => logger.error(faultOf(error), 'a sweep failed; the next will try again'),
  })
  const tests = startLoop(() => sendTests({ ...sending, sender: { ...testsFrom, origin: service.origin } }), {
    everyMs: TESTS_EVERY_MS,
    onError: (error) => logger.error(faultOf(error), 'test messages could not be looked for'),
  })
  const sender = { from: testsFrom.from, origin: service.origin, serviceDomain: service.domain }
  const reminders = startLoop(() => remindPartners({ ...sending, sender }), {
    everyMs: REMINDERS_EVERY_MS,
    onError: (error) => logger.error(faultOf(error), 'partners could not be reminded; it is tried again'),
  })
  return {
    nudge: loop.nudge,
    health: loop.health,
    async stop() {
      await Promise.all([
        dispatch.stop(STOP_WITHIN_MS + RECORD_WITHIN_MS),
        relays.close(STOP_WITHIN_MS),
        loop.stop(),
        tests.stop(),
        reminders.stop(),
        worker.close(),
      ])
      await queue.close()
    },
  }
}

/** Finds partners' servers by DNS and the policies that domains publish on the web. */
export function findServersOnline(resolve: Resolve): FindServers {
  const fetchPolicy = policiesOverHttps({ resolve })
  return createServerFinder({ resolve, policyOf: createStsPolicies({ resolve, fetchPolicy }) })
}
