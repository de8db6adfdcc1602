import { decrypt, generateKey, readMessage } from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { CertificateError, readCertificate } from '../../src/crypto/certificate.ts'
import { generateMailboxKey, generateUserKey, type PrivateKey } from '../../src/crypto/keys.ts'
import { openpgpConfig } from '../../src/crypto/profile.ts'
import { createSealedObjectCheck } from '../../src/crypto/sealed-object.ts'
import { type SealingKey, sealingKey } from '../../src/crypto/sealing-key.ts'
import { verifyStatement } from '../../src/crypto/statement.ts'
import { createStatementSigner } from '../../src/crypto/statement-signer.ts'
import { Filed } from '../../src/domain/wire/filed.ts'
import { StatementError } from '../../src/domain/wire/statement.ts'

const now = new Date('2026-03-02T10:00:00Z')
const entity = new TextEncoder().encode('Subject: an order\r\n\r\nOf Placeholder Pat.\r\n'.repeat(20_000))
let key: PrivateKey
let sealing: SealingKey
beforeAll(async () => {
  key = await generateMailboxKey({ name: 'ASB team', address: 'asb.team@liverpool.gcsx.gov.test', now })
  sealing = await sealingKey(await readCertificate(key.toPublic().armor()), now)
})

async function keyOfAMinute(): Promise<PrivateKey> {
  const { privateKey } = await generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ email: 'ended@example.test' }],
    keyExpirationTime: 60,
    format: 'object',
    date: now,
    config: openpgpConfig,
  })
  return privateKey
}

async function opened(sealed: Uint8Array, by = key): Promise<Uint8Array> {
  const message = await readMessage({ binaryMessage: sealed, config: openpgpConfig })
  const { data } = await decrypt({
    message,
    decryptionKeys: by,
    format: 'binary',
    date: now,
    config: openpgpConfig,
  })
  if (!(data instanceof Uint8Array)) throw new Error('bytes were asked for')
  return data
}

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return new Uint8Array(await new Blob(all.map((piece) => piece.slice())).arrayBuffer())
}

const inPieces = (bytes: Uint8Array, size: number) =>
  new ReadableStream<Uint8Array>({
    start(stream) {
      for (let at = 0; at < bytes.length; at += size) stream.enqueue(bytes.slice(at, at + size))
      stream.close()
    },
  })

describe('a certificate made ready to be sealed to', () => {
  it.each<[string, () => Promise<Uint8Array>]>([
    ['in one piece', () => sealing.seal(entity, now)],
    ['in pieces', async () => whole(await sealing.sealPieces(inPieces(entity, 70_001), now))],
  ])('seals %s, in the one accepted form, to exactly what was sealed', async (_how, make) => {
    const sealed = await make()
    const check = createSealedObjectCheck([sealing.keyId])
    check.push(sealed)
    check.end()
    expect(Buffer.compare(await opened(sealed), entity)).toBe(0)
    const message = await readMessage({ binaryMessage: sealed })
    expect(message.getEncryptionKeyIDs().map((id) => id.toHex())).toEqual([sealing.keyId])
  })

  it('never uses a session key twice', async () => {
    const [one, two] = await Promise.all([sealing.seal(entity, now), sealing.seal(entity, now)])
    expect(Buffer.compare(one.subarray(0, 200), two.subarray(0, 200))).not.toBe(0)
    expect(Buffer.compare(one.subarray(-200), two.subarray(-200))).not.toBe(0)
  })

  it('is sealed to as it asks for, also where that is another form', async () => {
    const { privateKey } = await generateKey({
      type: 'curve25519',
      userIDs: [{ email: 'newer@example.test' }],
      format: 'object',
      date: now,
      config: { ...openpgpConfig, aeadProtect: true, v6Keys: true },
    })
    const newer = await sealingKey(await readCertificate(privateKey.toPublic().armor()), now)
    const small = entity.slice(0, 100_000)
    expect(Buffer.compare(await opened(await newer.seal(small, now), privateKey), small)).toBe(0)
    const pieces = await newer.sealPieces(inPieces(small, 9_999), now)
    expect(Buffer.compare(await opened(await whole(pieces), privateKey), small)).toBe(0)
  })

  it('is refused when it has ended', async () => {
    const privateKey = await keyOfAMinute()
    const certificate = await readCertificate(privateKey.toPublic().armor())
    const later = new Date(now.getTime() + 120_000)
    await expect(sealingKey(certificate, later)).rejects.toBeInstanceOf(CertificateError)
  })
})

describe('a signer of many statements', () => {
  it('signs what verifies as a signature of its key, and nothing that is no statement', async () => {
    const service = await generateUserKey({ name: 'Despatch service', address: 'service@example.test', now })
    const signer = createStatementSigner(service)
    const schema = {
      type: 'object',
      properties: { despatch: { const: 'filed/1' } },
      required: ['despatch', 'x'],
    } as const
    const { statement, signature } = await signer.sign(schema, { despatch: 'filed/1', x: 1 }, now)
    expect(statement).toBe('{"despatch":"filed/1","x":1}')
    const certificates = [service.toPublic()]
    expect(await verifyStatement({ type: 'filed/1', text: statement, signature, certificates, now })).toEqual(
      { signer: signer.fingerprint },
    )
    const changed = statement.replace('1}', '2}')
    await expect(
      verifyStatement({ type: 'filed/1', text: changed, signature, certificates, now }),
    ).rejects.toMatchObject({ reason: 'bad-signature' })
    await expect(signer.sign(Filed, JSON.parse('{"despatch":"filed/1"}'), now)).rejects.toBeInstanceOf(
      StatementError,
    )
  })

  it('judges statements as strictly when it has seen many of them', async () => {
    const signer = createStatementSigner(await generateUserKey({ name: 'U', address: 'u@example.test', now }))
    const schema = {
      type: 'object',
      properties: { despatch: { const: 'filed/1' }, x: { type: 'integer' } },
      required: ['despatch', 'x'],
    } as const
    const sign = (x: unknown) =>
      signer.sign(schema, JSON.parse(JSON.stringify({ despatch: 'filed/1', x })), now)
    for (let x = 0; x < 60; x++) await sign(x)
    await expect(sign('60')).rejects.toBeInstanceOf(StatementError)
    expect((await sign(61)).statement).toBe('{"despatch":"filed/1","x":61}')
  })

  it('signs no longer with a key that has just ended', async () => {
    const privateKey = await keyOfAMinute()
    const signer = createStatementSigner(privateKey)
    const schema = { type: 'object', properties: { despatch: { const: 'filed/1' } } } as const
    const sign = (ms: number) => signer.sign(schema, { despatch: 'filed/1' }, new Date(now.getTime() + ms))
    await sign(59_999)
    await expect(sign(60_000)).rejects.toThrow('expired')
  })
})
