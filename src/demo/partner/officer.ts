import { join } from 'node:path'
import { composeEncrypted, findEncrypted } from '../../mail/encrypted.ts'
import { fieldValue, readHead } from '../../mail/fields.ts'
import type { RelayResult } from '../../mail/gateway/relay.ts'
import { readMessageIds } from '../../mail/message-id.ts'
import { composeReply, threading } from '../../mail/reply.ts'
import { demoPaths, writePrivate } from '../files.ts'
import { type KeptMail, mailFolder } from './folder.ts'
import { readGateway } from './gateway.ts'
import type { Keyring } from './keyring.ts'
import { sendToGateway } from './outgoing.ts'
import type { MailPartner } from './partners.ts'
import { openKeyring } from './prepare.ts'
import { displayedReport, newMessageId } from './reports.ts'

/** A referral as the officer's mail program shows it. */
export type ShownMail = {
  /** What opened it. */
  program: Keyring['program']
  /** The subject inside the seal. */
  subject: string
  text: string
  attachments: string[]
  /** Primary fingerprint of whoever signed it, when the signature is good. */
  signer: string | null
  /** The gateway's answer to the disposition notification; null when none was asked for or it had gone before. */
  notification: RelayResult | null
}

/** A mail that the officer sent, and the gateway's answer to it. */
export type SentMail = { messageId: string; answer: RelayResult }

/**
 * An officer of a mail partner at their mail program: reads the folder that their server fills, opens with their
 * own OpenPGP program, and answers by ordinary encrypted mail. Works from `DATA_DIR` alone, so in any process.
 */
export type Officer = {
  partner: MailPartner
  /** All received mail, oldest first, still sealed. */
  inbox(): Promise<KeptMail[]>
  /** Opens a mail by its Message-ID, and sends the disposition notification the first time. */
  open(messageId: string): Promise<ShownMail>
  /** Answers to the mailbox that the mail is from, as its mail program would: In-Reply-To, References, sealed. */
  reply(messageId: string, text: string): Promise<SentMail>
  /** Starts a referral of the partner's own. */
  startReferral(referral: { to: string; subject: string; text: string }): Promise<SentMail>
  /** Closes the mail program; `stop` also ends the OpenPGP agent that all of this partner's programs share. */
  close(options?: { stop: boolean }): Promise<void>
}

/** Sits the partner's officer down at their mail program. */
export async function openOfficer(dataDir: string, partner: MailPartner): Promise<Officer> {
  const folder = demoPaths(dataDir).partner(partner.domain)
  const mails = mailFolder(join(folder, 'mail'))
  const keyring = await openKeyring(dataDir, partner)

  const mailOf = async (messageId: string): Promise<KeptMail> => {
    const mail = (await mails.list()).find((kept) => kept.messageId === messageId)
    if (mail === undefined) throw new Error(`${partner.name} has received no mail ${messageId}.`)
    return mail
  }
  const send = async (mail: Outgoing): Promise<SentMail> => {
    const messageId = newMessageId(partner)
    const message = await sealMail(partner, keyring, mail, messageId)
    await writePrivate(join(folder, 'sent', `${messageId.slice(1, 37)}.eml`), message)
    const answer = await sendToGateway(partner, await readGateway(dataDir), {
      from: partner.address,
      to: mail.to,
      message,
    })
    return { messageId, answer }
  }

  return {
    partner,
    inbox: () => mails.list(),
    open: async (messageId) => {
      const mail = await mailOf(messageId)
      const { entity, signer } = await keyring.open(armorIn(mail))
      const { subject = '', text = '', attachments } = await readEntity(entity)
      const report = displayedReport(partner, mail)
      const notification =
        report !== null && (await mails.claim(mail.id, 'notified'))
          ? await sendToGateway(partner, await readGateway(dataDir), { from: '', ...report })
          : null
      const names = attachments.map(({ filename = '', contentType }) => filename || contentType)
      return { program: keyring.program, subject, text, attachments: names, signer, notification }
    },
    reply: async (messageId, text) => {
      const mail = await mailOf(messageId)
      const fields = readHead(mail.raw)?.fields ?? []
      const to = fieldValue(fields, 'from') ?? ''
      const references = readMessageIds(fieldValue(fields, 'references') ?? '')
      // The true subject, marking first, stands inside the seal; outside there is only [...].
      const { subject = '' } = await readEntity((await keyring.open(armorIn(mail))).entity)
      return send({ to, subject: `Re: ${subject}`, text, inReplyTo: messageId, references })
    },
    startReferral: (referral) => send({ ...referral, inReplyTo: null, references: [] }),
    close: async ({ stop } = { stop: false }) => {
      if (stop) await keyring.close()
    },
  }
}

type Outgoing = { to: string; subject: string; text: string; inReplyTo: string | null; references: string[] }

async function sealMail(
  partner: MailPartner,
  keyring: Keyring,
  mail: Outgoing,
  messageId: string,
): Promise<Uint8Array> {
  const headers = { from: partner.address, to: [mail.to], date: new Date(), messageId }
  const entity = composeReply({ ...headers, ...mail, to: [mail.to] })
  const armored = await keyring.seal(entity, mail.to)
  return composeEncrypted({ ...headers, armored, extraHeaders: threading(mail) })
}

function armorIn(mail: KeptMail): string {
  const sealed = findEncrypted(mail.raw)
  if (sealed === null) throw new Error(`The mail ${mail.messageId ?? mail.id} is not encrypted.`)
  return sealed.armored
}

/** A message as a mail program reads it; what that takes is loaded when the first one is opened. */
async function readEntity(entity: Uint8Array) {
  const { simpleParser } = await import('mailparser')
  return simpleParser(Buffer.from(entity))
}
