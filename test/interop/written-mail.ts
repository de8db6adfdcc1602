import { randomUUID } from 'node:crypto'
import { simpleParser } from 'mailparser'

/** What a mail program other than ours finds in a mail: its form, and the armored text in it. */
export async function readSealed(
  raw: Uint8Array,
): Promise<{ type: string; parts: string[]; subject: string; marking: string; armored: string }> {
  const mail = await simpleParser(Buffer.from(raw))
  const type = mail.headers.get('content-type')
  const value = typeof type === 'object' && 'value' in type && 'params' in type ? type.value : ''
  return {
    type: value,
    parts: mail.attachments.map(({ contentType }) => contentType),
    subject: mail.subject ?? '',
    marking: String(mail.headers.get('despatch-marking') ?? ''),
    armored: mail.attachments[1]?.content.toString() ?? '',
  }
}

/** What stands in an entity that was opened. */
export async function readClear(entity: string): Promise<{ subject: string; text: string }> {
  const { subject = '', text = '' } = await simpleParser(entity)
  return { subject, text }
}

/** An entity of plain text, as a mail program that protects no header seals it. */
export const plainEntity = (text: string): Uint8Array =>
  Buffer.from(
    `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text.replaceAll('\n', '\r\n')}`,
  )

/** A mail around an armored text, written down by hand from RFC 3156 §4. */
export function sealedMail(
  { from, to, subject, inReplyTo }: { from: string; to: string; subject: string; inReplyTo: string },
  armored: string,
): Uint8Array {
  const lines = [
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomUUID()}@${from.slice(from.indexOf('@') + 1)}>`,
    `In-Reply-To: ${inReplyTo}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="two"',
    '',
    '--two',
    'Content-Type: application/pgp-encrypted',
    '',
    'Version: 1',
    '',
    '--two',
    'Content-Type: application/octet-stream; name="encrypted.asc"',
    '',
    ...armored.trimEnd().split(/\r?\n/),
    '--two--',
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}
