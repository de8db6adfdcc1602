import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../../config.ts'
import { createCheckSender } from '../../mail/gateway/authenticate.ts'
import { listen, type SmtpStep } from '../../mail/gateway/listen.ts'
import { readOuterHeaders } from '../../mail/gateway/outer-headers.ts'
import { readReport } from '../../mail/gateway/report.ts'
import type { DnsResolver } from '../../mail/gateway/resolver.ts'
import { cameOverTls } from '../../mail/gateway/trace.ts'
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

/** The gateway role: takes mail from partners, by SMTP, and by LMTP from a mail server of our own. */
export async function gatewayRole({
  config,
  db,
  clock,
  keys,
  limits,
  resolver,
  logger,
  onAnswer,
  wrapKeep = (keep) => keep,
}: {
  config: Config
  db: Db
  clock: () => Date
  keys: GatewayKeys
  limits: GatewayLimits
  /** asked who may send for a domain; null where nobody is */
  resolver: DnsResolver | null
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
    readers: {
      readReport,
      readOuterHeaders,
      checkSender: resolver === null ? null : createCheckSender(config.serviceDomain, resolver),
    },
    perPartner: limits.perPartner,
    postmaster: config.postmaster,
    spool,
    tidy,
  })
  const keep = wrapKeep(reception.keep)
  const ways = {
    name: config.serviceDomain,
    tls: keys.tls,
    recipient: reception.recipient,
    ration: createAddressRation(limits),
    isPartner: createRelayAddresses(db),
    tidy,
    logger,
    faultOf,
    onAnswer,
  }
  const smtp = await listen({ ...ways, host: config.host, port: config.smtpPort, requireTls: true, keep })
  if (config.lmtp === null) return { port: smtp.port, listening: smtp.listening, stop: smtp.close }
  const { host, port, clients } = config.lmtp
  const lmtp = await listen({
    ...ways,
    host,
    port,
    lmtp: { clients },
    // The hop that counts is the one to the server that hands it over, which says how that was.
    keep: (envelope, raw) => keep({ ...envelope, tls: cameOverTls(raw) }, raw),
  }).catch(async (error: unknown) => {
    await smtp.close()
    throw error
  })
  return {
    port: smtp.port,
    listening: () => smtp.listening() && lmtp.listening(),
    stop: async () => void (await Promise.all([smtp.close(), lmtp.close()])),
  }
}
