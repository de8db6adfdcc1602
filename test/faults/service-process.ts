/**
 * A whole service in a process of its own, for tests that kill it. Told where to hold, it stops at exactly that
 * point, says so, and does nothing more there: then its parent sends SIGKILL.
 */
import { flushCompileCache } from 'node:module'
import { argv } from 'node:process'
import { pino } from 'pino'
import type { Config } from '../../src/config.ts'
import { relay } from '../../src/mail/gateway/relay.ts'
import { composeService, type Seams } from '../../src/main/compose.ts'
import type { Databases } from '../../src/store/databases.ts'
import { isHoldingPoint, type ToParent } from './holding-point.ts'

let holdingAt: unknown = null

/** Where the parent has asked for it, this never returns. */
async function pass(point: string): Promise<void> {
  if (point !== holdingAt) return
  tell({ held: point })
  await new Promise(() => {})
}

const seams: Seams = {
  async relay(request) {
    await pass('before-relay')
    const result = await relay(request)
    await pass('after-relay')
    return result
  },
  keep: (keep) => async (envelope, raw) => {
    const answer = await keep(envelope, raw)
    await pass('before-250')
    return answer
  },
  journal: (journal) => ({
    ...journal,
    async append(term, batches) {
      await journal.append(term, batches)
      await pass('after-journal')
    },
  }),
}

process.on('message', (message) => {
  if (isHoldingPoint(message)) holdingAt = message
  tell({ told: true })
})

const { config, databases }: { config: Config; databases: Databases } = JSON.parse(argv[2] ?? '')
const logger = pino({ level: 'error', base: null }, pino.destination({ dest: 2, sync: true }))
await composeService(config, databases, { demo: false, role: 'all', logger }, seams).start()
tell({ ready: true })
// It will be killed, and keeps nothing then.
flushCompileCache()

function tell(message: ToParent): void {
  process.send?.(message)
}
