import type { Logger } from 'pino'
import type { Config } from '../../config.ts'
import { listen } from '../../mail/gateway/listen.ts'
import { readOuterHeaders } from '../../mail/gateway/outer-headers.ts'
import { readReport } from '../../mail/gateway/report.ts'
import { createReception, type Reception } from '../../services/arrivals/reception.ts'
import { createSameMail } from '../../services/arrivals/same-mail.ts'
import type { Db } from '../../services/db.ts'
import type { ServiceKeys } from '../service-keys.ts'

/** The gateway role: takes mail from partners. */
export async function gatewayRole({
  config,
  db,
  clock,
  keys,
  logger,
  wrapKeep = (keep) => keep,
}: {
  config: Config
  db: Db
  clock: () => Date
  keys: ServiceKeys
  logger: Logger
  /** what a test puts around the keeping of a mail */
  wrapKeep?: ((keep: Reception['keep']) => Reception['keep']) | undefined
}): Promise<{ port: number; stop(): Promise<void> }> {
  const reception = createReception({
    db,
    clock,
    service: { origin: config.publicUrl, domain: config.serviceDomain },
    serviceKey: keys.service,
    sameMail: createSameMail(keys.sameMail),
    readers: { readReport, readOuterHeaders },
  })
  const { port, close } = await listen({
    host: config.host,
    port: config.smtpPort,
    name: config.serviceDomain,
    tls: keys.tls,
    requireTls: true,
    recipient: reception.recipient,
    keep: wrapKeep(reception.keep),
    logger,
  })
  return { port, stop: close }
}
