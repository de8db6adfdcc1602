import { createMessage, enums, generateKey, revokeKey, sign } from 'openpgp'
import { beforeAll, describe, expect, test } from 'vitest'
import { generateUserKey, type PrivateKey } from '../../src/crypto/keys.ts'
import { keyProfile } from '../../src/crypto/profile.ts'
import { signStatement, verifyStatement } from '../../src/crypto/statement.ts'
import { Challenge } from '../../src/domain/wire/challenge.ts'
import { daysLater, type Holder, mailbox, person, today } from './people.ts'

let testina: Holder
let pat: Holder
let text: string

beforeAll(async () => {
  testina = await person('Testina Example')
  pat = await person('Placeholder Pat')
  text = JSON.stringify({ despatch: 'receipt/1', referral: 'r', event: 'opened', note: 'café 😀' })
})

const verify = (
  signature: string,
  over = text,
  certificates = [pat.certificate, testina.certificate],
  now = today,
) => verifyStatement({ type: 'receipt/1', text: over, signature, certificates, now })

const detached = (over: string, options: object = {}): Promise<string> =>
  createMessage({ binary: new TextEncoder().encode(over) }).then((message) =>
    sign({ message, signingKeys: testina.key, detached: true, date: today, format: 'armored', ...options }),
  ) as Promise<string>

describe('a signed statement', () => {
  test("is verified, and names its signer by the certificate's own fingerprint", async () => {
    const signature = await signStatement(text, testina.key, today)
    expect(await verify(signature)).toEqual({ signer: testina.key.getFingerprint() })
  })

  test('signed by a mailbox names the mailbox, not the subkey', async () => {
    const yot = await mailbox('yot@liverpool.gcsx.gov.test')
    const signature = await signStatement(text, yot.key, today)
    expect(await verify(signature, text, [yot.certificate])).toEqual({ signer: yot.key.getFingerprint() })
  })

  test('is not verified when any of its bytes, its type or its signature is another', async () => {
    const signature = await signStatement(text, testina.key, today)
    await expect(verify(signature, text.replace('opened', 'Opened'))).rejects.toMatchObject({
      reason: 'bad-signature',
    })
    await expect(verify(signature, `${text} `)).rejects.toMatchObject({ reason: 'not-a-statement' })
    await expect(
      verifyStatement({
        type: 'manifest/1',
        text,
        signature,
        certificates: [testina.certificate],
        now: today,
      }),
    ).rejects.toMatchObject({ reason: 'not-a-statement' })
    await expect(
      verify(await signStatement(text.replace('r"', 's"'), testina.key, today)),
    ).rejects.toMatchObject({
      reason: 'bad-signature',
    })
  })

  test('is not verified when the signer is not among the certificates', async () => {
    const signature = await signStatement(text, testina.key, today)
    await expect(verify(signature, text, [pat.certificate])).rejects.toMatchObject({
      reason: 'unknown-signer',
    })
    await expect(verify(signature, text, [])).rejects.toMatchObject({ reason: 'unknown-signer' })
  })

  test('needs exactly one signature, detached, over bytes, and nothing beside it', async () => {
    const one = await signStatement(text, testina.key, today)
    const two = await detached(text, { signingKeys: [testina.key, pat.key] })
    const overText = await sign({
      message: await createMessage({ text }),
      signingKeys: testina.key,
      detached: true,
      date: today,
    })
    const inline = await sign({
      message: await createMessage({ text }),
      signingKeys: testina.key,
      date: today,
    })
    for (const wrong of [
      two,
      one + one,
      `hello\n${one}`,
      `${one}\nhello`,
      overText,
      inline,
      '',
      'x'.repeat(20_000),
    ]) {
      await expect(verify(wrong as string)).rejects.toMatchObject({ reason: 'not-one-signature' })
    }
  })

  test('is judged by the schema too when one is given', async () => {
    const challenge = JSON.stringify({ despatch: 'challenge/1', origin: 'https://despatch.test' })
    const signature = await signStatement(challenge, testina.key, today)
    const asked = {
      type: 'challenge/1',
      text: challenge,
      signature,
      certificates: [testina.certificate],
      now: today,
    }
    await expect(verifyStatement(asked)).resolves.toBeDefined()
    await expect(verifyStatement({ ...asked, schema: Challenge })).rejects.toThrow(/challenge/)
  })
})

describe('the time of a signature', () => {
  test('may not lie ahead of us by more than five minutes', async () => {
    const ahead = async (minutes: number) =>
      verify(await signStatement(text, testina.key, new Date(today.getTime() + minutes * 60_000)))
    await expect(ahead(4)).resolves.toBeDefined()
    await expect(ahead(10)).rejects.toMatchObject({ reason: 'bad-signature' })
  })

  test('does not help a certificate that has since expired or been revoked: a backdated signature fails', async () => {
    const { privateKey: expiring } = await generateKey({
      ...keyProfile,
      userIDs: [{ name: 'Leaver Example', email: 'leaver@council.gcsx.gov.test' }],
      keyExpirationTime: 86_400,
      date: today,
      format: 'object',
    })
    const signature = await signStatement(text, expiring, today)
    await expect(verify(signature, text, [expiring.toPublic()])).resolves.toBeDefined()
    await expect(verify(signature, text, [expiring.toPublic()], daysLater(2))).rejects.toMatchObject({
      reason: 'certificate-not-valid',
    })

    const { publicKey: revoked } = await revokeKey({
      key: testina.key,
      reasonForRevocation: { flag: enums.reasonForRevocation.keyRetired },
      date: daysLater(1),
      format: 'object',
    })
    const before = await signStatement(text, testina.key, today)
    await expect(verify(before, text, [revoked], daysLater(2))).rejects.toMatchObject({
      reason: expect.stringMatching(/certificate-not-valid|bad-signature/),
    })
  })

  test('may not lie before the key was made', async () => {
    const young: PrivateKey = await generateUserKey({
      name: 'New Example',
      address: 'new@council.gcsx.gov.test',
      now: daysLater(1),
    })
    await expect(signStatement(text, young, today)).rejects.toThrow()
  })
})

describe('nothing but a canonical, typed statement is ever signed', () => {
  test.each([
    ['free text', 'I agree'],
    ['a bare nonce', '"3f1c9b"'],
    ['JSON without a type first', '{"time":"x","despatch":"receipt/1"}'],
    ['a type without a version', '{"despatch":"receipt"}'],
    ['spare white space', '{"despatch":"receipt/1", "a":1}'],
    ['a key given twice', '{"despatch":"receipt/1","a":1,"a":2}'],
    ['another spelling of a character', '{"despatch":"receipt/1","a":"\\u0061"}'],
    ['another spelling of a number', '{"despatch":"receipt/1","a":1.0}'],
    ['an unpaired surrogate', '{"despatch":"receipt/1","a":"\ud800"}'],
    ['a line break at the end', '{"despatch":"receipt/1"}\n'],
    ['half a document', '{"despatch":"receipt/1"'],
  ])('%s', async (_what, wrong) => {
    await expect(signStatement(wrong, testina.key, today)).rejects.toMatchObject({
      reason: 'not-a-statement',
    })
    const signature = await detached(wrong)
    await expect(verify(signature, wrong)).rejects.toMatchObject({ reason: 'not-a-statement' })
  })
})
