import { beforeAll, describe, expect, test } from 'vitest'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { GrantError, makeGrant, openGrant, type SignedGrant, signGrant } from '../../src/crypto/grant.ts'
import { lockKey, unlockKey } from '../../src/crypto/keys.ts'
import { partOf } from '../../src/crypto/mailbox-key.ts'
import { StatementSignatureError } from '../../src/crypto/statement.ts'
import { daysLater, type Holder, mailbox, person, today } from './people.ts'

let officer: Holder
let member: Holder
let other: Holder
let yot: Holder
let locked: string
let grant: SignedGrant
const address = 'yot@liverpool.gcsx.gov.test'
const token = 'Zm9yIHRlc3RzIG9ubHksIG5vdCByYW5kb20'
const expires = daysLater(30)
const granted = { mailbox: address, generation: 1, part: 'open', token, expires, now: today } as const

beforeAll(async () => {
  officer = await person('Liaison Example')
  member = await person('Testina Example')
  other = await person('Placeholder Pat')
  yot = await mailbox(address)
  locked = await lockKey(await partOf(yot.key, 'open'), token, { fast: true })
  grant = await makeGrant({ ...granted, locked, grantee: member.certificate, granter: officer.key })
})

const openAs = (me: Holder, changed: Partial<Parameters<typeof openGrant>[0]> = {}) =>
  openGrant({
    ...grant,
    locked,
    granter: officer.certificate,
    me: me.key,
    mailbox: address,
    generation: 1,
    part: 'open',
    now: today,
    ...changed,
  })

describe('a grant', () => {
  test('gives the member the token, and with it the part of the mailbox key', async () => {
    const unlocked = await unlockKey(locked, await openAs(member))
    expect(unlocked.getFingerprint()).toBe(yot.key.getFingerprint())
  })

  test('gives it to nobody else', async () => {
    await expect(openAs(other)).rejects.toBeInstanceOf(GrantError)
  })

  test('is refused when it is for another mailbox, generation or part', async () => {
    await expect(openAs(member, { mailbox: 'asb.team@liverpool.gcsx.gov.test' })).rejects.toThrow(
      'This grant is for yot@liverpool.gcsx.gov.test, not for asb.team@liverpool.gcsx.gov.test.',
    )
    await expect(openAs(member, { generation: 2 })).rejects.toThrow('generation 1 of the key, not 2')
    await expect(openAs(member, { part: 'sign' })).rejects.toThrow('to open with, not to sign')
  })

  test('is refused when another token was put in, or the locked key was edited', async () => {
    const swapped = await makeGrant({
      ...granted,
      token: 'another',
      locked,
      grantee: member.certificate,
      granter: other.key,
    })
    await expect(openAs(member, { sealedToken: swapped.sealedToken })).rejects.toBeInstanceOf(GrantError)
    await expect(openAs(member, { locked: `${locked}\n` })).rejects.toThrow('edited or exchanged')
  })

  test('is refused when anyone but the granter signed it, or its text was changed', async () => {
    await expect(openAs(member, { granter: other.certificate })).rejects.toBeInstanceOf(
      StatementSignatureError,
    )
    const raised = grant.statement.replace('"generation":1', '"generation":9')
    await expect(openAs(member, { statement: raised, generation: 9 })).rejects.toBeInstanceOf(
      StatementSignatureError,
    )
  })

  test('ends, and says whose it was and what to do', async () => {
    await openAs(member, { now: daysLater(29) })
    await expect(openAs(member, { now: daysLater(30) })).rejects.toThrow(
      'Your key of yot@liverpool.gcsx.gov.test to open with ended on 2010-03-31. Ask your liaison officer to renew it: despatch key renew yot@liverpool.gcsx.gov.test.',
    )
  })

  test('is made to count for longer by an officer who cannot open it', async () => {
    const longer = await signGrant({
      mailbox: address,
      generation: 1,
      part: 'open',
      grantee: member.certificate.getFingerprint(),
      granter: officer.key,
      token: await sha256Hex(grant.sealedToken),
      locked: await sha256Hex(locked),
      expires: daysLater(60),
      now: daysLater(29),
    })
    expect(await openAs(member, { ...longer, now: daysLater(45) })).toBe(token)
  })

  test('of the future is not believed', async () => {
    await expect(openAs(member, { now: daysLater(-1) })).rejects.toThrow('dated in the future')
  })
})
