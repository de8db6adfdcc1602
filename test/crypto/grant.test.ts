import { beforeAll, describe, expect, test } from 'vitest'
import { GrantError, makeGrant, openGrant, type SignedGrant } from '../../src/crypto/grant.ts'
import { lockKey, unlockKey, withoutPrimarySecret } from '../../src/crypto/keys.ts'
import { StatementSignatureError } from '../../src/crypto/statement.ts'
import { type Holder, mailbox, person, today } from './people.ts'

let officer: Holder
let member: Holder
let other: Holder
let grant: SignedGrant
const address = 'yot@liverpool.gcsx.gov.test'
const token = 'Zm9yIHRlc3RzIG9ubHksIG5vdCByYW5kb20'

beforeAll(async () => {
  officer = await person('Liaison Example')
  member = await person('Testina Example')
  other = await person('Placeholder Pat')
  grant = await makeGrant({
    mailbox: address,
    generation: 1,
    token,
    grantee: member.certificate,
    rights: ['send', 'open'],
    granter: officer.key,
    now: today,
  })
})

const openAs = (me: Holder, changed: Partial<Parameters<typeof openGrant>[0]> = {}) =>
  openGrant({ ...grant, granter: officer.certificate, me: me.key, now: today, ...changed })

describe('a grant', () => {
  test('gives the member the token, and with it the mailbox key', async () => {
    const { key } = await mailbox(address)
    const locked = await lockKey(await withoutPrimarySecret(key), token, { fast: true })
    const unlocked = await unlockKey(locked, await openAs(member, { mailbox: address, generation: 1 }))
    expect(unlocked.getFingerprint()).toBe(key.getFingerprint())
  })

  test('gives it to nobody else', async () => {
    await expect(openAs(other)).rejects.toBeInstanceOf(GrantError)
  })

  test('is refused when it is for another mailbox or generation, or another token was put in', async () => {
    await expect(openAs(member, { mailbox: 'asb.team@liverpool.gcsx.gov.test' })).rejects.toBeInstanceOf(
      GrantError,
    )
    await expect(openAs(member, { generation: 2 })).rejects.toBeInstanceOf(GrantError)
    const swapped = await makeGrant({
      mailbox: address,
      generation: 1,
      token: 'another',
      grantee: member.certificate,
      rights: ['open'],
      granter: other.key,
      now: today,
    })
    await expect(openAs(member, { sealedToken: swapped.sealedToken })).rejects.toBeInstanceOf(GrantError)
  })

  test('is refused when anyone but the granter signed it, or its text was changed', async () => {
    await expect(openAs(member, { granter: other.certificate })).rejects.toBeInstanceOf(
      StatementSignatureError,
    )
    const raised = grant.statement.replace('"generation":1', '"generation":9')
    await expect(openAs(member, { statement: raised })).rejects.toBeInstanceOf(StatementSignatureError)
  })
})
