import type { Logger } from 'pino'
import type { Db } from '../services/db.ts'
import { faultOf } from '../services/fault.ts'
import { type LeasedTest, leaseTests, recordTest, testMessage } from '../services/partners/test-message.ts'
import type { DeliverDependencies } from './deliver.ts'
import { sendByRoute } from './send-by-route.ts'

const BATCH = 5

type Dependencies = Omit<DeliverDependencies, 'tidy'> & {
  db: Db
  clock: () => Date
  origin: string
  logger: Logger
}

/** Sends the test messages that were asked for, each once: what the server answers is what was to be found out. */
export async function sendTests(dependencies: Dependencies): Promise<void> {
  const tests = await leaseTests(dependencies.db, BATCH)
  await Promise.all(
    tests.map(async (test) => {
      try {
        const answer = await sendTest(dependencies, test)
        if (answer) await recordTest(dependencies.db, test.id, answer)
      } catch (error) {
        // The lease ends by itself, and then it is sent again.
        dependencies.logger.error(faultOf(error), 'a test message could not be sent')
      }
    }),
  )
}

async function sendTest(dependencies: Dependencies, test: LeasedTest) {
  const { findServers, serviceDomain, origin, clock, sign } = dependencies
  const found = await findServers(test.domain, test.route)
  if (!('servers' in found))
    return { outcome: 'retry' as const, host: found.host, tls: null, code: null, reply: found.refusal }
  const { from, message } = await testMessage(test, { serviceDomain, origin, now: clock() })
  const sent = await sendByRoute(dependencies, {
    domain: test.domain,
    maxConnections: test.route.maxConnections,
    servers: found.servers,
    // RFC 5321 §4.5.5: nobody waits for what becomes of it beyond the answer of this server.
    envelope: { from: '', to: test.address },
    message: sign ? await sign(message, from) : message,
    // Asked for by hand, also of a route that is paused.
    mayBegin: async () => true,
  })
  if (sent === null) return null
  const { outcome, host, tls, code, reply } = sent
  return { outcome, host, tls, code, reply }
}
