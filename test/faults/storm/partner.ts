import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type KeptMail, mailFolder } from '../../../src/demo/partner/folder.ts'
import type { GatewayAddress } from '../../../src/demo/partner/gateway.ts'
import { partnerWith } from '../../../src/demo/partner/partners.ts'
import { tlsPath } from '../../../src/demo/partner/prepare.ts'
import { serverTls } from '../../../src/demo/partner/tls.ts'
import type { PartnerNetwork } from '../../../src/demo/partners.ts'
import { freePort } from '../../setup/ports.ts'
import { firstWord, type Running, run } from './processes.ts'

/** What the partner's process is told. */
export type PartnerOrders = {
  dataDir: string
  /** the partner's mailbox */
  address: string
  port: number
  /** where it keeps its mail */
  folder: string
  gateway: GatewayAddress
}

/** A mail partner whose server is a process of its own, on one port for its whole life. */
export type PartnerProcess = {
  network: PartnerNetwork
  /** Everything that it ever said 250 to, and what it had kept when it was killed before it could say so. */
  mailbox(): Promise<KeptMail[]>
  start(): Promise<void>
  kill(): Promise<void>
}

export async function createPartner({
  dataDir,
  address,
  gateway,
}: {
  dataDir: string
  address: string
  gateway: GatewayAddress
}): Promise<PartnerProcess> {
  const { domain, host, ...partner } = partnerWith(address)
  const [port, { cert }] = await Promise.all([
    freePort(host),
    serverTls(tlsPath(dataDir, domain), { domain, host, ...partner }),
  ])
  const folder = join(dataDir, 'partner-mail')
  await mkdir(folder)
  const orders: PartnerOrders = { dataDir, address, port, folder, gateway }
  let server: Running | undefined
  return {
    network: { domain, host, port, tlsCertificate: cert, relayAddresses: [host] },
    mailbox: () => mailFolder(folder).list(),
    async start() {
      if (server && !server.hasEnded()) return
      server = run(
        process.execPath,
        [join(import.meta.dirname, 'partner-process.ts'), JSON.stringify(orders)],
        { logFile: join(dataDir, 'partner.log'), heard: true },
      )
      await firstWord(server)
    },
    kill: async () => server?.kill(),
  }
}
