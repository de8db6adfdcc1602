import {
  type DecryptedSessionKey,
  decrypt,
  decryptSessionKeys,
  enums,
  type Message,
  type PrivateKey,
  type PublicKey,
  readMessage,
  type SessionKey,
} from 'openpgp'
import { type EntitySignature, type FoundSignature, judge } from './judge.ts'
import { tolerateCompressionPadding } from './padded-compression.ts'
import { judgedAt, openpgpConfig } from './profile.ts'

export type { EntitySignature } from './judge.ts'

/** Why a sealed object cannot be read; the reason travels in a signed `unreadable` receipt. */
export type UnreadableReason =
  /** no part of it names a key of ours */
  | 'not-addressed'
  /** a part names our key, but does not open with it */
  | 'mislabelled'
  /** cut short, altered, or not an OpenPGP message */
  | 'corrupt'
  /** would unpack to more than we hold */
  | 'too-large'
  /** an OpenPGP message that is not encrypted */
  | 'not-encrypted'

export class UnreadableError extends Error {
  override name = 'UnreadableError'
  readonly reason: UnreadableReason
  constructor(reason: UnreadableReason, sentence = sentences[reason]) {
    super(sentence)
    this.reason = reason
  }
}

const sentences: Record<UnreadableReason, string> = {
  'not-addressed': 'This was not encrypted to a key of yours.',
  mislabelled: 'This names your key but was encrypted to another one.',
  corrupt: 'This is damaged: it is not what its sender sealed.',
  'too-large': 'This would unpack to more than can be opened here.',
  'not-encrypted': 'This is not encrypted.',
}

const UNPROTECTED =
  'This is encrypted in an old way that does not show whether it was changed, so it was not opened. Ask its sender to send it again with a newer program.'

/** Key ids of all zeroes leave the recipient unnamed: every key of ours is tried (RFC 9580 §5.1.8). */
const WILDCARD = '0000000000000000'

/**
 * Opens a sealed object. Nothing is returned unless the whole of it was authenticated by its encryption; what
 * the signature over it is worth is told apart: a bad signature does not hide the text, and never looks good.
 * @param sealed binary OpenPGP message
 * @param keys unlocked keys of the reader, older generations included
 * @param verifyWith certificates of those who may have signed it
 * @param received when it is known to have been here: what it says of its own age is not believed beyond that
 * @returns the entity's exact bytes; `signer` is the primary fingerprint, lower-case hex
 * @throws UnreadableError
 */
export async function open({
  sealed,
  keys,
  verifyWith,
  now,
  received,
}: {
  sealed: Uint8Array
  keys: readonly PrivateKey[]
  verifyWith: readonly PublicKey[]
  now: Date
  received?: Date
}): Promise<{ entity: Uint8Array; signature: EntitySignature }> {
  tolerateCompressionPadding()
  const message = await readSealed(sealed)
  const sessionKeys = await findSessionKeys(message, keys, now)
  const opened = await decryptWith(message, sessionKeys, verifyWith, received ?? now)
  return { entity: opened.entity, signature: await judge(opened.signatures, verifyWith, received) }
}

async function readSealed(sealed: Uint8Array): Promise<Message<Uint8Array>> {
  if (sealed.length === 0) throw new UnreadableError('corrupt')
  try {
    // The library empties the buffers that it parses; the caller's bytes stay as they are.
    return await readMessage({ binaryMessage: new Uint8Array(sealed), config: openpgpConfig })
  } catch {
    throw new UnreadableError('corrupt')
  }
}

async function findSessionKeys(
  message: Message<Uint8Array>,
  keys: readonly PrivateKey[],
  now: Date,
): Promise<DecryptedSessionKey[]> {
  const named = message.getEncryptionKeyIDs().map((id) => id.toHex())
  const ours = new Set(keys.flatMap((key) => key.getKeyIDs().map((id) => id.toHex())))
  const namesUs = named.some((id) => ours.has(id))
  if (!namesUs && !named.includes(WILDCARD)) {
    throw new UnreadableError(message.getSigningKeyIDs().length > 0 ? 'not-encrypted' : 'not-addressed')
  }
  try {
    return await decryptSessionKeys({ message, decryptionKeys: [...keys], date: now, config: openpgpConfig })
  } catch {
    throw new UnreadableError(namesUs ? 'mislabelled' : 'not-addressed')
  }
}

async function decryptWith(
  message: Message<Uint8Array>,
  found: DecryptedSessionKey[],
  verifyWith: readonly PublicKey[],
  now: Date,
): Promise<{ entity: Uint8Array; signatures: FoundSignature[] }> {
  try {
    const { data, signatures } = await decrypt({
      message,
      sessionKeys: found.map(asSessionKey),
      verificationKeys: [...verifyWith],
      date: judgedAt(now),
      format: 'binary',
      config: openpgpConfig,
    })
    if (!(data instanceof Uint8Array)) throw new Error('bytes were asked for')
    return { entity: data, signatures }
  } catch (cause) {
    const tooLarge = cause instanceof Error && /decompressed message size/i.test(cause.message)
    if (tooLarge) throw new UnreadableError('too-large')
    // RFC 9580 §5.7: whoever carried it could have changed it, so as to learn what it says (EFAIL).
    const old = message.packets.filterByTag(enums.packet.symmetricallyEncryptedData).length > 0
    throw old ? new UnreadableError('corrupt', UNPROTECTED) : new UnreadableError('corrupt')
  }
}

/** In a SEIPD v2 message the packet names the cipher itself; the library then ignores the one given here. */
function asSessionKey({ data, algorithm }: DecryptedSessionKey): SessionKey {
  return { data, algorithm: algorithm ?? 'aes256' }
}
