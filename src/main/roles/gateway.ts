import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../../config.ts'
import { listen, type SmtpStep } from '../../mail/gateway/listen.ts'
import { readOuterHeaders } from '../../mail/gateway/outer-headers.ts'
import { readReport } from '../../mail/gateway/report.ts'
import { createAddressRation } from '../../services/arrivals/address-ration.ts'
import { createReception, type Reception } from '../../services/arrivals/reception.ts'
import { createRelayAddresses } from '../../services/arrivals/relay-addresses.ts'
import { createSameMail } from '../../services/arrivals/same-mail.ts'
import type { Db } from '../../services/db.ts'
import { faultOf } from '../../services/fault.ts'
import type { GatewayLimits } from '../../services/limits.ts'
import { prepareSpool } from '../../services/referrals/incoming-content.ts'
import type { GatewayKeys } from '../service-keys.ts'
import { createTidy } from '../tidy.ts'

/** The gateway role: takes mail from partners. */
export async function gatewayRole({
  config,
  db,
  clock,
  keys,
  limits,
  logger,
  onAnswer,
  wrapKeep = (keep) => keep,
}: {
  config: Config
  db: Db
  clock: () => Date
  keys: GatewayKeys
  limits: GatewayLimits
  logger: Logger
  onAnswer: (step: SmtpStep, code: number) => void
  /** what a test puts around the keeping of a mail */
  wrapKeep?: ((keep: Reception['keep']) => Reception['keep']) | undefined
}): Promise<{ port: number; listening(): boolean; stop(): Promise<void> }> {
  const spool = join(config.dataDir, 'spool')
  await prepareSpool(spool)
  const tidy = createTidy()
  const reception = createReception({
    db,
    clock,
    service: { origin: config.publicUrl, domain: config.serviceDomain },
    serviceKey: keys.service,
    sameMail: createSameMail(keys.sameMail),
    readers: { readReport, readOuterHeaders },
    perPartner: limits.perPartner,
    spool,
    tidy,
  })
  const { port, listening, close } = await listen({
    host: config.host,
    port: config.smtpPort,
    name: config.serviceDomain,
    tls: keys.tls,
    requireTls: true,
    recipient: reception.recipient,
    keep: wrapKeep(reception.keep),
    ration: createAddressRation(limits),
    isPartner: createRelayAddresses(db),
    tidy,
    logger,
    faultOf,
    onAnswer,
  })
  return { port, listening, stop: close }
}
