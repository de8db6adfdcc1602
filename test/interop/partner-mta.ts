import { X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GatewayAddress } from '../../src/demo/partner/gateway.ts'
import type { MailPartner } from '../../src/demo/partner/partners.ts'
import type { ServerTls } from '../../src/demo/partner/tls.ts'

/** A real mail server in a partner's place, on the partner's own loopback address. */
export type PartnerMta = {
  /** takes mail from the world, over STARTTLS alone */
  port: number
  /** takes the mail of the partner's own people */
  clientPort: number
  /** the certificate that it shows, PEM */
  certificate: string
  /** the mails in the Maildir of the partner's mailbox */
  kept(): Promise<Uint8Array[]>
  /** what it logged */
  log(): Promise<string>
  /** Ends it, and removes what is its own. */
  stop(): Promise<void>
}

/** What it has to do with. */
export type MtaSurroundings = {
  /** whose mail it keeps, at the partner's one address */
  partner: MailPartner
  /** the partner's own certificate */
  tls: ServerTls
  /** where all its own mail goes, over STARTTLS, to the server with that certificate and no other */
  gateway: GatewayAddress
  /** a domain that it takes mail for, and has no mailbox of */
  emptyDomain: string
  /** a domain whose mail it hands on, in clear, to a server behind it at that port of its own address */
  onward: { domain: string; port: number }
}

export type StartMta = (around: MtaSurroundings) => Promise<PartnerMta>

/** The SHA-256 of a certificate in hexadecimal pairs with colons between. */
export const fingerprintOf = (certificate: string): string => new X509Certificate(certificate).fingerprint256

/** The mails in a Maildir that were not read; none where nothing has come yet. */
export async function readMaildir(folder: string): Promise<Uint8Array[]> {
  const names = await readdir(join(folder, 'new')).catch(() => [])
  return Promise.all(names.toSorted().map((name) => readFile(join(folder, 'new', name))))
}
