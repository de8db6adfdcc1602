import { type Entry, isEntry, nameOf } from '../../search/entry.ts'

/** Entries of a person's index as they lie in the browser. Whoever finds them learns how many there are, and about how long. */
export type SealedEntries = {
  put(entry: Entry): Promise<void>
  forget(entries: readonly Pick<Entry, 'side' | 'id'>[]): Promise<void>
  /**
   * @param heard told of them as they open, many at once
   * @returns all that open; `damaged`: how many did not, which are gone now
   */
  open(heard?: (entries: readonly Entry[]) => void): Promise<{ entries: Entry[]; damaged: number }>
}

/** Where sealed things lie: by whose they are, and a name that says nothing. */
export type SealedStore = {
  put(owner: string, name: string, sealed: Uint8Array): Promise<void>
  forget(owner: string, names: readonly string[]): Promise<void>
  all(owner: string): Promise<{ name: string; sealed: Uint8Array }[]>
}

const IV_LENGTH = 12
/** Lengths are multiples of it, so that they say little of what is in them, bytes. */
const PADDED = 1024
/** So many are opened at once. */
const AT_ONCE = 256

const utf8 = new TextEncoder()

/**
 * Seals entries one by one by AES-GCM, so that opening a referral writes a few kilobytes and not the whole index.
 *
 * @param secret the index key: 32 random octets that are sealed to the person's own key
 * @param owner whose they are and of which service: each entry is bound to it, and to its own name
 */
export async function sealedEntries(
  store: SealedStore,
  secret: Uint8Array<ArrayBuffer>,
  owner: string,
): Promise<SealedEntries> {
  const from = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  const derived = (use: string, algorithm: AesKeyGenParams | HmacKeyGenParams, uses: KeyUsage[]) =>
    crypto.subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8.encode(`despatch search ${use}`) },
      from,
      algorithm,
      false,
      uses,
    )
  const sealing = await derived('entry', { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt'])
  const naming = await derived('name', { name: 'HMAC', hash: 'SHA-256', length: 256 }, ['sign'])
  const nameFor = async (entry: Pick<Entry, 'side' | 'id'>) =>
    hexOf(new Uint8Array(await crypto.subtle.sign('HMAC', naming, utf8.encode(nameOf(entry)))))
  const boundTo = (name: string, iv: Uint8Array<ArrayBuffer>) => ({
    name: 'AES-GCM',
    iv,
    additionalData: utf8.encode(`${owner}\n${name}`),
  })
  return {
    async put(entry) {
      const name = await nameFor(entry)
      const iv = crypto.getRandomValues(new Uint8Array(IV_LENGTH))
      const sealed = await crypto.subtle.encrypt(boundTo(name, iv), sealing, padded(JSON.stringify(entry)))
      const whole = new Uint8Array(IV_LENGTH + sealed.byteLength)
      whole.set(iv)
      whole.set(new Uint8Array(sealed), IV_LENGTH)
      await store.put(owner, name, whole)
    },
    async forget(entries) {
      await store.forget(owner, await Promise.all(entries.map(nameFor)))
    },
    async open(heard = () => undefined) {
      const kept = await store.all(owner)
      const entries: Entry[] = []
      const damaged: string[] = []
      const openOne = async ({ name, sealed }: (typeof kept)[number]): Promise<Entry | null> => {
        try {
          const iv = new Uint8Array(sealed.subarray(0, IV_LENGTH))
          const bytes = await crypto.subtle.decrypt(
            boundTo(name, iv),
            sealing,
            new Uint8Array(sealed.subarray(IV_LENGTH)),
          )
          const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
          if (!isEntry(value)) throw new TypeError('no entry')
          return value
        } catch {
          damaged.push(name)
          return null
        }
      }
      for (let at = 0; at < kept.length; at += AT_ONCE) {
        const opened = await Promise.all(kept.slice(at, at + AT_ONCE).map(openOne))
        const sound = opened.filter((entry) => entry !== null)
        entries.push(...sound)
        heard(sound)
      }
      if (damaged.length > 0) await store.forget(owner, damaged)
      return { entries, damaged: damaged.length }
    },
  }
}

function padded(text: string): Uint8Array<ArrayBuffer> {
  const bytes = utf8.encode(text)
  const whole = new Uint8Array(Math.ceil(bytes.length / PADDED) * PADDED).fill(0x20)
  whole.set(bytes)
  return whole
}

const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
