import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dearmorMessage } from '../../src/crypto/armor.ts'
import { recipientKeyIds } from '../../src/crypto/sealed-object.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import type { HeldMail } from '../../src/domain/wire/quarantine.ts'
import { findEncrypted } from '../../src/mail/encrypted.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { bring, encryptedMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import { createWorld, type World } from '../faults/world.ts'
import { named, prepared } from './sending.ts'

let world: World
let caseWorker: Session
let yot: Session
beforeAll(async () => {
  world = await createWorld()
  await world.start()
  caseWorker = await world.session('asb.caseworker')
  yot = await world.session('yot.officer')
})
afterAll(() => world?.end())

const written = (to = ASB_TEAM) => encryptedMail(world, { from: POLICE_INTELLIGENCE, to })
const brought = (message: Uint8Array, to = ASB_TEAM) =>
  bring(world, { from: POLICE_INTELLIGENCE, to, message, localAddress: POLICE_RELAY })
const held = async (session = caseWorker) => (await session.client.quarantine()).rows
const inbox = async (session = caseWorker) => (await session.client.inbox({})).rows

/** Brings what is held back, and says which it is. */
async function heldBack(message: Uint8Array, to = ASB_TEAM): Promise<HeldMail | undefined> {
  expect(await brought(message, to)).toMatchObject({ code: 250 })
  return (await held(to === ASB_TEAM ? caseWorker : yot))[0]
}

/** Gives the key up that the mail is encrypted to, so many days ago. */
async function rotated(message: Uint8Array, daysAgo: number): Promise<void> {
  const sealed = await dearmorMessage(findEncrypted(message)?.armored ?? '')
  await world.asSuperuser(
    `update subkey set valid = tstzrange('2000-01-01', now() - make_interval(days => $2)) where key_id = any ($1)`,
    [recipientKeyIds(sealed), daysAgo],
  )
}

describe('mail that nobody can open is held back', () => {
  it('when it is encrypted to no key of the mailbox, and says which key and what to do', async () => {
    const { message } = await written(LIVERPOOL_YOT)
    const mail = await heldBack(message)
    expect(mail).toMatchObject({
      mailbox: ASB_TEAM,
      domain: 'merseyside.pnn.police.test',
      reason: 'wrong-key',
      sentence: expect.stringContaining('current certificate'),
      keyIds: [expect.stringMatching(/^[0-9a-f]{16}$/)],
    })
    expect(await inbox()).toEqual([])
  })

  it('when it breaks off, as a mail does that was cut on the way', async () => {
    const { message } = await written()
    const cut = Buffer.from(message)
      .toString('latin1')
      .replace(/(?:[A-Za-z0-9+/=]+\r\n){3}-----END PGP MESSAGE-----/, '')
    expect(await heldBack(Buffer.from(cut, 'latin1'))).toMatchObject({ reason: 'damaged', keyIds: [] })
  })

  it('but not what is not encrypted at all, which is refused', async () => {
    const text = Buffer.from(`From: ${POLICE_INTELLIGENCE}\r\nTo: ${ASB_TEAM}\r\n\r\nRESTRICTED: a visit\r\n`)
    expect(await brought(text)).toMatchObject({ code: 550 })
  })

  it('each mailbox for itself: who has the key gets it, who has not sees why', async () => {
    const { message } = await written(LIVERPOOL_YOT)
    const before = (await held()).length
    expect(await brought(message, LIVERPOOL_YOT)).toMatchObject({ code: 250 })
    expect(await brought(message, ASB_TEAM)).toMatchObject({ code: 250 })
    expect(await held(yot)).toEqual([])
    expect(await held()).toHaveLength(before + 1)
    await expect.poll(async () => (await inbox(yot)).length).toBe(1)
  })
})

describe('mail that is held back answers nothing', () => {
  it('until a member of the mailbox has released it', async () => {
    const { referral } = await send({
      session: caseWorker,
      prepared: await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] }),
    })
    const answeredBy = async () => (await caseWorker.client.referral(referral)).deliveries[0]?.answeredBy
    const { message } = await written(LIVERPOOL_YOT)
    const delivery = (await heldBack(message))?.delivery ?? ''
    const [held] = await world.asSuperuser(
      `update inbound set answers = (select id from delivery where referral_id = $1)
         from inbound_recipient ir join delivery d using (referral_id)
         where inbound.id = ir.inbound_id and d.id = $2 returning ir.referral_id as referral`,
      [referral, delivery],
    )
    expect(await answeredBy()).toBeNull()
    await caseWorker.client.releaseHeld(delivery)
    expect(await answeredBy()).toBe(held?.referral)
    await world.asSuperuser("update quarantine set outcome = 'dismissed' where delivery_id = $1", [delivery])
    expect(await answeredBy()).toBeNull()
    await world.asSuperuser("update quarantine set outcome = 'released' where delivery_id = $1", [delivery])
  })
})

describe('a member of the mailbox decides', () => {
  const entries = async (type: string, delivery: string) =>
    (
      await world.asSuperuser(
        `select record from log_staged where type = $1 and record like '%' || $2 || '%'`,
        [type, delivery],
      )
    ).map(({ record }) => JSON.parse(String(record)))

  it('and lets it into the inbox, where it is shown for what it is', async () => {
    const { message } = await written(LIVERPOOL_YOT)
    const mail = await heldBack(message)
    const delivery = mail?.delivery ?? ''
    expect(await caseWorker.client.releaseHeld(delivery)).toEqual({ delivery, outcome: 'released' })
    expect((await held()).map((row) => row.delivery)).not.toContain(delivery)
    await expect.poll(async () => (await inbox()).map((row) => row.delivery)).toContain(delivery)
    const opened = await openDelivery({ session: caseWorker, delivery, now: new Date() })
    expect(opened).toMatchObject({ outcome: 'unreadable' })
    // Said twice it is said once; otherwise than before it cannot be said.
    expect(await caseWorker.client.releaseHeld(delivery)).toEqual({ delivery, outcome: 'released' })
    await expect(caseWorker.client.dismissHeld(delivery)).rejects.toMatchObject({ type: named('conflict') })
    expect(await entries('released', delivery)).toMatchObject([
      { despatch: 'released/1', held: 'wrong-key', outcome: 'released', by: caseWorker.person.id },
    ])
  })

  it('or lays it aside, which stands in the log and cannot be undone', async () => {
    const { message } = await written(LIVERPOOL_YOT)
    const delivery = (await heldBack(message))?.delivery ?? ''
    expect(await caseWorker.client.dismissHeld(delivery)).toEqual({ delivery, outcome: 'dismissed' })
    await caseWorker.client.dismissHeld(delivery)
    expect(await entries('failed', delivery)).toMatchObject([
      { despatch: 'failed/1', outcome: 'dismissed', by: caseWorker.person.id },
    ])
    await expect(caseWorker.client.releaseHeld(delivery)).rejects.toMatchObject({ type: named('conflict') })
    expect((await held()).map((row) => row.delivery)).not.toContain(delivery)
  })

  it('and nobody else: to others it is not there', async () => {
    const { message } = await written(LIVERPOOL_YOT)
    const delivery = (await heldBack(message))?.delivery ?? ''
    await expect(yot.client.releaseHeld(delivery)).rejects.toMatchObject({ type: named('not-found') })
    const auditor = await world.session('auditor')
    await expect(auditor.client.quarantine()).rejects.toMatchObject({ type: named('not-yours') })
    await expect(yot.client.quarantine({ mailbox: ASB_TEAM })).rejects.toMatchObject({
      type: named('not-yours'),
    })
  })

  it('page by page', async () => {
    const all = await held()
    const first = await caseWorker.client.quarantine({ limit: 1 })
    expect(first.rows).toEqual(all.slice(0, 1))
    const second = await caseWorker.client.quarantine({ limit: 1, cursor: first.next ?? '' })
    expect(second.rows).toEqual(all.slice(1, 2))
  })
})

// The last, since it gives up the key of the mailbox.
describe('mail to a key that the mailbox gave up', () => {
  it('is taken for ninety days, and held back after that', async () => {
    const [young, old] = [(await written()).message, (await written()).message]
    const before = (await inbox()).length
    await rotated(young, 89)
    expect(await brought(young)).toMatchObject({ code: 250 })
    await expect.poll(async () => (await inbox()).length).toBe(before + 1)
    await rotated(old, 91)
    expect(await heldBack(old)).toMatchObject({
      reason: 'old-key',
      sentence: expect.stringContaining('90 days'),
    })
  })
})
