import { createMessage, type PublicKey, readCleartextMessage, readSignature, verify } from 'openpgp'
import { oneArmoredBlock } from './armor.ts'
import { type EntitySignature, judge } from './judge.ts'
import { judgedAt, limits, openpgpConfig } from './profile.ts'

/** By whom a part may be signed, and when it is known to have been here. */
type Judged = { verifyWith: readonly PublicKey[]; received: Date }

const UNREADABLE: EntitySignature = { status: 'unverified', keyId: '', reason: 'bad-signature' }

/**
 * What a detached signature over a part is worth (RFC 3156 §5).
 *
 * @param content the part as it was signed: its lines ended by CRLF
 * @param signature armored; anything but one armored signature makes the part unverified, with an empty key id
 */
export async function judgeDetached(
  content: Uint8Array,
  signature: string,
  { verifyWith, received }: Judged,
): Promise<EntitySignature> {
  try {
    const block = oneArmoredBlock(signature, 'SIGNATURE', limits.signature)
    const { signatures } = await verify({
      message: await createMessage({ binary: new Uint8Array(content) }),
      signature: await readSignature({ armoredSignature: block, config: openpgpConfig }),
      verificationKeys: [...verifyWith],
      date: judgedAt(received),
      format: 'binary',
      config: openpgpConfig,
    })
    const verdict = await judge(signatures, verifyWith, received)
    return verdict.status === 'unsigned' ? UNREADABLE : verdict
  } catch {
    // The library has no named errors for what it cannot read.
    return UNREADABLE
  }
}

/** A text of the cleartext signature framework (RFC 9580 §7) as it was signed; null where it is none that can be read. */
export async function judgeCleartext(
  armored: string,
  { verifyWith, received }: Judged,
): Promise<{ text: string; signature: EntitySignature } | null> {
  if (armored.length > limits.armoredMessage) return null
  try {
    const { data, signatures } = await verify({
      message: await readCleartextMessage({ cleartextMessage: armored, config: openpgpConfig }),
      verificationKeys: [...verifyWith],
      date: judgedAt(received),
      config: openpgpConfig,
    })
    const verdict = await judge(signatures, verifyWith, received)
    if (typeof data !== 'string') return null
    return { text: data, signature: verdict.status === 'unsigned' ? UNREADABLE : verdict }
  } catch {
    return null
  }
}
