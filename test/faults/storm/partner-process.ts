/**
 * A mail partner in a process of its own, which may be killed at any moment. Its server says 250 when a mail is on
 * disk; that folder is also its queue of delivery reports, each of which goes out until the gateway has taken it.
 */
import { argv } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { type KeptMail, mailFolder } from '../../../src/demo/partner/folder.ts'
import { partnerWith } from '../../../src/demo/partner/partners.ts'
import { tlsPath } from '../../../src/demo/partner/prepare.ts'
import { deliveryReport } from '../../../src/demo/partner/reports.ts'
import { listenForMail } from '../../../src/demo/partner/server.ts'
import { mailServerName, serverTls } from '../../../src/demo/partner/tls.ts'
import { relay } from '../../../src/mail/gateway/relay.ts'
import type { PartnerOrders } from './partner.ts'

/** Reports on their way at once. */
const REPORTERS = 4
const AGAIN_MS = 100

const { dataDir, address, port, folder, gateway }: PartnerOrders = JSON.parse(argv[2] ?? '')
const partner = partnerWith(address)
const mails = mailFolder(folder)
const unreported = await mails.list()
let reporting = 0

await listenForMail({
  partner,
  port,
  tls: await serverTls(tlsPath(dataDir, partner.domain), partner),
  async keep(envelope, raw) {
    unreported.push(await mails.keep(envelope, raw))
    reportOn()
  },
  onError: (error) => console.error(error),
})
console.log('The partner takes mail')
reportOn()

function reportOn(): void {
  for (; reporting < REPORTERS && unreported.length > 0; reporting += 1) {
    void reportAll().finally(() => {
      reporting -= 1
    })
  }
}

async function reportAll(): Promise<void> {
  for (let mail = unreported.shift(); mail; mail = unreported.shift()) {
    if (await mails.done(mail.id, 'reported')) continue
    await report(mail)
    await mails.claim(mail.id, 'reported')
  }
}

async function report(mail: KeptMail): Promise<void> {
  const due = deliveryReport(partner, mail)
  if (due === null) return
  for (;;) {
    const { outcome, reply } = await relay({
      ...gateway,
      name: mailServerName(partner.domain),
      localAddress: partner.host,
      envelope: { from: '', to: due.to, notify: [] },
      message: due.message,
      timeoutMs: 10_000,
      deadlineMs: 30_000,
    })
    if (outcome === 'failed') console.error(`a report was refused: ${reply}`)
    if (outcome !== 'retry') return
    await pause(AGAIN_MS)
  }
}
