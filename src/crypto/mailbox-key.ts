import { type PrivateKey, readPrivateKey, type Subkey } from 'openpgp'
import type { Part } from '../domain/wire/grant.ts'
import { KeyError } from './keys.ts'
import { openpgpConfig } from './profile.ts'
import { isSecretPacket, primarySecret, signs } from './self-signature.ts'

/**
 * One part of a mailbox's key, which is locked and granted by itself: `sign`, the newest signing subkey; `open`, the
 * newest encryption subkey; `certify`, the primary key alone. The others' secrets are not in it, not even locked: where
 * programs want to see a key, a GNU dummy stands for it.
 *
 * @throws KeyError where the key has no such part
 */
export async function partOf(key: PrivateKey, part: Part): Promise<PrivateKey> {
  const copy = await readPrivateKey({ binaryKey: key.write(), config: openpgpConfig })
  if (part === 'certify') {
    if (!primarySecret(copy)) throw lacking(part)
    copy.subkeys = []
    return copy
  }
  const [signing, encryption] = [newest(copy, true), newest(copy, false)]
  const [used, other] = part === 'sign' ? [signing, encryption] : [encryption, signing]
  if (!used || !isSecretPacket(used.keyPacket) || used.keyPacket.isDummy()) throw lacking(part)
  copy.subkeys = other ? [used, other] : [used]
  for (const { keyPacket } of other ? [copy, other] : [copy]) {
    if (isSecretPacket(keyPacket)) keyPacket.makeDummy(openpgpConfig)
  }
  return copy
}

/** The newest subkey that signs, or that is encrypted to. */
function newest({ subkeys }: PrivateKey, signing: boolean): Subkey | undefined {
  return subkeys
    .filter((subkey) => signs(subkey) === signing)
    .sort((a, b) => b.getCreationTime().getTime() - a.getCreationTime().getTime())[0]
}

const lacking = (part: Part): KeyError =>
  new KeyError('not a private key', `This key has no part to ${part} with.`)
