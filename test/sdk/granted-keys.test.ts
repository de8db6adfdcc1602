import { beforeAll, describe, expect, it } from 'vitest'
import { GrantError, makeGrant } from '../../src/crypto/grant.ts'
import { generateMailboxKey, generateUserKey, lockKey, type PrivateKey } from '../../src/crypto/keys.ts'
import { partOf } from '../../src/crypto/mailbox-key.ts'
import { StatementSignatureError } from '../../src/crypto/statement.ts'
import type { KeyGrantResponse } from '../../src/domain/wire/key-response.ts'
import { createGrantedKeys, type Opener } from '../../src/sdk/granted-keys.ts'

const now = new Date('2010-03-01T09:30:00.000Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const MAILBOX = 'yot@liverpool.gcsx.gov.test'
/** The grant lasts an hour. */
const ENDS = 3600
const TOKEN = 'for tests only, not random'

let me: PrivateKey
let by: Opener
let granter: PrivateKey
let mailboxKey: PrivateKey
let grant: KeyGrantResponse
beforeAll(async () => {
  me = await generateUserKey({ name: 'Testina Example', address: 'testina@council.gcsx.gov.test', now })
  granter = await generateUserKey({ name: 'Officer', address: 'officer@council.gcsx.gov.test', now })
  mailboxKey = await partOf(
    await generateMailboxKey({ name: 'Placeholder desk', address: MAILBOX, now }),
    'open',
  )
  by = { me, granter: granter.toPublic() }
  grant = await granted(1)
})

async function granted(generation: number): Promise<KeyGrantResponse> {
  const locked = await lockKey(mailboxKey, TOKEN, { fast: true })
  const part = 'open'
  const made = await makeGrant({
    mailbox: MAILBOX,
    generation,
    part,
    token: TOKEN,
    locked,
    grantee: me.toPublic(),
    granter,
    expires: later(ENDS),
    now,
  })
  return {
    mailbox: MAILBOX,
    generation,
    part,
    locked,
    statement: made.statement,
    signature: made.signature,
    sealedToken: Buffer.from(made.sealedToken).toString('base64'),
    granter: granter.getFingerprint(),
  }
}

describe('granted keys', () => {
  it('are unlocked once, whoever asks at the same time or later', async () => {
    const keys = createGrantedKeys()
    const [one, two] = await Promise.all([keys.open(grant, by, now), keys.open({ ...grant }, by, now)])
    expect(one.getFingerprint()).toBe(mailboxKey.getFingerprint())
    expect(two).toBe(one)
    expect(await keys.open({ ...grant }, { ...by }, later(60))).toBe(one)
  })

  it('are refused as soon as the grant has ended, also when they were opened before', async () => {
    const keys = createGrantedKeys()
    await keys.open(grant, by, later(ENDS - 1))
    await expect(keys.open(grant, by, later(ENDS))).rejects.toThrow('ended on 2010-03-01')
    await keys.open(grant, by, later(ENDS - 1))
  })

  it('are opened anew when anything of them is another', async () => {
    const keys = createGrantedKeys()
    await keys.open(grant, by, now)
    const raised = { ...grant, statement: grant.statement.replace('"generation":1', '"generation":2') }
    await expect(keys.open(raised, by, now)).rejects.toBeInstanceOf(StatementSignatureError)
    const swapped = { ...grant, sealedToken: (await granted(1)).sealedToken }
    await expect(keys.open(swapped, by, now)).rejects.toBeInstanceOf(GrantError)
    const relocked = { ...grant, locked: await lockKey(mailboxKey, TOKEN, { fast: true }) }
    await expect(keys.open(relocked, by, now)).rejects.toThrow('edited or exchanged')
    await expect(keys.open(grant, { me, granter: me.toPublic() }, now)).rejects.toBeInstanceOf(
      StatementSignatureError,
    )
    expect((await keys.open(grant, by, now)).getFingerprint()).toBe(mailboxKey.getFingerprint())
  })

  it('are nobody else’s', async () => {
    const keys = createGrantedKeys()
    await keys.open(grant, by, now)
    const other = await generateUserKey({ name: 'Another', address: 'another@council.gcsx.gov.test', now })
    await expect(keys.open(grant, { ...by, me: other }, now)).rejects.toBeInstanceOf(GrantError)
  })

  it('are forgotten when they are granted no more', async () => {
    const keys = createGrantedKeys()
    const second = await granted(2)
    const [before, kept] = [await keys.open(grant, by, now), await keys.open(second, by, now)]
    keys.keepOnly([second])
    expect(await keys.open(second, by, now)).toBe(kept)
    expect(await keys.open(grant, by, now)).not.toBe(before)
  })
})
