import { describe, expect, test } from 'vitest'
import { describeCertificate } from '../../src/crypto/certificate.ts'
import {
  generateMailboxKey,
  generateUserKey,
  KeyError,
  lockKey,
  unlockKey,
  withoutPrimarySecret,
} from '../../src/crypto/keys.ts'
import { open } from '../../src/crypto/open.ts'
import { seal } from '../../src/crypto/seal.ts'
import { bytes, mailbox, person, text, today } from './people.ts'

describe('a mailbox key', () => {
  test('has a primary that only certifies, one subkey that signs and one that is encrypted to', async () => {
    const { key, certificate } = await mailbox('yot@liverpool.gcsx.gov.test')
    const described = await describeCertificate(certificate, today)
    expect(described.signing).toHaveLength(1)
    expect(described.encryption).toHaveLength(1)
    expect(described.signing).not.toContain(key.getKeyID().toHex())
    expect(described.addresses).toEqual(['yot@liverpool.gcsx.gov.test'])
    expect(described.expires).toBeNull()
  })

  test('without its primary secret still seals, opens, locks and unlocks, but cannot add a subkey', async () => {
    const { key, certificate } = await mailbox('yot@liverpool.gcsx.gov.test')
    const members = await withoutPrimarySecret(key)
    const unlocked = await unlockKey(
      await lockKey(members, 'a-random-token', { fast: true }),
      'a-random-token',
    )
    expect(unlocked.getFingerprint()).toBe(key.getFingerprint())
    const sealed = await seal({
      entity: bytes('hello'),
      signingKey: unlocked,
      recipients: [certificate],
      now: today,
    })
    const opened = await open({ sealed, keys: [unlocked], verifyWith: [certificate], now: today })
    expect(text(opened.entity)).toBe('hello')
    expect(opened.signature).toEqual({ status: 'verified', signer: key.getFingerprint() })
    await expect(unlocked.addSubkey({})).rejects.toThrow()
    // The agency's own copy still can, and what partners have pinned stays.
    expect((await key.addSubkey({})).getFingerprint()).toBe(key.getFingerprint())
  })
})

describe("a person's key", () => {
  test('signs by its primary and is encrypted to by one subkey', async () => {
    const { key, certificate } = await person('Testina Example')
    const described = await describeCertificate(certificate, today)
    expect(described.signing).toEqual([key.getKeyID().toHex()])
    expect(described.encryption).toHaveLength(1)
  })

  test('is unlocked by its passphrase alone', async () => {
    const { key } = await person('Testina Example')
    const locked = await lockKey(key, 'correct horse')
    await expect(unlockKey(locked, 'battery staple')).rejects.toMatchObject({ reason: 'wrong passphrase' })
    expect((await unlockKey(locked, 'correct horse')).isDecrypted()).toBe(true)
  })

  test('is locked with the largest iterated S2K count, and only a random token with the smallest', async () => {
    const { key } = await person('Testina Example')
    const count = async (fast: boolean) => {
      const der = Buffer.from(
        (await lockKey(key, 'token', { fast })).split('\n\n')[1]?.split('\n=')[0] ?? '',
        'base64',
      )
      // usage 254, AES-256 (9), iterated S2K (3), a hash, 8 bytes of salt, then the count octet (RFC 9580 §3.7.1.3)
      const at = der.findIndex((byte, i) => byte === 254 && der[i + 1] === 9 && der[i + 2] === 3)
      return der[at + 12]
    }
    expect(await count(false)).toBe(255)
    expect(await count(true)).toBe(0)
  })

  test('that is unlocked, public, twice or nonsense is refused in words', async () => {
    const { key, certificate } = await person('Testina Example')
    const locked = await lockKey(key, 'p', { fast: true })
    for (const wrong of [
      key.armor(),
      certificate.armor(),
      locked + locked,
      'nonsense',
      '',
      locked.slice(0, 300),
    ]) {
      await expect(unlockKey(wrong, 'p')).rejects.toBeInstanceOf(KeyError)
    }
  })

  test('is not made for a name that poses as an address', async () => {
    const holder = { address: 'testina@council.gcsx.gov.test', now: today }
    await expect(generateUserKey({ ...holder, name: 'A <b@c.test>' })).rejects.toBeInstanceOf(KeyError)
    await expect(generateMailboxKey({ ...holder, name: 'A', address: 'no address' })).rejects.toBeInstanceOf(
      KeyError,
    )
  })
})
