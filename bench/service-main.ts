/** The process of `service-process.ts`: a whole service on what its parent has prepared, ended by SIGTERM. */
import { argv } from 'node:process'
import { pino } from 'pino'
import type { Config } from '../src/config.ts'
import { composeService } from '../src/main/compose.ts'
import type { ChangedRates } from '../src/main/limits.ts'
import { watchMemory } from '../src/main/memory-watch.ts'
import type { Role } from '../src/main/service.ts'
import { readyClient } from '../src/main/web/ready.ts'
import type { Databases } from '../src/store/databases.ts'

/** All the load comes from one account at one address: what it may do is not what is measured. */
const BEYOND_REACH = { points: 1_000_000_000, windowSeconds: 60 }
const rates: ChangedRates = {
  'api.perAddress': BEYOND_REACH,
  'api.perAccount': BEYOND_REACH,
  'api.submissions': BEYOND_REACH,
  'api.submittedBytes': { points: Number.MAX_SAFE_INTEGER, windowSeconds: 60 },
  'api.signIns': BEYOND_REACH,
  'gateway.perAddress': BEYOND_REACH,
  'gateway.perPartner': BEYOND_REACH,
}

const {
  config,
  databases,
  role,
  withClient,
}: { config: Config; databases: Databases; role: Role; withClient: boolean } = JSON.parse(argv[2] ?? '')
const logger = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: true }))
const client = withClient
  ? readyClient((line) => {
      throw new Error(line)
    })
  : Promise.resolve(null)
const service = composeService(config, databases, { demo: false, role, logger, client }, { rates })

// As `despatch serve` has it.
watchMemory()

const stop = () => {
  service.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
process.once('SIGTERM', stop)
process.once('disconnect', stop)

await service.start()
process.send?.('ready')
