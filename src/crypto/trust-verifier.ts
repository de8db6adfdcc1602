import {
  createMessage,
  enums,
  LiteralDataPacket,
  type PublicKey,
  readSignature,
  type SignaturePacket,
  verify,
} from 'openpgp'
import type { TrustVerifier } from '../domain/trust/verifier.ts'
import { ArmorError, oneArmoredBlock } from './armor.ts'
import { describeCertificate, directSignaturesOf, readCertificate } from './certificate.ts'
import { sha256Hex } from './digest.ts'
import { limits, openpgpConfig } from './profile.ts'
import { weaknessOf } from './weakness.ts'

/** How much older than its statement a signature may be (clocks), and how much younger (roots that are waited for). */
const OLDER_MS = 24 * 3600 * 1000
const YOUNGER_MS = 31 * 24 * 3600 * 1000

/** Signature type 0x00 (RFC 9580 §5.2.1.1): over the exact bytes. */
const BINARY_DOCUMENT = enums.signature.binary

/**
 * OpenPGP for the replay of a trust log. A signature is judged as of the time that it states: its key must have been
 * valid then. Whether that was a time to sign is for the log's order to say, and whether the key counts today for whoever
 * asks about today.
 */
export function createTrustVerifier(): TrustVerifier {
  return {
    // Certificates are parsed anew each time: the library notes on the parsed object what it found out about it at another
    // moment, and all who replay a log have to come to the same.
    async signerOf(text, signature, certificates, time) {
      const found = await readInTime(signature, time)
      if (!found) return null
      const message = await createMessage({ binary: new TextEncoder().encode(text) })
      for (const armored of certificates) {
        const certificate = await readCertificate(armored)
        if (certificate.getKeys(found.packet.issuerKeyID).length === 0) continue
        const { signatures } = await verify({
          message,
          signature: found.signature,
          verificationKeys: certificate,
          date: found.created,
          config: openpgpConfig,
        })
        const good = await signatures[0]?.verified.catch(() => false)
        if (good && signatures.length === 1) return certificate.getFingerprint()
      }
      return null
    },
    async rootOf(text, signature, certificates, time) {
      const found = await readInTime(signature, time)
      if (!found) return null
      const { packet, created } = found
      const { packets } = await createMessage({ binary: new TextEncoder().encode(text) })
      const document = packets.find((part) => part instanceof LiteralDataPacket)
      if (!document) throw new Error('a message that was made from bytes holds them')
      for (const armored of certificates) {
        const certificate = await readCertificate(armored)
        const { keyPacket } = certificate
        if (weaknessOf(certificate.getAlgorithmInfo()) !== null) continue
        if (keyPacket.created > created || !packet.issuerKeyID.equals(keyPacket.getKeyID())) continue
        const good = await packet
          .verify(keyPacket, enums.signature.binary, document, created, true, openpgpConfig)
          .then(
            () => true,
            () => false,
          )
        if (good) return certificate.getFingerprint()
      }
      return null
    },
    async read(armored) {
      const certificate = await readCertificate(armored)
      const { fingerprint, addresses } = await describeCertificate(certificate, await lastWordOf(certificate))
      const sha256 = await sha256Hex(certificate.write())
      return { fingerprint, addresses, sha256, newest: newestWordOf(certificate).toISOString(), armored }
    },
    digest: (text) => sha256Hex(text),
  }
}

/** A moment at which the newest of its self-signatures counts: whether it counts today is asked when it is used. */
async function lastWordOf(certificate: PublicKey): Promise<Date> {
  const times = certificate.users.flatMap(({ selfCertifications }) =>
    selfCertifications.map(({ created }) => created?.getTime() ?? 0),
  )
  return new Date(Math.max(certificate.getCreationTime().getTime(), ...times))
}

/** When its key last said something of it: of itself, its user ids or its subkeys, ends and revocations included. */
function newestWordOf(certificate: PublicKey): Date {
  const { users, subkeys, revocationSignatures } = certificate
  const words = [
    ...directSignaturesOf(certificate),
    ...revocationSignatures,
    ...users.flatMap((user) => [...user.selfCertifications, ...user.revocationSignatures]),
    ...subkeys.flatMap((subkey) => [...subkey.bindingSignatures, ...subkey.revocationSignatures]),
  ]
  return new Date(Math.max(0, ...words.map(({ created }) => created?.getTime() ?? 0)))
}

/** The one signature over a document, when it was made in the time of the statement; with the moment that it states. */
async function readInTime(armored: string, time: string | undefined) {
  const found = await readOne(armored)
  const created = found?.packet.created
  if (!found || !created || found.packet.signatureType !== BINARY_DOCUMENT) return null
  const late = time === undefined ? 0 : created.getTime() - Date.parse(time)
  return late < -OLDER_MS || late > YOUNGER_MS ? null : { ...found, created }
}

async function readOne(armored: string) {
  try {
    const signature = await readSignature({
      armoredSignature: oneArmoredBlock(armored, 'SIGNATURE', limits.signature),
      config: openpgpConfig,
    })
    const packets = [...signature.packets] as SignaturePacket[]
    const [packet] = packets
    return packet && packets.length === 1 ? { packet, signature } : null
  } catch (error) {
    if (error instanceof ArmorError || error instanceof Error) return null
    throw error
  }
}
