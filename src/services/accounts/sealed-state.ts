import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** AES-256-GCM: nonce and tag. */
const IV_BYTES = 12
const TAG_BYTES = 16

/** What the service needs again when the second call of a sign-in comes. */
export type KeptState = {
  /** by which it is used once */
  id: string
  /** or the name by which OPAQUE knows a passkey */
  login: string
  /** the version of the passphrase's record that was answered from; 0 where there is none, and of a passkey */
  version: number
  /** what OPAQUE keeps: secret */
  opaque: string
  /** when it ends, in milliseconds since 1970 */
  ends: number
  /** the mark of the browser, where it gave one */
  browser: string | null
  /** whether the attempt was counted as that browser's */
  ownBrowser: boolean
}

/**
 * Seals what is to be known again at the second call, and gives it to the client to bring back. So any process of the
 * service can go on, and a stranger who begins without end fills nothing.
 *
 * @param key a secret that every process shares
 * @param way what is signed in by: a state of one is none of the other
 */
export function createSealedState(key: string, way: 'passphrase' | 'passkey') {
  const sealing = Buffer.from(hkdfSync('sha256', key, '', `despatch ${way} sign-in state/1`, 32))
  return {
    seal({ id, login, version, opaque, ends, browser, ownBrowser }: KeptState): string {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv)
      // Of one length whatever the version is, and whosever the browser: it would tell who has an account.
      const kept = [
        id,
        login,
        String(version).padStart(8, '0'),
        opaque,
        ends,
        browser ?? '',
        ownBrowser ? 1 : 0,
      ]
      const text = JSON.stringify(kept)
      const sealed = [cipher.update(text, 'utf8'), cipher.final()]
      return Buffer.concat([iv, ...sealed, cipher.getAuthTag()]).toString('base64url')
    },

    /** Null for what was not sealed here. */
    open(text: string): KeptState | null {
      const bytes = Buffer.from(text, 'base64url')
      if (bytes.length <= IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== text) return null
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        })
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
        const opened = [decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]
        const kept = JSON.parse(Buffer.concat(opened).toString('utf8'))
        const [id, login, version, opaque, ends, browser, own] = kept
        return {
          id,
          login,
          version: Number(version),
          opaque,
          ends,
          browser: browser || null,
          ownBrowser: own === 1,
        }
      } catch {
        return null
      }
    },
  }
}
