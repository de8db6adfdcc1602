import { generateKey, type PrivateKey, readMessage } from 'openpgp'
import { beforeAll, describe, expect, test } from 'vitest'
import { CertificateError, describeCertificate } from '../../src/crypto/certificate.ts'
import { withoutPrimarySecret } from '../../src/crypto/keys.ts'
import { open } from '../../src/crypto/open.ts'
import { openpgpConfig } from '../../src/crypto/profile.ts'
import { seal as ordinary } from '../../src/crypto/seal.ts'
import { createSealedObjectCheck } from '../../src/crypto/sealed-object.ts'
import { createSealer, type Seal } from '../../src/crypto/sealer.ts'
import { bytes, daysLater, type Holder, mailbox, text, today } from './people.ts'

const entity = bytes('Subject: RESTRICTED: a referral about Placeholder Pat\r\n\r\nBody\r\n')
let asb: Holder
let yot: Holder
let police: Holder
let signingKey: PrivateKey
let seal: Seal
beforeAll(async () => {
  asb = await mailbox('asb.team@liverpool.gcsx.gov.test')
  yot = await mailbox('yot@liverpool.gcsx.gov.test')
  police = await mailbox('intelligence@merseyside.pnn.police.test')
  signingKey = await withoutPrimarySecret(asb.key)
  seal = createSealer()
})

const sealed = (recipients: Holder[], now = today) =>
  seal({ entity, signingKey, recipients: recipients.map(({ certificate }) => certificate), now })

const openedBy = (holder: Holder, object: Uint8Array) =>
  open({ sealed: object, keys: [holder.key], verifyWith: [asb.certificate], now: today })

const subkeysOf = async (holders: Holder[]) =>
  Promise.all(
    holders.map(async ({ certificate }) => {
      const [current] = (await describeCertificate(certificate, today)).encryption
      return current?.keyId ?? ''
    }),
  )

/** A certificate that lasts a minute, and one that asks for the newer form. */
const other = async (address: string, more: Parameters<typeof generateKey>[0] | object): Promise<Holder> => {
  const { privateKey } = await generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ email: address }],
    date: today,
    config: openpgpConfig,
    ...more,
    format: 'object',
  })
  return { key: privateKey, certificate: privateKey.toPublic() }
}

describe('a sealer', () => {
  test('makes the one accepted form, each subkey once, opened and verified by every reader, time after time', async () => {
    for (const recipients of [[yot, police, asb, police], [yot, police, asb, police], [yot]]) {
      const readers = [...new Set(recipients)]
      const object = await sealed(recipients)
      const check = createSealedObjectCheck(await subkeysOf(readers))
      check.push(object)
      check.end()
      for (const reader of readers) {
        const opened = await openedBy(reader, object)
        expect(text(opened.entity)).toBe(text(entity))
        expect(opened.signature).toEqual({ status: 'verified', signer: asb.key.getFingerprint() })
      }
    }
  })

  test('uses a session key of its own for each object, and hides all of the text', async () => {
    const [one, two] = await Promise.all([sealed([yot]), sealed([yot])])
    expect(Buffer.from(one).includes('Placeholder')).toBe(false)
    expect(Buffer.compare(one.subarray(0, 150), two.subarray(0, 150))).not.toBe(0)
    expect(Buffer.compare(one.subarray(-200), two.subarray(-200))).not.toBe(0)
  })

  test('makes the packets that the library makes', async () => {
    const tags = async (object: Uint8Array) => {
      const message = await readMessage({ binaryMessage: object.slice(), config: openpgpConfig })
      const inside = await message.decrypt([yot.key], undefined, undefined, today, openpgpConfig)
      return [message, inside].map(({ packets }) =>
        [...packets].map((packet) => [
          Reflect.get(packet.constructor, 'tag'),
          Reflect.get(packet, 'version'),
          Reflect.get(packet, 'hashAlgorithm'),
          Reflect.get(packet, 'signatureType'),
          Reflect.get(packet, 'flags'),
        ]),
      )
    }
    const recipients = [yot.certificate, asb.certificate]
    const theirs = await ordinary({ entity, signingKey, recipients, now: today })
    expect(await tags(await sealed([yot, asb]))).toEqual(await tags(theirs))
  })

  test('refuses a certificate from the very second in which it ends', async () => {
    const short = await other('short@example.test', { keyExpirationTime: 60 })
    const at = (ms: number) => new Date(today.getTime() + ms)
    await sealed([short, yot], at(59_999))
    await expect(sealed([short, yot], at(60_000))).rejects.toBeInstanceOf(CertificateError)
    await sealed([short, yot], at(59_999))
    await expect(sealed([short, yot], daysLater(1))).rejects.toBeInstanceOf(CertificateError)
  })

  test('leaves it to the library where a certificate asks for another form, or nobody signs', async () => {
    const newer = await other('newer@example.test', {
      type: 'curve25519',
      config: { ...openpgpConfig, aeadProtect: true, v6Keys: true },
    })
    expect((await openedBy(newer, await sealed([newer]))).signature.status).toBe('verified')
    const unsigned = await seal({ entity, recipients: [yot.certificate], now: today })
    expect((await openedBy(yot, unsigned)).signature.status).toBe('unsigned')
    await expect(seal({ entity, signingKey, recipients: [], now: today })).rejects.toThrow(RangeError)
  })
})
