import { CertificateError } from '../crypto/certificate.ts'
import type { ReadCertificate } from '../crypto/certificate-cache.ts'
import type { PublicKey } from '../crypto/keys.ts'
import type { Directory } from '../domain/wire/directory.ts'
import type { Client } from './client.ts'
import { ClientError } from './errors.ts'
import { createKept, type Kept } from './kept.ts'
import { type Pins, pin, pinnedValues } from './pins.ts'

/** What it takes to look a certificate up and to remember it. */
export type Lookup = { client: Client; pins: Pins; kept?: Kept }

/** The directory of agencies, mailboxes, networks and agreements. */
export const readDirectory = ({ client }: { client: Client }): Promise<Directory> => client.directory()

/**
 * The current certificate of a mailbox: pinned on first sight, and carrying the mailbox's own address (a mail
 * client chooses the key by the address).
 *
 * @throws PinChangedError, ClientError when the mailbox has none or has one of another address
 */
export async function mailboxCertificate(
  { client, pins, kept = createKept() }: Lookup,
  address: string,
  now: Date,
): Promise<PublicKey> {
  const current = (await client.certificates({ mailbox: address })).find(({ state }) => state === 'current')
  if (!current) throw new ClientError(`${address} has no certificate yet, so nothing can be sealed to it.`)
  const certificate = await readListed(kept, current, address)
  if (!(await kept.addressesOf(certificate, now)).includes(address)) {
    throw new ClientError(
      `The certificate given for ${address} is not made out to that address. Ask its holder.`,
    )
  }
  await pin(pins, `mailbox:${address}`, certificate.getFingerprint(), `the certificate of ${address}`)
  return certificate
}

/**
 * The certificates of a mailbox that this machine has reason to believe: the pinned one, and those that were pinned
 * before a person accepted a change. A server may list others as superseded; whose they are nobody has said.
 */
export async function certificatesOf(
  { client, pins, kept = createKept() }: Lookup,
  address: string,
): Promise<PublicKey[]> {
  const listed = await client.certificates({ mailbox: address })
  const current = listed.find(({ state }) => state === 'current')
  if (current) await pin(pins, `mailbox:${address}`, current.fingerprint, `the certificate of ${address}`)
  const believed = await pinnedValues(pins, `mailbox:${address}`)
  const usable = listed.filter(
    ({ state, fingerprint }) => state !== 'revoked' && believed.includes(fingerprint),
  )
  return Promise.all(usable.map((entry) => readListed(kept, entry, address)))
}

/**
 * A person's certificate as a view carries it, pinned under the login that the directory gives it. Somebody whom
 * the directory does not list is not believed.
 *
 * @throws PinChangedError, ClientError
 */
export async function personCertificate(
  { client, pins, kept = createKept() }: Lookup,
  armored: string,
): Promise<PublicKey> {
  const certificate = await kept.readCertificate(armored)
  const fingerprint = certificate.getFingerprint()
  const listed = await client.certificates({ fingerprint })
  const owner = listed.find((entry) => entry.fingerprint === fingerprint)?.owner
  if (!owner || !('person' in owner)) {
    throw new ClientError(`The signature is by a key that the directory does not list (${fingerprint}).`)
  }
  await pin(pins, `person:${owner.person}`, fingerprint, `the certificate of ${owner.person}`)
  return certificate
}

const readListed = async (
  { readCertificate }: { readCertificate: ReadCertificate },
  { armored, fingerprint }: { armored: string; fingerprint: string },
  owner: string,
): Promise<PublicKey> => {
  const certificate = await readCertificate(armored).catch((error: unknown) => {
    if (error instanceof CertificateError)
      throw new ClientError(`The certificate of ${owner}: ${error.message}`)
    throw error
  })
  if (certificate.getFingerprint() === fingerprint) return certificate
  throw new ClientError(
    `The directory names another certificate for ${owner} than it gives. Tell the operator.`,
  )
}
