import { generateKeyPairSync } from 'node:crypto'
import { pino } from 'pino'
import type { AppDependencies } from '../../src/api/dependencies.ts'
import { createLimits } from '../../src/main/limits.ts'
import { createAccounts } from '../../src/services/accounts.ts'
import { createCallers } from '../../src/services/caller.ts'
import { createChanges } from '../../src/services/events/changes.ts'
import { BEAT_MS } from '../../src/services/events/stream.ts'
import { createPublication } from '../../src/services/log/publication.ts'
import { createAcceptance } from '../../src/services/referrals/accept.ts'
import { createSignIn } from '../../src/services/sign-in.ts'
import { createTrustStanding } from '../../src/services/trust/standing.ts'
import type { TestDatabase } from '../setup/database.ts'

/** The API without the rest of the service: enough for what it says of itself, and for connections. */
export function bareDependencies(
  { db }: Pick<TestDatabase, 'db'>,
  { origin, version }: { origin: string; version: string },
): AppDependencies {
  const clock = () => new Date()
  const standing = createTrustStanding()
  const service = { origin, domain: 'despatch.test' }
  const { privateKey } = generateKeyPairSync('ed25519')
  const tokenKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return {
    db,
    clock,
    client: null,
    service,
    description: {
      name: 'despatch',
      version,
      origin,
      serviceDomain: 'despatch.test',
      logKey: '',
      trustKey: '',
      keyExchanges: [],
      serviceCertificate: '',
      serviceExchanges: [],
      limits: { contentBytes: 1, manifestBytes: 1 },
    },
    serviceCertificates: { now: '', former: new Map() },
    signIn: createSignIn({ db, origin, clock, key: tokenKey, decoy: '' }),
    standing,
    accounts: createAccounts({ db, clock, origin, key: tokenKey, setup: '' }),
    tokenSeed: tokenKey,
    publication: createPublication(db),
    changes: createChanges(),
    beatMs: BEAT_MS,
    readCaller: createCallers(db, clock),
    tidy() {},
    accept: createAcceptance({ db, clock, service, standing, spool: '', tidy() {} }),
    readiness: async () => ({ ready: true, checks: [] }),
    metrics: { answered: () => {}, page: async () => ({ contentType: 'text/plain', text: '' }) },
    metricsAccess: () => false,
    limits: createLimits({ redis: null, logger: pino({ level: 'silent' }) }).limits.api,
    trustedProxies: [],
    webOrigins: [],
    notices: { available: false },
    fetchKey: null,
  }
}
