import { generateKey } from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { createCertificates } from '../../src/crypto/certificate-cache.ts'
import { GrantError, makeGrant } from '../../src/crypto/grant.ts'
import { generateMailboxKey, generateUserKey, lockKey, type PrivateKey } from '../../src/crypto/keys.ts'
import { openpgpConfig } from '../../src/crypto/profile.ts'
import { StatementSignatureError } from '../../src/crypto/statement.ts'
import type { KeyGrantResponse } from '../../src/domain/wire/key-response.ts'
import { createGrantedKeys } from '../../src/sdk/granted-keys.ts'

const now = new Date('2010-03-01T09:30:00.000Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const MAILBOX = 'yot@liverpool.gcsx.gov.test'
/** The granter's certificate lasts an hour. */
const ENDS = 3600
const TOKEN = 'for tests only, not random'

let me: PrivateKey
let granter: PrivateKey
let mailboxKey: PrivateKey
let grant: KeyGrantResponse
beforeAll(async () => {
  me = await generateUserKey({ name: 'Testina Example', address: 'testina@council.gcsx.gov.test', now })
  mailboxKey = await generateMailboxKey({ name: 'Placeholder desk', address: MAILBOX, now })
  const { privateKey } = await generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ email: 'officer@council.gcsx.gov.test' }],
    keyExpirationTime: ENDS,
    date: now,
    format: 'object',
    config: openpgpConfig,
  })
  granter = privateKey
  grant = await granted(1)
}, 60_000)

async function granted(generation: number): Promise<KeyGrantResponse> {
  const made = await makeGrant({
    mailbox: MAILBOX,
    generation,
    token: TOKEN,
    grantee: me.toPublic(),
    rights: ['send', 'open'],
    granter,
    now,
  })
  return {
    mailbox: MAILBOX,
    generation,
    locked: await lockKey(mailboxKey, TOKEN, { fast: true }),
    statement: made.statement,
    signature: made.signature,
    sealedToken: Buffer.from(made.sealedToken).toString('base64'),
    granter: granter.toPublic().armor(),
  }
}

const create = () => createGrantedKeys(createCertificates())

describe('granted keys', () => {
  it('are unlocked once, whoever asks at the same time or later', async () => {
    const keys = create()
    const [one, two] = await Promise.all([keys.open(grant, me, now), keys.open({ ...grant }, me, now)])
    expect(one.key.getFingerprint()).toBe(mailboxKey.getFingerprint())
    expect(one.rights).toEqual(['send', 'open'])
    expect(two.key).toBe(one.key)
    expect((await keys.open({ ...grant }, me, later(60))).key).toBe(one.key)
  })

  it('are refused as soon as the granter’s certificate has ended, also when they were opened before', async () => {
    const keys = create()
    // Another machine's clock may be five minutes behind.
    const last = later(ENDS - 5 * 60 - 1)
    await keys.open(grant, me, last)
    const ended = keys.open(grant, me, later(ENDS - 5 * 60))
    await expect(ended).rejects.toBeInstanceOf(StatementSignatureError)
    await keys.open(grant, me, last)
  })

  it('are opened anew when anything of them is another', async () => {
    const keys = create()
    await keys.open(grant, me, now)
    const raised = { ...grant, statement: grant.statement.replace('"generation":1', '"generation":2') }
    await expect(keys.open(raised, me, now)).rejects.toBeInstanceOf(StatementSignatureError)
    const swapped = { ...grant, sealedToken: (await granted(1)).sealedToken }
    await expect(keys.open(swapped, me, now)).rejects.toBeInstanceOf(GrantError)
    const relocked = { ...grant, locked: await lockKey(mailboxKey, 'another', { fast: true }) }
    await expect(keys.open(relocked, me, now)).rejects.toThrow('passphrase')
    const granterToo = { ...grant, granter: me.toPublic().armor() }
    await expect(keys.open(granterToo, me, now)).rejects.toBeInstanceOf(StatementSignatureError)
    expect((await keys.open(grant, me, now)).rights).toEqual(['send', 'open'])
  })

  it('are nobody else’s', async () => {
    const keys = create()
    await keys.open(grant, me, now)
    const other = await generateUserKey({ name: 'Another', address: 'another@council.gcsx.gov.test', now })
    await expect(keys.open(grant, other, now)).rejects.toBeInstanceOf(GrantError)
  })

  it('are forgotten when they are granted no more', async () => {
    const keys = create()
    const second = await granted(2)
    const [before, kept] = [await keys.open(grant, me, now), await keys.open(second, me, now)]
    keys.keepOnly([second])
    expect((await keys.open(second, me, now)).key).toBe(kept.key)
    expect((await keys.open(grant, me, now)).key).not.toBe(before.key)
  })
})
