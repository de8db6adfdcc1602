import { armorMessage, dearmorMessage } from '../crypto/armor.ts'
import type { PrivateKey } from '../crypto/keys.ts'
import { open } from '../crypto/open.ts'
import { seal } from '../crypto/seal.ts'

/** Seals something to one's own key, and signs it by it: whoever reads or changes what a machine keeps learns nothing and puts nothing there. */
export async function sealToOneself(entity: Uint8Array, key: PrivateKey, now: Date): Promise<string> {
  return armorMessage(await seal({ entity, signingKey: key, recipients: [key.toPublic()], now }))
}

/**
 * Opens what was sealed to one's own key.
 *
 * @returns null where it opens and the key did not sign it
 * @throws ArmorError, UnreadableError where it is damaged, or sealed to another key
 */
export async function openOwn(armored: string, key: PrivateKey, now: Date): Promise<Uint8Array | null> {
  const sealed = await dearmorMessage(armored)
  const { entity, signature } = await open({ sealed, keys: [key], verifyWith: [key.toPublic()], now })
  return signature.status === 'verified' ? entity : null
}
