import { beforeAll, describe, expect, test } from 'vitest'
import {
  CertificateError,
  currentEncryptionKey,
  describeCertificate,
  readCertificate,
} from '../../src/crypto/certificate.ts'
import type { PrivateKey, PublicKey } from '../../src/crypto/keys.ts'
import {
  demandNewKeyIds,
  mergeCertificates,
  renew,
  revoke,
  rotate,
  withBindings,
} from '../../src/crypto/mailbox-certificate.ts'
import { partOf } from '../../src/crypto/mailbox-key.ts'
import { open } from '../../src/crypto/open.ts'
import { seal } from '../../src/crypto/seal.ts'
import { bytes, daysLater, type Holder, mailbox, text, today } from './people.ts'

let yot: Holder
let asb: Holder
let primary: PrivateKey
let rotated: { certificate: PublicKey; key: PrivateKey }
const end = daysLater(730)

beforeAll(async () => {
  yot = await mailbox('yot@liverpool.gcsx.gov.test')
  asb = await mailbox('asb.team@liverpool.gcsx.gov.test')
  primary = await partOf(yot.key, 'certify')
  rotated = await rotate({ primary, known: yot.certificate, now: daysLater(1) }, end)
})

const sealedTo = (recipient: PublicKey, now: Date, signingKey?: PrivateKey) =>
  seal({
    entity: bytes('about Placeholder Pat'),
    recipients: [recipient],
    ...(signingKey ? { signingKey } : {}),
    now,
  })

describe('the parts of a mailbox key', () => {
  test('do each what they are for, and hold no other secret', async () => {
    const [sign, opening] = [await partOf(yot.key, 'sign'), await partOf(yot.key, 'open')]
    const sealed = await sealedTo(yot.certificate, today, sign)
    const { signature } = await open({
      sealed,
      keys: [opening],
      verifyWith: [yot.certificate],
      now: daysLater(1),
    })
    expect(signature.status).toBe('verified')
    await expect(open({ sealed, keys: [sign], verifyWith: [], now: daysLater(1) })).rejects.toThrow()
    await expect(sealedTo(yot.certificate, today, opening)).rejects.toThrow()
    await expect(sealedTo(yot.certificate, today, primary)).rejects.toThrow()
    await expect(rotate({ primary: sign, known: yot.certificate, now: daysLater(1) }, null)).rejects.toThrow()
    const written = [sign, opening, primary].map((part) => part.getFingerprint())
    expect(new Set(written)).toEqual(new Set([yot.certificate.getFingerprint()]))
  })
})

describe('a rotated mailbox key', () => {
  test('has the fingerprint that it had, and another key that is encrypted to', async () => {
    expect(rotated.certificate.getFingerprint()).toBe(yot.certificate.getFingerprint())
    const before = await currentEncryptionKey(yot.certificate, daysLater(2))
    const after = await currentEncryptionKey(rotated.certificate, daysLater(2))
    expect(after).not.toBe(before)
    const { encryption, signing, expires } = await describeCertificate(rotated.certificate, daysLater(2))
    expect(encryption.map(({ keyId }) => keyId)).toEqual([after])
    expect(signing).toHaveLength(1)
    expect(expires).toEqual(end)
  })

  test('opens what is sealed from then on; the old key does not, and opens what was sealed before', async () => {
    const old = await sealedTo(yot.certificate, today)
    const fresh = await sealedTo(rotated.certificate, daysLater(2))
    const [oldPart, newPart] = [await partOf(yot.key, 'open'), await partOf(rotated.key, 'open')]
    const openBy = (sealed: Uint8Array, key: PrivateKey) =>
      open({ sealed, keys: [key], verifyWith: [], now: daysLater(3) })
    expect(text((await openBy(fresh, newPart)).entity)).toContain('Placeholder')
    expect(text((await openBy(old, oldPart)).entity)).toContain('Placeholder')
    await expect(openBy(fresh, oldPart)).rejects.toThrow('not encrypted to a key of yours')
    await expect(openBy(old, newPart)).rejects.toThrow('not encrypted to a key of yours')
  })

  test('still verifies what was signed before the rotation', async () => {
    const sealed = await sealedTo(asb.certificate, today, await partOf(yot.key, 'sign'))
    const { signature } = await open({
      sealed,
      keys: [asb.key],
      verifyWith: [rotated.certificate],
      now: daysLater(3),
    })
    expect(signature.status).toBe('verified')
  })

  test('believes no signature that the old key makes afterwards', async () => {
    const sealed = await sealedTo(asb.certificate, daysLater(2), await partOf(yot.key, 'sign'))
    const { signature } = await open({
      sealed,
      keys: [asb.key],
      verifyWith: [rotated.certificate],
      now: daysLater(3),
    })
    expect(signature.status).not.toBe('verified')
  })

  test('can be rotated twice in one second, and again by who holds the newest primary', async () => {
    const once = await rotate({ primary, known: yot.certificate, now: today }, end)
    const twice = await rotate(
      { primary: await partOf(once.key, 'certify'), known: once.certificate, now: today },
      end,
    )
    expect(twice.certificate.subkeys).toHaveLength(6)
    const newest = await partOf(twice.key, 'open')
    const sealed = await sealedTo(twice.certificate, daysLater(1))
    expect(
      text((await open({ sealed, keys: [newest], verifyWith: [], now: daysLater(1) })).entity),
    ).toContain('Placeholder')
  })

  test('that uses a key id again is refused', () => {
    const used = new Set(rotated.certificate.subkeys.map((part) => part.getKeyID().toHex()))
    expect(() => demandNewKeyIds(yot.certificate, rotated.certificate, used)).toThrow("another key's")
    expect(() => demandNewKeyIds(rotated.certificate, rotated.certificate, used)).not.toThrow()
  })
})

describe('a renewed certificate', () => {
  test('ends later, with the keys that it had, and its members go on with theirs', async () => {
    const ending = await rotate({ primary, known: yot.certificate, now: daysLater(1) }, daysLater(30))
    await expect(currentEncryptionKey(ending.certificate, daysLater(31))).rejects.toThrow(
      'ended on 31 March 2010',
    )
    const renewed = await renew({ primary, known: ending.certificate, now: daysLater(29) }, end)
    expect(await currentEncryptionKey(renewed, daysLater(31))).toBe(
      await currentEncryptionKey(ending.certificate, daysLater(2)),
    )
    const sign = await partOf(ending.key, 'sign')
    await expect(sealedTo(asb.certificate, daysLater(31), sign)).rejects.toThrow()
    const sealed = await sealedTo(
      asb.certificate,
      daysLater(31),
      await withBindings(sign, renewed, daysLater(31)),
    )
    const { signature } = await open({
      sealed,
      keys: [asb.key],
      verifyWith: [renewed],
      now: daysLater(32),
    })
    expect(signature.status).toBe('verified')
    // What had been given up stays so.
    expect((await describeCertificate(renewed, daysLater(31))).encryption).toHaveLength(1)
  })

  test('also after it has ended', async () => {
    const ending = await rotate({ primary, known: yot.certificate, now: daysLater(1) }, daysLater(30))
    const renewed = await renew({ primary, known: ending.certificate, now: daysLater(40) }, end)
    expect(await currentEncryptionKey(renewed, daysLater(41))).toMatch(/^[0-9a-f]{16}$/)
  })
})

describe('a copy of a certificate', () => {
  test('adds what is new to the one that is known', async () => {
    const merged = await mergeCertificates(yot.certificate, rotated.certificate, daysLater(2))
    expect(await currentEncryptionKey(merged, daysLater(2))).toBe(
      await currentEncryptionKey(rotated.certificate, daysLater(2)),
    )
  })

  test('of another key is refused', async () => {
    const refused = mergeCertificates(yot.certificate, asb.certificate, today)
    await expect(refused).rejects.toBeInstanceOf(CertificateError)
    await expect(refused).rejects.toThrow('another key')
  })
})

test('a revoked certificate is sealed to no more, and says so', async () => {
  const { certificate, revocation } = await revoke(
    { primary, known: yot.certificate, now: daysLater(1) },
    'compromised',
  )
  await expect(sealedTo(certificate, daysLater(2))).rejects.toThrow('revoked')
  expect(revocation).toContain('BEGIN PGP PUBLIC KEY BLOCK')
  const read = await readCertificate(certificate.armor())
  await expect(currentEncryptionKey(read, daysLater(2))).rejects.toThrow('revoked')
})
