import { createMessage, encrypt, enums, sign } from 'openpgp'
import { beforeAll, describe, expect, test } from 'vitest'
import { describeCertificate } from '../../src/crypto/certificate.ts'
import { open, UnreadableError } from '../../src/crypto/open.ts'
import { openpgpConfig } from '../../src/crypto/profile.ts'
import { seal } from '../../src/crypto/seal.ts'
import { createSealedObjectCheck, recipientKeyIds } from '../../src/crypto/sealed-object.ts'
import { bytes, daysLater, type Holder, mailbox, text, today } from './people.ts'

let asb: Holder
let yot: Holder
let police: Holder
const entity = bytes('Subject: RESTRICTED: a referral about Placeholder Pat\r\n\r\nBody\r\n')

beforeAll(async () => {
  asb = await mailbox('asb.team@liverpool.gcsx.gov.test')
  yot = await mailbox('yot@liverpool.gcsx.gov.test')
  police = await mailbox('intelligence@merseyside.pnn.police.test')
})

const sealed = (recipients: Holder[], signer: Holder | null = asb) =>
  seal({
    entity,
    ...(signer ? { signingKey: signer.key } : {}),
    recipients: recipients.map((holder) => holder.certificate),
    now: today,
  })

const openAs = (holder: Holder, object: Uint8Array, verifyWith: Holder[] = [asb], now = today) =>
  open({ sealed: object, keys: [holder.key], verifyWith: verifyWith.map((h) => h.certificate), now })

const subkeyOf = async (holder: Holder) =>
  (await describeCertificate(holder.certificate, today)).encryption.map((key) => key.keyId)

describe('a sealed object', () => {
  test('is opened byte for byte, with its signature verified, by every recipient and the sender', async () => {
    const object = await sealed([police, yot, asb])
    for (const reader of [police, yot, asb]) {
      const opened = await openAs(reader, object)
      expect(text(opened.entity)).toBe(text(entity))
      expect(opened.signature).toEqual({ status: 'verified', signer: asb.key.getFingerprint() })
    }
  })

  test('has one session key for each subkey, however often a recipient is named', async () => {
    const object = await sealed([asb, police, asb, police])
    const expected = [...(await subkeyOf(asb)), ...(await subkeyOf(police))]
    expect(recipientKeyIds(object)).toEqual(expected)
    const check = createSealedObjectCheck(expected)
    check.push(object)
    check.end()
  })

  test('is as it was when it has been opened, in whatever kind of memory it came', async () => {
    const object = await sealed([yot])
    for (const given of [object.slice(), Buffer.from(object)]) {
      expect(text((await openAs(yot, given)).entity)).toBe(text(entity))
      expect(new Uint8Array(given)).toEqual(object)
    }
  })

  test('shows none of its text', async () => {
    expect(Buffer.from(await sealed([yot])).includes('Placeholder')).toBe(false)
  })

  test('can be opened years later, when the keys have long been replaced', async () => {
    const opened = await openAs(yot, await sealed([yot]), [asb], daysLater(4000))
    expect(opened.signature.status).toBe('verified')
  })

  test('is not opened by anybody else', async () => {
    await expect(openAs(police, await sealed([yot]))).rejects.toMatchObject({ reason: 'not-addressed' })
  })

  test('says mislabelled when it names a reader whose key does not open it', async () => {
    const object = await sealed([yot])
    const [from] = await subkeyOf(yot)
    const [to] = await subkeyOf(police)
    const at = Buffer.from(object).indexOf(Buffer.from(from ?? '', 'hex'))
    object.set(Buffer.from(to ?? '', 'hex'), at)
    await expect(openAs(police, object)).rejects.toMatchObject({ reason: 'mislabelled' })
  })

  test('is unreadable, never half read, when any one byte of it is changed or missing', async () => {
    const object = await sealed([yot])
    const dataAt = object.length - 300
    for (let at = dataAt; at < object.length; at += 7) {
      const altered = object.slice()
      altered[at] = (altered[at] ?? 0) ^ 1
      await expect(openAs(yot, altered)).rejects.toBeInstanceOf(UnreadableError)
    }
    for (const length of [0, 1, 50, object.length - 40, object.length - 1]) {
      await expect(openAs(yot, object.slice(0, length))).rejects.toBeInstanceOf(UnreadableError)
    }
  })

  test('is left as it was by opening', async () => {
    const object = await sealed([yot])
    const before = object.slice()
    await openAs(yot, object)
    expect(object).toEqual(before)
  })
})

describe('the signature over what was sealed', () => {
  test('is told as absent when nobody signed', async () => {
    expect((await openAs(yot, await sealed([yot], null))).signature).toEqual({ status: 'unsigned' })
  })

  test('is told as unverified, with the key id, when its signer is not known here', async () => {
    const { signature } = await openAs(yot, await sealed([yot], police))
    expect(signature).toMatchObject({ status: 'unverified', reason: 'unknown-key' })
    expect(signature).toHaveProperty(
      'keyId',
      (await describeCertificate(police.certificate, today)).signing[0],
    )
  })

  test('is verified from a machine whose clock is some minutes ahead, and not from one hours ahead', async () => {
    const early = (minutes: number) => new Date(today.getTime() - minutes * 60_000)
    const object = await sealed([yot])
    expect((await openAs(yot, object, [asb], early(4))).signature.status).toBe('verified')
    expect((await openAs(yot, object, [asb], early(240))).signature).toMatchObject({
      reason: 'bad-signature',
    })
  })

  test('is told as bad when the signer writes of other reasons into it, at whatever length', async () => {
    const object = await encrypt({
      message: await createMessage({ binary: entity }),
      encryptionKeys: yot.certificate,
      signingKeys: asb.key,
      signatureNotations: [
        {
          name: `${'not'.repeat(20_000)} expired`,
          value: bytes('x'),
          humanReadable: true,
          critical: true,
        },
      ],
      date: today,
      format: 'binary',
    })
    const { signature } = await openAs(yot, object as Uint8Array)
    expect(signature).toMatchObject({ status: 'unverified', reason: 'bad-signature' })
  })

  test('is not believed when there are two', async () => {
    const object = await encrypt({
      message: await createMessage({ binary: entity }),
      encryptionKeys: yot.certificate,
      signingKeys: [asb.key, police.key],
      date: today,
      format: 'binary',
    })
    const opened = await openAs(yot, object as Uint8Array, [asb, police])
    expect(opened.signature).toMatchObject({ status: 'unverified', reason: 'several-signatures' })
  })
})

describe('a message that a stranger sends', () => {
  test('is refused when it would unpack to more than can be held', async () => {
    const bomb = await encrypt({
      message: await createMessage({ binary: new Uint8Array(70 * 1024 * 1024) }),
      encryptionKeys: yot.certificate,
      date: today,
      format: 'binary',
      config: { ...openpgpConfig, preferredCompressionAlgorithm: enums.compression.zlib },
    })
    expect((bomb as Uint8Array).length).toBeLessThan(1024 * 1024)
    await expect(openAs(yot, bomb as Uint8Array)).rejects.toMatchObject({ reason: 'too-large' })
  })

  test('is refused when it is signed but not encrypted, or is no OpenPGP at all', async () => {
    const message = await createMessage({ binary: entity })
    const clear = await sign({ message, signingKeys: asb.key, date: today, format: 'binary' })
    await expect(openAs(yot, clear as Uint8Array)).rejects.toMatchObject({ reason: 'not-encrypted' })
    await expect(openAs(yot, bytes('Dear team'))).rejects.toMatchObject({ reason: 'corrupt' })
  })

  test('is opened when it hides its recipient, as gpg --throw-keyids does', async () => {
    const object = await encrypt({
      message: await createMessage({ binary: entity }),
      encryptionKeys: yot.certificate,
      wildcard: true,
      date: today,
      format: 'binary',
    })
    expect(text((await openAs(yot, object as Uint8Array)).entity)).toBe(text(entity))
    await expect(openAs(police, object as Uint8Array)).rejects.toMatchObject({ reason: 'not-addressed' })
  })
})
