import { join } from 'node:path'
import { demoPaths } from './files.ts'
import { attention, type Behaviour } from './partner/attention.ts'
import { mailFolder } from './partner/folder.ts'
import { type GatewayAddress, keepGateway } from './partner/gateway.ts'
import { type Officer, openOfficer } from './partner/officer.ts'
import { type MailPartner, mailPartners } from './partner/partners.ts'
import { tlsPath } from './partner/prepare.ts'
import { listenForMail } from './partner/server.ts'
import { serverTls } from './partner/tls.ts'

const AS_IN_LIFE: Behaviour = { reports: true, opens: true }

/** Where a partner's server listens, and where its mail comes from; `tlsCertificate` is the PEM to pin. */
export type PartnerNetwork = {
  domain: string
  host: string
  port: number
  tlsCertificate: string
  relayAddresses: string[]
}

export type RunningPartners = {
  networks: PartnerNetwork[]
  /** The officer of the partner with that mailbox. */
  officer(address: string): Officer
  stop(): Promise<void>
}

/** As much of a logger as the partners use. */
export type PartnerLogger = { warn(details: object, message: string): void }

/**
 * Starts the mail partners' side: for each a real SMTP server on its own loopback address, and an officer who
 * reads what comes. Mail that came before a stop and was not seen to is seen to now.
 *
 * @param gateway where the service takes mail; remembered for officers in other processes
 */
export async function startPartners({
  dataDir,
  gateway: told,
  logger,
  behaviour = () => AS_IN_LIFE,
}: {
  dataDir: string
  gateway: GatewayAddress
  logger: PartnerLogger
  behaviour?: (partner: MailPartner) => Behaviour
}): Promise<RunningPartners> {
  const gateway = { ...told, host: reachable(told.host) }
  await keepGateway(dataDir, gateway)
  const started = await Promise.all(
    mailPartners.map((partner) =>
      startPartner({ dataDir, gateway, logger, partner, behaviour: behaviour(partner) }),
    ),
  )
  return {
    networks: started.map(({ network }) => network),
    officer: (address) => {
      const found = started.find(({ officer }) => officer.partner.address === address)
      if (found === undefined) throw new Error(`${address} is no mail partner of the demonstration.`)
      return found.officer
    },
    stop: async () => {
      await Promise.all(started.map(({ stop }) => stop()))
    },
  }
}

/** A service that listens on every address is met on the loopback one, where the partners are. */
function reachable(host: string): string {
  return ['0.0.0.0', '::', ''].includes(host) ? '127.0.0.1' : host
}

async function startPartner({
  dataDir,
  gateway,
  logger,
  partner,
  behaviour,
}: {
  dataDir: string
  gateway: GatewayAddress
  logger: PartnerLogger
  partner: MailPartner
  behaviour: Behaviour
}): Promise<{ network: PartnerNetwork; officer: Officer; stop: () => Promise<void> }> {
  const { domain, host } = partner
  const officer = await openOfficer(dataDir, partner)
  const mails = mailFolder(join(demoPaths(dataDir).partner(domain), 'mail'))
  const warn = (error: unknown) =>
    logger.warn({ err: error, partner: domain }, 'fault on the mail partner’s side')
  const { attend, stop } = attention({ officer, mails, gateway, behaviour, onError: warn })
  const tls = await serverTls(tlsPath(dataDir, domain), partner)
  const keep: Parameters<typeof listenForMail>[0]['keep'] = async (envelope, raw) =>
    attend(await mails.keep(envelope, raw))
  const server = await listenForMail({ partner, tls, keep, onError: warn })
  for (const mail of await mails.list()) attend(mail)
  return {
    network: { domain, host, port: server.port, tlsCertificate: tls.cert, relayAddresses: [host] },
    officer,
    stop: async () => {
      await server.close()
      await stop()
      await officer.close({ stop: true })
    },
  }
}
