import type { PublicKey } from 'openpgp'
import { dayInWords } from '../../domain/day.ts'
import { openpgpConfig } from '../profile.ts'
import { endOf, judgePartnerKey, type PartnerKey } from './judge-key.ts'

/**
 * What a key that was seen is to the one that is in use for that mailbox.
 *
 * - `first`: there is none yet
 * - `same`: it says nothing that the one in use does not say
 * - `renewed`: the same key, which says something newer of itself: a later end, another encryption subkey
 * - `changed`: another key. Whose it is nobody has said
 */
export type KeyChange = {
  change: 'first' | 'same' | 'renewed' | 'changed'
  /** what is different, a sentence each */
  differences: string[]
  /** what is to be certified: the key that was seen; of a renewal, both together */
  key: PartnerKey
}

/**
 * Compares a key that was seen with the one in use. Of two states of the same key the newer signatures count, whichever
 * came last: an older copy takes nothing back.
 *
 * @throws PartnerKeyError where both together cannot be used, such as when one of them revokes the key
 */
export async function compareKeys(inUse: PublicKey | null, seen: PartnerKey, now: Date): Promise<KeyChange> {
  if (inUse === null)
    return { change: 'first', differences: ['Nothing is known of this mailbox yet.'], key: seen }
  if (inUse.getFingerprint() !== seen.fingerprint) {
    return {
      change: 'changed',
      differences: [`It is another key: the one in use is ${inUse.getFingerprint()}.`],
      key: seen,
    }
  }
  const merged = await inUse.update(seen.certificate, now, openpgpConfig)
  const key = await judgePartnerKey(merged.write(), { address: seen.address, now })
  const differences = await differencesOf(inUse, key, now)
  return { change: differences.length === 0 ? 'same' : 'renewed', differences, key }
}

async function differencesOf(inUse: PublicKey, key: PartnerKey, now: Date): Promise<string[]> {
  const before = await endOf(inUse, now)
  const known = new Set(inUse.getKeyIDs().map((id) => id.toHex()))
  const fresh = key.keyIds.filter((id) => !known.has(id))
  const ended = sameSecond(before, key.expires)
    ? []
    : [`It ends ${end(key.expires)}; until now it was known to end ${end(before)}.`]
  return [...ended, ...fresh.map((id) => `It has another subkey, ${id}, bound by the key itself.`)]
}

const end = (at: Date | null): string => (at === null ? 'never' : `on ${dayInWords(at)}`)
const sameSecond = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime()
