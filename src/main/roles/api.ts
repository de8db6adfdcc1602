import { join } from 'node:path'
import type { Logger } from 'pino'
import { buildApp } from '../../api/app.ts'
import type { Config } from '../../config.ts'
import { STATEMENT_TEXT_LIMIT } from '../../domain/wire/texts.ts'
import type { Db } from '../../services/db.ts'
import type { Publication } from '../../services/log/publication.ts'
import { CONTENT_LIMIT } from '../../services/referrals/accept.ts'
import { prepareSpool } from '../../services/referrals/incoming-content.ts'
import { createSignIn } from '../../services/sign-in.ts'
import { ownVersion } from '../own-version.ts'
import type { ServiceKeys } from '../service-keys.ts'

/** The API role: serves HTTP. */
export async function apiRole({
  config,
  db,
  clock,
  keys,
  publication,
  logger,
}: {
  config: Config
  db: Db
  clock: () => Date
  keys: ServiceKeys
  publication: Publication
  logger: Logger
}): Promise<{ port: number; stop(): Promise<void> }> {
  const service = { origin: config.publicUrl, domain: config.serviceDomain }
  const spool = join(config.dataDir, 'spool')
  await prepareSpool(spool)
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
        logKey: keys.log.vkey,
        serviceCertificate: keys.serviceCertificate,
        limits: { contentBytes: CONTENT_LIMIT, manifestBytes: STATEMENT_TEXT_LIMIT },
      },
      serviceCertificate: keys.serviceCertificate,
      signIn: createSignIn({
        db,
        origin: service.origin,
        clock,
        key: keys.token,
        decoy: keys.serviceCertificate,
      }),
      publication,
      spool,
      tokenKey: keys.token,
      notices: { available: config.notices !== null },
    },
    logger,
  )
  const address = await app.listen({ host: config.host, port: config.port })
  return { port: Number(new URL(address).port), stop: async () => app.close() }
}
