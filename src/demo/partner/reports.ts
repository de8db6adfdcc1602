import { randomUUID } from 'node:crypto'
import { whyNoAnswer } from '../../mail/automatic-answer.ts'
import { composeDeliveryStatus } from '../../mail/dsn.ts'
import { fieldValue, readHead } from '../../mail/fields.ts'
import { composeDisposition } from '../../mail/mdn.ts'
import type { KeptMail } from './folder.ts'
import type { MailPartner } from './partners.ts'
import { mailServerName } from './tls.ts'

/** A report and the address it goes to. */
export type PartnerReport = { to: string; message: Uint8Array }

/** The delivery status notification that the partner's server owes, or null where none was asked for. */
export function deliveryReport(
  partner: MailPartner,
  { envelope, messageId, raw }: KeptMail,
): PartnerReport | null {
  const fields = readHead(raw)?.fields ?? []
  if (!envelope.notify.includes('SUCCESS')) return null
  if (whyNoAnswer({ fields, envelopeFrom: envelope.from }, 'delivery-report') !== null) return null
  const server = mailServerName(partner.domain)
  const message = composeDeliveryStatus({
    headers: {
      from: `mailer-daemon@${partner.domain}`,
      to: envelope.from,
      date: new Date(),
      messageId: newMessageId(partner),
      subject: 'Delivery Status Notification (Success)',
      ...(messageId === null ? {} : { about: messageId }),
    },
    text: 'Your message was delivered to the mailbox of its recipient.',
    reportingMta: server,
    envelopeId: envelope.envelopeId,
    recipients: [
      {
        finalRecipient: envelope.to,
        originalRecipient: envelope.originalRecipient,
        action: 'delivered',
        status: '2.0.0',
        diagnostic: '250 2.0.0 Delivered to the mailbox',
        at: new Date(envelope.at),
      },
    ],
    original: raw,
  })
  return { to: envelope.from, message }
}

/**
 * The disposition notification that a person's mail program sends when the message is displayed, or null where
 * it must not: when none was asked for, or when it would go to another address than bounces do without the
 * person having been asked (RFC 8098 §2.1).
 */
export function displayedReport(
  partner: MailPartner,
  { envelope, messageId, raw }: KeptMail,
): PartnerReport | null {
  const head = readHead(raw)
  const asked = head === null ? null : fieldValue(head.fields, 'disposition-notification-to')
  const to = asked === null ? undefined : (/<([^<>\s]+)>/.exec(asked)?.[1] ?? asked.trim())
  if (to === undefined || messageId === null || to !== envelope.from) return null
  const about = { fields: head?.fields ?? [], envelopeFrom: envelope.from }
  if (whyNoAnswer(about, 'disposition-notification') !== null) return null
  const message = composeDisposition({
    headers: {
      from: partner.address,
      to,
      date: new Date(),
      messageId: newMessageId(partner),
      subject: 'Return receipt (displayed)',
      about: messageId,
    },
    text: 'The message was displayed on the recipient’s computer. This does not show that it was understood.',
    reportingAgent: `${mailServerName(partner.domain)}; Example Mail`,
    finalRecipient: partner.address,
    originalMessageId: messageId,
  })
  return { to, message }
}

/** A Message-ID of the partner's own. */
export const newMessageId = (partner: MailPartner): string => `<${randomUUID()}@${partner.domain}>`
