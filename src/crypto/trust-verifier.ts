import { createMessage, type PublicKey, readSignature, type SignaturePacket, verify } from 'openpgp'
import type { TrustVerifier } from '../domain/trust/verifier.ts'
import { ArmorError, oneArmoredBlock } from './armor.ts'
import { describeCertificate, readCertificate } from './certificate.ts'
import { sha256Hex } from './digest.ts'
import { limits, openpgpConfig } from './profile.ts'

/** How much older than its statement a signature may be (clocks), and how much younger (roots that are waited for). */
const OLDER_MS = 24 * 3600 * 1000
const YOUNGER_MS = 31 * 24 * 3600 * 1000

/** Signature type 0x00 (RFC 9580 §5.2.1.1): over the exact bytes. */
const BINARY_DOCUMENT = 0

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
      const found = await readOne(signature)
      if (!found) return null
      const { packet, signature: readable } = found
      const issuer = packet.issuerKeyID
      if (packet.signatureType !== BINARY_DOCUMENT || packet.created === null) return null
      const late = time === undefined ? 0 : packet.created.getTime() - Date.parse(time)
      if (late < -OLDER_MS || late > YOUNGER_MS) return null
      const message = await createMessage({ binary: new TextEncoder().encode(text) })
      for (const armored of certificates) {
        const certificate = await readCertificate(armored)
        if (certificate.getKeys(issuer).length === 0) continue
        const { signatures } = await verify({
          message,
          signature: readable,
          verificationKeys: certificate,
          date: packet.created,
          config: openpgpConfig,
        })
        const good = await signatures[0]?.verified.catch(() => false)
        if (good && signatures.length === 1) return certificate.getFingerprint()
      }
      return null
    },
    async read(armored) {
      const certificate = await readCertificate(armored)
      const { fingerprint, addresses } = await describeCertificate(certificate, await lastWordOf(certificate))
      return { fingerprint, addresses, sha256: await sha256Hex(certificate.write()), armored }
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
