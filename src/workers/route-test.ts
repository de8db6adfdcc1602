import type { Logger } from 'pino'
import type { Db } from '../services/db.ts'
import { faultOf } from '../services/fault.ts'
import {
  type LeasedTest,
  leaseTests,
  recordTest,
  type TestSender,
  testMessage,
} from '../services/partners/test-message.ts'
import type { DeliverDependencies } from './deliver.ts'
import { sendByRoute } from './send-by-route.ts'

const BATCH = 5

type Dependencies = Omit<DeliverDependencies, 'tidy'> & {
  db: Db
  clock: () => Date
  sender: TestSender
  logger: Logger
}

/**
 * Sends the test messages that were asked for, each once at most: what the server answers is what was to be found out. One
 * that cannot be made or sent for a reason of our own ends as failed, and says so.
 */
export async function sendTests(dependencies: Dependencies): Promise<void> {
  const tests = await leaseTests(dependencies.db, BATCH)
  await Promise.all(
    tests.map(async (test) => {
      try {
        const answer = await sendTest(dependencies, test).catch((error) => {
          dependencies.logger.error(faultOf(error), 'a test message could not be sent')
          return unsent('failed', 'Something is wrong on our side; the log of the service says what.')
        })
        await recordTest(dependencies.db, test.id, answer)
      } catch (error) {
        // It ends as failed when its lease does.
        dependencies.logger.error(faultOf(error), 'what came of a test message could not be recorded')
      }
    }),
  )
}

async function sendTest(dependencies: Dependencies, test: LeasedTest) {
  const { findServers, serviceDomain, sender, clock, sign } = dependencies
  const { address, armored } = test
  if (armored === null)
    return unsent('failed', `${address} has no certificate any more that a test could be encrypted to.`)
  const found = await findServers(test.domain, test.route)
  if (!('servers' in found)) return { ...unsent('retry', found.refusal), host: found.host }
  const message = await testMessage({ address, armored }, { ...sender, serviceDomain, now: clock() })
  const sent = await sendByRoute(dependencies, {
    domain: test.domain,
    maxConnections: test.route.maxConnections,
    servers: found.servers,
    // RFC 5321 §4.5.5: nobody waits for what becomes of it beyond the answer of this server.
    envelope: { from: '', to: test.address },
    message: sign ? await sign(message, `@${serviceDomain}`) : message,
    // Asked for by hand, also of a route that is paused.
    mayBegin: async () => true,
  })
  if (sent === null) return unsent('retry', 'No connection to the partner became free. Ask for another.')
  const { outcome, host, tls, code, reply } = sent
  return { outcome, host, tls, code, reply }
}

const unsent = (outcome: 'retry' | 'failed', reply: string) => ({
  outcome,
  host: '-',
  tls: null,
  code: null,
  reply,
})
