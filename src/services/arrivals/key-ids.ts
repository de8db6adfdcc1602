import { ArmorError, dearmorMessage } from '../../crypto/armor.ts'
import { recipientKeyIds, SealedObjectError } from '../../crypto/sealed-object.ts'

/** Key ids that an arrival statement names at most; a reply is encrypted to a handful. */
const MOST_KEY_IDS = 50

/** The keys that a mail says it is encrypted to; null when there are none, or the armor is not in order. */
export async function namedKeyIds(armored: string): Promise<string[] | null> {
  try {
    const named = recipientKeyIds(await dearmorMessage(armored)).slice(0, MOST_KEY_IDS)
    // Armor is no encryption: what is only signed is `PGP MESSAGE`, too, and anybody can read it.
    return named.length === 0 ? null : named
  } catch (error) {
    if (error instanceof ArmorError || error instanceof SealedObjectError) return null
    throw error
  }
}
