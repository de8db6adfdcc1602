import { enums, generateKey, revokeKey } from 'openpgp'
import { describe, expect, test } from 'vitest'
import {
  CertificateError,
  currentEncryptionKey,
  describeCertificate,
  readCertificate,
} from '../../src/crypto/certificate.ts'
import { keyProfile } from '../../src/crypto/profile.ts'
import { daysLater, mailbox, person, today } from './people.ts'

const userIDs = [{ name: 'Placeholder Pat', email: 'Pat@Council.gcsx.gov.test' }]

describe('reading a certificate', () => {
  test('takes exactly one, and gives back the same certificate', async () => {
    const { certificate } = await person('Testina Example')
    expect((await readCertificate(certificate.armor())).getFingerprint()).toBe(certificate.getFingerprint())
  })

  test('refuses a private key, several certificates, and what is none', async () => {
    const { key, certificate } = await person('Testina Example')
    const other = (await person('Placeholder Pat')).certificate
    await expect(readCertificate(key.armor())).rejects.toMatchObject({ reason: 'secret' })
    await expect(readCertificate(certificate.armor() + other.armor())).rejects.toMatchObject({
      reason: 'unreadable',
    })
    for (const wrong of ['', 'nonsense', certificate.armor().slice(0, 400), 'x'.repeat(300_000)]) {
      await expect(readCertificate(wrong)).rejects.toBeInstanceOf(CertificateError)
    }
  })

  test('is not fooled by a private key that is labelled a certificate', async () => {
    const { key } = await person('Testina Example')
    const labelled = key.armor().replaceAll('PRIVATE KEY', 'PUBLIC KEY')
    await expect(readCertificate(labelled)).rejects.toMatchObject({ reason: 'secret' })
  })
})

describe('the key that is encrypted to', () => {
  test('is the newest valid encryption subkey', async () => {
    const { key } = await mailbox('yot@liverpool.gcsx.gov.test')
    const first = await currentEncryptionKey(key.toPublic(), today)
    const renewed = await key.addSubkey({ ...keyProfile, date: daysLater(30) })
    const certificate = renewed.toPublic()
    expect(await currentEncryptionKey(certificate, daysLater(1))).toBe(first)
    const later = await currentEncryptionKey(certificate, daysLater(31))
    expect(later).not.toBe(first)
    const { encryption } = await describeCertificate(certificate, daysLater(31))
    expect(encryption.map((subkey) => subkey.keyId)).toEqual([later, first])
  })

  test('is refused with the reason when the certificate has expired, is revoked, or has none', async () => {
    const { publicKey } = await generateKey({
      ...keyProfile,
      userIDs,
      keyExpirationTime: 86_400,
      date: today,
      format: 'object',
    })
    const described = await describeCertificate(publicKey, today)
    expect(described.expires).toEqual(daysLater(1))
    expect(described.addresses).toEqual(['pat@council.gcsx.gov.test'])
    await expect(currentEncryptionKey(publicKey, daysLater(2))).rejects.toMatchObject({ reason: 'expired' })

    const { key } = await person('Testina Example')
    const { publicKey: revoked } = await revokeKey({
      key,
      reasonForRevocation: { flag: enums.reasonForRevocation.keyCompromised },
      date: today,
      format: 'object',
    })
    await expect(currentEncryptionKey(revoked, daysLater(1))).rejects.toMatchObject({ reason: 'revoked' })
    expect((await describeCertificate(revoked, daysLater(1))).encryption).toEqual([])

    const { publicKey: none } = await generateKey({
      ...keyProfile,
      userIDs,
      subkeys: [],
      date: today,
      format: 'object',
    })
    await expect(currentEncryptionKey(none, today)).rejects.toMatchObject({ reason: 'no-encryption-key' })
  })
})
