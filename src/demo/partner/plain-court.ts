import { randomUUID } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import type { RelayResult } from '../../mail/gateway/relay.ts'
import type { Attachment } from '../../sdk/referral-request.ts'
import { readGateway } from './gateway.ts'
import { sendToGateway } from './outgoing.ts'
import type { MailPartner } from './partners.ts'

/** A court whose secure mail is not encrypted end to end: its network is accredited, and seals nothing. */
export const plainCourt: MailPartner = {
  domain: 'liverpool-cc.cjsm.test',
  address: 'orders@liverpool-cc.cjsm.test',
  name: 'Liverpool Crown Court orders office',
  host: '127.0.0.15',
}

/**
 * Sends an order as the court's own mail system does: ordinary MIME, the order as JSON and as PDF attached, in one
 * mail to all the teams, over STARTTLS from the court's relay.
 */
export async function sendPlainOrder(
  dataDir: string,
  mail: { to: string[]; subject: string; text: string; order: unknown; attachments: Attachment[] },
): Promise<{ messageId: string; answers: RelayResult[] }> {
  const messageId = `<${randomUUID()}@${plainCourt.domain}>`
  const message = await new MailComposer({
    from: plainCourt.address,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    messageId,
    date: new Date(),
    attachments: [
      { filename: 'order.json', contentType: 'application/json', content: JSON.stringify(mail.order) },
      ...mail.attachments.map(({ name, type, bytes }) => ({
        filename: name,
        contentType: type,
        content: Buffer.from(bytes),
      })),
    ],
  })
    .compile()
    .build()
  const gateway = await readGateway(dataDir)
  const answers: RelayResult[] = []
  // One transaction for each recipient, as the court's relay does: the gateway has the same bytes for both.
  for (const to of mail.to) {
    answers.push(await sendToGateway(plainCourt, gateway, { from: plainCourt.address, to, message }))
  }
  return { messageId, answers }
}
