import { createMessage, generateKey, sign } from 'openpgp'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { generateMailboxKey, generateRootKey } from '../../src/crypto/keys.ts'
import { renew } from '../../src/crypto/mailbox-certificate.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { createTrustVerifier } from '../../src/crypto/trust-verifier.ts'

const now = new Date('2026-03-02T10:00:00.000Z')
const text = `{"despatch":"anchor/1","agency":"Example Council","time":"${now.toISOString()}"}`
const verifier = createTrustVerifier()

describe('a signature by a root', () => {
  it('is by its primary key, whichever copy of the certificate comes with it', async () => {
    const holder = { name: 'root', address: 'root@council.test', now }
    const root = await generateRootKey({ ...holder, ends: new Date('2026-03-02T10:00:01Z') })
    const signature = await signStatement(text, root, now)
    const lasting = await renew({ primary: root, known: root.toPublic(), now }, null)
    for (const copy of [root.toPublic(), lasting])
      expect(await verifier.rootOf(text, signature, [copy.armor()], now.toISOString())).toBe(
        root.getFingerprint(),
      )
  })

  it('is not one by a subkey, of another text, by another key, or of another time', async () => {
    const [root, other] = await Promise.all(
      ['root', 'other'].map((name) => generateMailboxKey({ name, address: `${name}@council.test`, now })),
    )
    if (!root || !other) throw new Error('two keys were made')
    const [own, theirs] = [root.toPublic().armor(), other.toPublic().armor()]
    const bySubkey = await signStatement(text, root, now)
    expect(await verifier.signerOf(text, bySubkey, [own])).toBe(root.getFingerprint())
    expect(await verifier.rootOf(text, bySubkey, [own])).toBeNull()
    const primary = await generateRootKey({ name: 'root', address: 'root@council.test', now })
    const signature = await signStatement(text, primary, now)
    const [certificate] = [primary.toPublic().armor()]
    expect(await verifier.rootOf(text, signature, [theirs, certificate])).toBe(primary.getFingerprint())
    expect(await verifier.rootOf(`${text} `, signature, [certificate])).toBeNull()
    expect(await verifier.rootOf(text, signature, [theirs])).toBeNull()
    expect(await verifier.rootOf(text, signature, [certificate], '2026-03-05T10:00:00.000Z')).toBeNull()
    expect(await verifier.rootOf(text, 'not a signature', [certificate])).toBeNull()
  })
})

describe('a root that is too weak', () => {
  it('has signed nothing', async () => {
    const { privateKey } = await generateKey({
      type: 'rsa',
      rsaBits: 1024,
      userIDs: [{ email: 'root@council.test' }],
      date: now,
      format: 'object',
      config: { minRSABits: 1024 },
    })
    const message = await createMessage({ binary: new TextEncoder().encode(text) })
    const signature = await sign({
      message,
      signingKeys: privateKey,
      detached: true,
      date: now,
      config: { minRSABits: 1024 },
    })
    expect(signature).toContain('BEGIN PGP SIGNATURE')
    expect(await verifier.rootOf(text, signature, [privateKey.toPublic().armor()])).toBeNull()
  })
})

describe('reading a certificate', () => {
  it('says when its key last said something of it', async () => {
    const desk = await generateMailboxKey({ name: 'Desk', address: 'desk@council.test', now })
    const later = new Date('2026-04-02T10:00:00.000Z')
    const renewed = await renew({ primary: desk, known: desk.toPublic(), now: later }, null)
    const [first, second] = await Promise.all(
      [desk.toPublic(), renewed].map((certificate) => verifier.read(certificate.armor())),
    )
    expect([first?.newest, second?.newest]).toEqual([now.toISOString(), later.toISOString()])
    expect(second?.sha256).toBe(await sha256Hex(renewed.write()))
  })
})
