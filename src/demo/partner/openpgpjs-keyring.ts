import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { armorMessage, dearmorMessage } from '../../crypto/armor.ts'
import { describeCertificate, readCertificate } from '../../crypto/certificate.ts'
import { generateUserKey, lockKey, type PrivateKey, type PublicKey, unlockKey } from '../../crypto/keys.ts'
import { open } from '../../crypto/open.ts'
import { seal } from '../../crypto/seal.ts'
import { writePrivate } from '../files.ts'
import type { Keyring } from './keyring.ts'
import type { MailPartner } from './partners.ts'

/** The key's file is readable by its owner alone, as gpg's key without a passphrase would be. */
const NO_SECRET = 'the demonstration partner types no passphrase'

/** The partner's keys where the gpg program is not installed: openpgp.js stands in for it. */
export async function openOpenpgpjsKeyring(folder: string, partner: MailPartner): Promise<Keyring> {
  const key = await ownKey(join(folder, 'key.asc'), partner)
  const contacts = join(folder, 'contacts')
  return {
    program: 'openpgp.js',
    certificate: async () => key.toPublic().armor(),
    addContact: async (armored) => {
      const certificate = await readCertificate(armored)
      await writePrivate(join(contacts, `${certificate.getFingerprint()}.asc`), armored)
    },
    open: async (armored) => {
      const sealed = await dearmorMessage(armored)
      const verifyWith = await readContacts(contacts)
      const { entity, signature } = await open({ sealed, keys: [key], verifyWith, now: new Date() })
      return { entity, signer: signature.status === 'verified' ? signature.signer : null }
    },
    seal: async (entity, to) => {
      const now = new Date()
      const recipient = await contactFor(await readContacts(contacts), to, now)
      return armorMessage(
        await seal({ entity, signingKey: key, recipients: [recipient, key.toPublic()], now }),
      )
    },
    close: async () => {},
  }
}

async function ownKey(path: string, { name, address }: MailPartner): Promise<PrivateKey> {
  const kept = await readFile(path, 'utf8').catch(() => null)
  if (kept !== null) return unlockKey(kept, NO_SECRET)
  const key = await generateUserKey({ name, address, now: new Date() })
  await writePrivate(path, await lockKey(key, NO_SECRET, { fast: true }))
  return key
}

async function readContacts(folder: string): Promise<PublicKey[]> {
  const names = await readdir(folder).catch(() => [])
  return Promise.all(names.map(async (name) => readCertificate(await readFile(join(folder, name), 'utf8'))))
}

async function contactFor(contacts: readonly PublicKey[], address: string, now: Date): Promise<PublicKey> {
  for (const contact of contacts) {
    if ((await describeCertificate(contact, now)).addresses.includes(address)) return contact
  }
  throw new Error(`The partner has no certificate for ${address}.`)
}
