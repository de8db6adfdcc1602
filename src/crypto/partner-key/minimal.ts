import {
  type Config,
  enums,
  PacketList,
  PublicKey,
  type SignaturePacket,
  type Subkey,
  type User,
} from 'openpgp'
import { directSignaturesOf } from '../certificate.ts'
import { openpgpConfig } from '../profile.ts'

/**
 * How a stranger's key is judged: as every key, and by no self-signature that is made with SHA-1 alone, under which
 * somebody else's may be forged one day (Sequoia and RNP refuse them too).
 */
export const strictConfig: Config = {
  ...openpgpConfig,
  rejectHashAlgorithms: new Set([enums.hash.md5, enums.hash.ripemd, enums.hash.sha1]),
}

/** Signatures by the key about itself that are looked at, newest first; a key of ten years has about twenty. */
const MOST_SIGNATURES = 64
const MOST_SUBKEYS = 64

/**
 * What is needed of a key and nothing else, as `gpg --export-options export-minimal` and less: the primary key, what it
 * says of itself, the user id of that address, and subkeys, each under its newest valid signature; revocations stay.
 * Other people's signatures, photos and other user ids go.
 *
 * @param subkeys `in-use`: those that sign, and the one that is encrypted to at `now`; `all`: every one that it bound
 *   itself, those that are revoked or have ended too, as partners need who have them already
 */
export async function minimal(
  key: PublicKey,
  { address, subkeys, now }: { address: string; subkeys: 'in-use' | 'all'; now: Date },
): Promise<PublicKey> {
  const packets = new PacketList()
  packets.push(key.keyPacket, ...(await ownRevocations(key, now)), ...ownDirect(key))
  const user = await userOf(key, address, now)
  if (user?.userID) packets.push(user.userID, ...user.selfCertifications)
  for (const { subkey, binding, revocations } of await boundSubkeys(key, subkeys, now)) {
    packets.push(subkey.keyPacket, ...revocations, ...binding)
  }
  return new PublicKey(packets)
}

/** The newest user id of an address under its newest valid self-signature; null where there is none. */
export async function userOf(key: PublicKey, address: string, now: Date): Promise<User | null> {
  let found: { user: User; created: number } | null = null
  for (const user of key.users.slice(0, MOST_SUBKEYS)) {
    if (user.userID?.email.toLowerCase() !== address) continue
    for (const signature of newestFirst(user.selfCertifications)) {
      const alone = user.clone()
      alone.selfCertifications = [signature]
      alone.otherCertifications = []
      if (!(await holds(() => alone.verify(now, strictConfig)))) continue
      const created = signature.created?.getTime() ?? 0
      if (found === null || created > found.created) found = { user: alone, created }
      break
    }
  }
  return found?.user ?? null
}

type Bound = { subkey: Subkey; binding: SignaturePacket[]; revocations: SignaturePacket[] }

async function boundSubkeys(key: PublicKey, which: 'in-use' | 'all', now: Date): Promise<Bound[]> {
  const bound: Bound[] = []
  const encrypting = await found(() => key.getEncryptionKey(undefined, now, undefined, strictConfig))
  for (const subkey of key.subkeys.slice(0, MOST_SUBKEYS)) {
    const id = subkey.getKeyID()
    const signs = await holds(() => key.getSigningKey(id, now, undefined, strictConfig))
    const used = signs || encrypting?.getFingerprint() === subkey.getFingerprint()
    if (which === 'in-use' && !used) continue
    const [binding] = await validBindings(subkey, now)
    const ownOnes = byItself(key, subkey.revocationSignatures).slice(0, 2)
    if (binding) bound.push({ subkey, binding: [binding], revocations: ownOnes })
    else if (which === 'all' && ownOnes.length > 0)
      bound.push({ subkey, binding: newestFirst(subkey.bindingSignatures).slice(0, 1), revocations: ownOnes })
  }
  return bound
}

/** The newest valid binding, as it was when it was made: a subkey that has ended since is still bound. */
async function validBindings(subkey: Subkey, now: Date): Promise<SignaturePacket[]> {
  const { bindingSignatures } = subkey
  try {
    for (const signature of newestFirst(bindingSignatures)) {
      subkey.bindingSignatures = [signature]
      const at = signature.created && signature.created <= now ? signature.created : now
      if (await holds(() => subkey.verify(at, strictConfig))) return [signature]
    }
    return []
  } finally {
    subkey.bindingSignatures = bindingSignatures
  }
}

/** The revocations of the whole key that are its own. Whoever may revoke for it (RFC 9580 §5.2.3.23) is not asked. */
async function ownRevocations(key: PublicKey, now: Date): Promise<SignaturePacket[]> {
  if (!(await key.isRevoked(undefined, undefined, now, openpgpConfig))) return []
  return byItself(key, key.revocationSignatures).slice(0, 2)
}

/** What a key says of itself beside its user ids (RFC 9580 §5.2.1.10): of version 6 everything that it says. */
function ownDirect(key: PublicKey): SignaturePacket[] {
  return newestFirst(byItself(key, directSignaturesOf(key))).slice(0, 1)
}

const byItself = (key: PublicKey, signatures: readonly SignaturePacket[]): SignaturePacket[] =>
  signatures.filter(({ issuerKeyID }) => issuerKeyID.equals(key.getKeyID()))

const newestFirst = (signatures: readonly SignaturePacket[]): SignaturePacket[] =>
  [...signatures]
    .sort((a, b) => (b.created?.getTime() ?? 0) - (a.created?.getTime() ?? 0))
    .slice(0, MOST_SIGNATURES)

const found = async <T>(attempt: () => Promise<T>): Promise<T | null> => {
  try {
    return await attempt()
  } catch {
    return null
  }
}

const holds = async (attempt: () => Promise<unknown>): Promise<boolean> => (await found(attempt)) !== null
