import { randomUUID } from 'node:crypto'
import { armorMessage } from '../../src/crypto/armor.ts'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { seal } from '../../src/crypto/seal.ts'
import { composeEncrypted } from '../../src/mail/encrypted.ts'
import { type RelayResult, relay } from '../../src/mail/gateway/relay.ts'
import { composeReply, threading } from '../../src/mail/reply.ts'
import type { World } from './world.ts'

/**
 * An ordinary encrypted mail to a mailbox of the service, as anybody with its certificate could write it, who may write
 * to others too.
 */
export async function encryptedMail(
  { database: { db } }: { database: Pick<World['database'], 'db'> },
  {
    from,
    to,
    also = [],
    inReplyTo = null,
    subject = 'RESTRICTED: a reply',
    text = 'RESTRICTED\n\nPlaceholder Pat has a closed file with us.\n\nRESTRICTED\n',
  }: {
    from: string
    to: string
    also?: string[]
    inReplyTo?: string | null
    subject?: string
    text?: string
  },
): Promise<{ messageId: string; message: Uint8Array }> {
  const certificates = await db
    .selectFrom('certificate')
    .innerJoin('mailbox', 'mailbox.id', 'certificate.mailbox_id')
    .select('certificate.armored')
    .where('mailbox.address', 'in', [to, ...also])
    .where('certificate.state', '=', 'current')
    .execute()
  const now = new Date()
  const messageId = `<${randomUUID()}@${from.slice(from.indexOf('@') + 1)}>`
  const headers = { from, to: [to, ...also], date: now, messageId }
  const entity = composeReply({ ...headers, subject, inReplyTo, references: [], text })
  const recipients = await Promise.all(certificates.map(({ armored }) => readCertificate(armored)))
  const sealed = await seal({ entity, recipients, now })
  const message = composeEncrypted({
    ...headers,
    armored: armorMessage(sealed),
    extraHeaders: threading({ inReplyTo, references: [] }),
  })
  return { messageId, message }
}

/** A mail in clear, with these header fields and this text. */
export function clearMail(fields: Record<string, string>, text: string): Uint8Array {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
  return new TextEncoder().encode([...lines, '', text, ''].join('\r\n'))
}

/** Brings a mail to the service's gateway, once, from a loopback address of its own. */
export function bring(
  { config, keys }: Pick<World, 'config' | 'keys'>,
  {
    from,
    to,
    message,
    localAddress,
  }: { from: string; to: string; message: Uint8Array; localAddress?: string },
): Promise<RelayResult> {
  return relay({
    host: config.host,
    port: config.smtpPort,
    tlsCertificate: keys.tls.cert,
    name: 'mail.example.test',
    envelope: { from, to, notify: [] },
    message,
    timeoutMs: 10_000,
    ...(localAddress === undefined ? {} : { localAddress }),
  })
}

/** Where the demonstration's police send their mail from, and where nobody's partner does. */
export const POLICE_RELAY = '127.0.0.13'
export const STRANGER = '127.0.0.99'
