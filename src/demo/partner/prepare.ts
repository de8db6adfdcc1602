import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { demoPaths } from '../files.ts'
import type { PartnerEntry } from '../partnership/rows.ts'
import { hasGpg } from './gpg.ts'
import { openGpgKeyring } from './gpg-keyring.ts'
import type { Keyring } from './keyring.ts'
import { openOpenpgpjsKeyring } from './openpgpjs-keyring.ts'
import { type MailPartner, mailPartners } from './partners.ts'
import { serverTls } from './tls.ts'

/**
 * Which program has the partner's keys: the one that made them, since the directory lists those; for a new partner
 * gpg where it is installed, else openpgp.js.
 */
export async function programOf(dataDir: string, partner: MailPartner): Promise<Keyring['program']> {
  const folder = demoPaths(dataDir).partner(partner.domain)
  if (await isThere(join(folder, 'openpgpjs', 'key.asc'))) return 'openpgp.js'
  if (await isThere(join(folder, 'gnupg', 'pubring.kbx'))) return 'gpg'
  return (await hasGpg()) ? 'gpg' : 'openpgp.js'
}

/** The partner's key ring, in the program that has its keys. */
export async function openKeyring(dataDir: string, partner: MailPartner): Promise<Keyring> {
  const folder = demoPaths(dataDir).partner(partner.domain)
  if ((await programOf(dataDir, partner)) === 'openpgp.js')
    return openOpenpgpjsKeyring(join(folder, 'openpgpjs'), partner)
  if (await hasGpg()) return openGpgKeyring(join(folder, 'gnupg'), partner)
  throw new Error(
    `The mail partners have their keys in gpg, which is not installed any more: install gnupg, or begin anew without ${dataDir}.`,
  )
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Where a partner keeps the certificate of its mail server. */
export const tlsPath = (dataDir: string, domain: string): string =>
  join(demoPaths(dataDir).partner(domain), 'tls.json')

/**
 * Makes what each mail partner has of its own before any mail moves: keys, a server certificate, and the
 * certificates of the mailboxes it writes to, as a liaison officer would hand them over.
 * @returns what the partners tell the directory in exchange
 */
export function preparePartners(dataDir: string, contacts: readonly string[]): Promise<PartnerEntry[]> {
  return Promise.all(
    mailPartners.map(async (partner) => {
      const keyring = await openKeyring(dataDir, partner)
      try {
        for (const contact of contacts) await keyring.addContact(contact)
        const { cert } = await serverTls(tlsPath(dataDir, partner.domain), partner)
        const certificate = await keyring.certificate()
        return { domain: partner.domain, certificate, tlsCertificate: cert, relayAddresses: [partner.host] }
      } finally {
        await keyring.close()
      }
    }),
  )
}
