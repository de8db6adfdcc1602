import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { toHex } from './digest.ts'
import { generateUserKey, KeyError, type KeyHolder, lockKey, type PrivateKey, unlockKey } from './keys.ts'

/** Bytes of each of the two secrets: twelve words. */
const SECRET_BYTES = 16
/** Longest text that is looked at as words. */
const MOST_WORDS = 500

/** A recovery key that was just made: locked under both lists of words together, which are kept apart from now on. */
export type NewRecoveryKey = { key: PrivateKey; locked: string; words: readonly [string, string] }

/**
 * Makes a recovery key. Its secret is opened by two people together: it is locked under what HKDF makes of two secrets of
 * 128 bits, each twelve words (BIP-39) that one of them keeps. One list alone tells nothing of the other.
 */
export async function makeRecoveryKey(holder: KeyHolder): Promise<NewRecoveryKey> {
  const key = await generateUserKey(holder)
  const secrets = [randomSecret(), randomSecret()] as const
  const locked = await lockKey(key, await lockOf(secrets), { fast: true })
  return { key, locked, words: [wordsOf(secrets[0]), wordsOf(secrets[1])] }
}

/**
 * Opens a recovery key with both lists of words, in either order.
 * @throws KeyError when a list is none, or they do not open this key
 */
export async function openRecoveryKey(locked: string, words: readonly [string, string]): Promise<PrivateKey> {
  return unlockKey(locked, await lockOf([secretOf(words[0]), secretOf(words[1])]), { fast: true })
}

const randomSecret = (): Uint8Array => crypto.getRandomValues(new Uint8Array(SECRET_BYTES))

const wordsOf = (secret: Uint8Array): string => entropyToMnemonic(secret, wordlist)

function secretOf(words: string): Uint8Array {
  const text = words.slice(0, MOST_WORDS).trim().toLowerCase().split(/\s+/).join(' ')
  try {
    const secret = mnemonicToEntropy(text, wordlist)
    if (secret.length === SECRET_BYTES) return secret
  } catch {
    // Said below: what was typed is never repeated.
  }
  throw new KeyError('wrong passphrase', 'These are not the twelve words of a recovery key: one is mistyped.')
}

/** HKDF-SHA256 (RFC 5869) of both secrets, the smaller first: who reads out their words first makes no difference. */
async function lockOf(secrets: readonly [Uint8Array, Uint8Array]): Promise<string> {
  const [one, two] = secrets.map(toHex).sort()
  const material = new TextEncoder().encode(`${one}${two}`)
  const key = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits'])
  const info = new TextEncoder().encode('despatch recovery key/1')
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info },
    key,
    256,
  )
  return toHex(new Uint8Array(bits))
}
