import { readFile } from 'node:fs/promises'
import { writePrivate } from '../files.ts'
import type { MailPartner } from './partners.ts'

/** Key and certificate of a partner's mail server, PEM. */
export type ServerTls = { key: string; cert: string }

const YEARS = 10

/** The self-signed certificate of the partner's mail server: made once, then kept, since the service pins it. */
export async function serverTls(path: string, { domain, host }: MailPartner): Promise<ServerTls> {
  const kept = await readFile(path, 'utf8').catch(() => null)
  if (kept !== null) return readTls(kept)
  const name = mailServerName(domain)
  const notAfterDate = new Date()
  notAfterDate.setUTCFullYear(notAfterDate.getUTCFullYear() + YEARS)
  const { generate } = await import('selfsigned')
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: name },
          { type: 7, ip: host },
        ],
      },
    ],
  })
  const tls = { key: made.private, cert: made.cert }
  await writePrivate(path, JSON.stringify(tls))
  return tls
}

/** The name that a partner's mail server gives itself. */
export const mailServerName = (domain: string): string => `mail.${domain}`

function readTls(text: string): ServerTls {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && 'key' in value && 'cert' in value) {
    const { key, cert } = value
    if (typeof key === 'string' && typeof cert === 'string') return { key, cert }
  }
  throw new Error(
    "A partner's kept TLS certificate is damaged; remove it and start again with an empty database.",
  )
}
