import { join } from 'node:path'
import type { Logger } from 'pino'
import { buildApp } from '../../api/app.ts'
import type { ClientFiles } from '../../api/client-files.ts'
import type { Config } from '../../config.ts'
import { STATEMENT_TEXT_LIMIT } from '../../domain/wire/texts.ts'
import { createAccounts } from '../../services/accounts.ts'
import { createCallers } from '../../services/caller.ts'
import type { Db } from '../../services/db.ts'
import type { Changes } from '../../services/events/changes.ts'
import { BEAT_MS } from '../../services/events/stream.ts'
import type { ApiLimits } from '../../services/limits.ts'
import type { Publication } from '../../services/log/publication.ts'
import type { FetchKey } from '../../services/partner-keys/find.ts'
import { CONTENT_LIMIT, createAcceptance } from '../../services/referrals/accept.ts'
import { prepareSpool } from '../../services/referrals/incoming-content.ts'
import { createSignIn } from '../../services/sign-in.ts'
import { createTrustStanding } from '../../services/trust/standing.ts'
import { ownVersion } from '../own-version.ts'
import { certificatesOf } from '../service-exchanges.ts'
import type { ApiKeys, PublicKeys } from '../service-keys.ts'
import type { Status } from '../status.ts'
import { createTidy } from '../tidy.ts'

/** The API role: serves HTTP. */
export async function apiRole({
  config,
  db,
  clock,
  keys,
  publication,
  changes,
  beatMs = BEAT_MS,
  fetchKey,
  limits,
  status,
  client,
  logger,
}: {
  config: Config
  db: Db
  clock: () => Date
  keys: PublicKeys & ApiKeys
  publication: Publication
  changes: Changes
  beatMs?: number | undefined
  fetchKey: FetchKey | null
  limits: ApiLimits
  status: Pick<Status, 'readiness' | 'metrics' | 'metricsAccess'>
  client: ClientFiles | null
  logger: Logger
}): Promise<{ port: number; stop(): Promise<void> }> {
  const service = { origin: config.publicUrl, domain: config.serviceDomain }
  const spool = join(config.dataDir, 'spool')
  await prepareSpool(spool)
  const tidy = createTidy()
  if (service.origin.startsWith('https:') && config.trustedProxies.length === 0) {
    logger.warn(
      'PUBLIC_URL is of https, which a reverse proxy ends, and TRUSTED_PROXIES names none: everybody shares the rations of its address',
    )
  }
  const standing = createTrustStanding()
  const app = await buildApp(
    {
      db,
      clock,
      service,
      description: {
        name: 'despatch',
        version: await ownVersion(),
        origin: service.origin,
        serviceDomain: service.domain,
        logKey: keys.logKey,
        trustKey: keys.trustKey,
        keyExchanges: keys.keyExchanges,
        serviceCertificate: keys.serviceCertificate,
        serviceExchanges: keys.serviceExchanges,
        limits: { contentBytes: CONTENT_LIMIT, manifestBytes: STATEMENT_TEXT_LIMIT },
      },
      serviceCertificates: await certificatesOf(keys),
      signIn: createSignIn({
        db,
        origin: service.origin,
        clock,
        key: keys.token,
        decoy: keys.serviceCertificate,
      }),
      standing,
      accounts: createAccounts({
        db,
        clock,
        origin: service.origin,
        key: keys.token,
        setup: keys.opaqueSetup,
      }),
      tokenSeed: keys.token,
      publication,
      changes,
      beatMs,
      readCaller: createCallers(db, clock),
      accept: createAcceptance({ db, clock, service, standing, spool, tidy }),
      tidy,
      limits,
      readiness: status.readiness,
      metrics: status.metrics,
      metricsAccess: status.metricsAccess,
      trustedProxies: config.trustedProxies,
      webOrigins: config.webOrigins,
      notices: { available: config.notices !== null },
      fetchKey,
      client,
    },
    logger,
  )
  const address = await app.listen({ host: config.host, port: config.port })
  return { port: Number(new URL(address).port), stop: async () => app.close() }
}
