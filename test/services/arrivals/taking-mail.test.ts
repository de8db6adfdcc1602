import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { armorMessage } from '../../../src/crypto/armor.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import { openDelivery } from '../../../src/sdk/open-delivery.ts'
import { send } from '../../../src/sdk/send.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { bring, clearMail, encryptedMail, POLICE_RELAY, STRANGER } from '../../faults/partner-mail.ts'
import { createWorld, type World } from '../../faults/world.ts'
import { prepared } from '../sending.ts'
import { bringOnce } from './smtp.ts'

let world: World
let caseWorker: Session
beforeAll(async () => {
  world = await createWorld()
  await world.start()
  caseWorker = await world.session('asb.caseworker')
})
afterAll(() => world?.end())

/** The police bring a mail, once. */
const brought = (to: string, message: Uint8Array) =>
  bring(world, { from: POLICE_INTELLIGENCE, to, message, localAddress: POLICE_RELAY })

const CLEAR = clearMail(
  { From: POLICE_INTELLIGENCE, To: ASB_TEAM, Subject: 'Our visit', 'Message-ID': '<clear@example.test>' },
  'Placeholder Pat was not at home.',
)

/** A session key for the key 0102030405060708, well formed. */
const PKESK = [0xc1, 0x0d, 3, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 8, 1]

async function storedMail(): Promise<number> {
  const rows = await world.asSuperuser('select 1 from inbound')
  return rows.length
}

describe('the gateway takes mail for its own mailboxes', () => {
  it.each([
    ['a mailbox that nobody has', 'nobody@liverpool.gcsx.gov.test'],
    ['a mailbox that is reached by mail only: it relays nothing on', POLICE_INTELLIGENCE],
    ['a return path that it never gave out', `${'a'.repeat(26)}@despatch.test`],
  ])('and answers 550 5.1.1 for %s', async (_what, to) => {
    expect(await brought(to, CLEAR)).toMatchObject({ outcome: 'failed', code: 550, enhanced: '5.1.1' })
  })

  it('and says of a closed one that it is closed', async () => {
    await world.asSuperuser(
      "update mailbox set closed_at = now() where address = 'listing@liverpool-mc.cjsm.test'",
    )
    expect(await brought('listing@liverpool-mc.cjsm.test', CLEAR)).toMatchObject({
      code: 550,
      enhanced: '5.2.1',
    })
  })
})

describe('the gateway takes only what it cannot read', () => {
  it('refuses clear text with 550 5.7.1 and the address of a page that explains, and keeps nothing', async () => {
    const { code, enhanced, reply } = await brought(ASB_TEAM, CLEAR)
    expect({ code, enhanced }).toEqual({ code: 550, enhanced: '5.7.1' })
    expect(await storedMail()).toBe(0)

    const page = await fetch(/https?:\S+/.exec(reply)?.[0] ?? '')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await page.text()).toMatch(/takes only mail that is encrypted/)
  })

  it.each([
    ['is only signed, and readable by anybody', () => [0xcb, 0x07, 0x62, 0, 0, 0, 0, 0, 0x78]],
    ['has more recipients than anybody writes to', () => Array.from({ length: 150 }, () => PKESK).flat()],
    ['is opened by a password', () => [0xc3, 0x04, 0x04, 0x09, 0x00, 0x08]],
  ])('refuses for good an armored message that %s', async (_what, packets) => {
    const message = clearMail(
      { From: POLICE_INTELLIGENCE, To: ASB_TEAM },
      armorMessage(new Uint8Array(packets())),
    )
    expect(await brought(ASB_TEAM, message)).toMatchObject({ code: 550, enhanced: '5.7.1' })
    expect(await storedMail()).toBe(0)
  })

  it('refuses what is encrypted without integrity protection, and says what to do', async () => {
    const message = clearMail(
      { From: POLICE_INTELLIGENCE, To: ASB_TEAM },
      armorMessage(new Uint8Array([...PKESK, 0xc9, 0x05, 1, 9, 9, 9, 9])),
    )
    const answer = await brought(ASB_TEAM, message)
    expect(answer).toMatchObject({ code: 550, enhanced: '5.7.1' })
    expect(answer.reply).toMatch(/does not show whether it was changed; send it again with a newer/)
    expect(await storedMail()).toBe(0)
  })

  it('seals encrypted mail to the mailbox once more, its header included', async () => {
    const { messageId, message } = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
    expect(await brought(ASB_TEAM, message)).toMatchObject({ outcome: 'relayed', code: 250 })
    await expect.poll(async () => (await caseWorker.client.inbox({})).rows).toHaveLength(1)
    const [row] = (await caseWorker.client.inbox({})).rows
    expect(row).toMatchObject({ origin: 'mail', fromDomain: 'merseyside.pnn.police.test', unproven: true })
    const opened = await openDelivery({ session: caseWorker, delivery: row?.delivery ?? '', now: new Date() })
    expect(opened).toMatchObject({ outcome: 'opened', text: expect.stringContaining('Placeholder Pat') })
    expect(opened.view.statement).toContain(JSON.stringify(messageId))
  })

  it('takes the same bytes again as the same mail, even when they come twice at once', async () => {
    const { message } = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
    const before = await storedMail()
    const answers = await Promise.all([brought(ASB_TEAM, message), brought(ASB_TEAM, message)])
    // One of the two may be told to come again: the other one was just being stored.
    expect(answers.map(({ outcome }) => outcome)).toContain('relayed')
    expect(answers.map(({ outcome }) => outcome)).not.toContain('failed')
    expect(await brought(ASB_TEAM, message)).toMatchObject({ outcome: 'relayed', code: 250 })
    expect(await storedMail()).toBe(before + 1)
  })

  it('delivers one mail to two mailboxes once each', async () => {
    const mail = { from: POLICE_INTELLIGENCE, to: ASB_TEAM, also: [LIVERPOOL_YOT] }
    const { message } = await encryptedMail(world, mail)
    for (const to of [ASB_TEAM, LIVERPOOL_YOT])
      expect(await brought(to, message)).toMatchObject({ code: 250 })
    const yot = await world.session('yot.officer')
    await expect.poll(async () => (await yot.client.inbox({})).rows).toHaveLength(1)
  })
})

describe('one mail for a mailbox and for the return path of a delivery', () => {
  it('is kept for neither when it is no report: what is refused is nowhere', async () => {
    const { referral } = await send({ session: caseWorker, prepared: await prepared(caseWorker) })
    const [row] = await world.asSuperuser('select return_token from delivery where referral_id = $1', [
      referral,
    ])
    const to = [ASB_TEAM, `${String(row?.return_token)}@${world.config.serviceDomain}`]
    const from = POLICE_INTELLIGENCE
    const { message } = await encryptedMail(world, { from, to: ASB_TEAM })
    const before = await storedMail()
    const answer = await bringOnce(world, { from, to, message, localAddress: POLICE_RELAY })
    expect(answer).toMatchObject({ code: 550, text: expect.stringMatching(/5\.7\.1 .* only reports/) })
    expect(await storedMail()).toBe(before)
  })
})

describe('mail that no network bears out', () => {
  it('is refused where its domain is no network of the partnership', async () => {
    const from = 'stranger@elsewhere.test'
    const { message } = await encryptedMail(world, { from, to: ASB_TEAM })
    const answer = await bring(world, { from, to: ASB_TEAM, message, localAddress: STRANGER })
    expect(answer).toMatchObject({ code: 550, enhanced: '5.7.1' })
    expect(answer.reply).toMatch(/elsewhere\.test is no network of this partnership/)
  })

  const strangers = async () => {
    const { message } = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
    return bring(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM, message, localAddress: STRANGER })
  }
  const filled = (size: number) =>
    world.asSuperuser(
      `insert into inbound (id, raw_sha256, size, domain, authenticated, state, at)
         select gen_random_uuid(), 'x', $1, 'merseyside.pnn.police.test', false, 'new', now() - interval '23 hours'
           from generate_series(1, 3)`,
      [size],
    )

  it('is kept up to a day’s ration, so that a stranger cannot fill the disk nor keep a partner out', async () => {
    expect(await strangers()).toMatchObject({ code: 250 })
    await filled(100 * 1024 * 1024)
    expect(await strangers()).toMatchObject({ outcome: 'retry', code: 452, enhanced: '4.7.1' })
    const { message } = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
    expect(await brought(ASB_TEAM, message)).toMatchObject({ code: 250 })
    await world.asSuperuser("update inbound set at = at - interval '2 hours' where raw_sha256 = 'x'")
    expect(await strangers()).toMatchObject({ code: 250 })
  })
})

describe('the gateway without its database', () => {
  const name = () => new URL(world.database.superuserUrl).pathname.slice(1)

  it('asks the sending server to try again, and takes the mail when the database is back', async () => {
    const { message } = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
    const before = await storedMail()
    await world.atServer(`alter database ${name()} with allow_connections false`)
    try {
      await world.atServer(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name()}'`,
      )
      const down = await brought(ASB_TEAM, message)
      expect(down).toMatchObject({ outcome: 'retry', code: 451 })
      expect((await fetch(`${world.config.publicUrl}/readyz`)).status).toBe(503)
    } finally {
      await world.atServer(`alter database ${name()} with allow_connections true`)
    }
    await expect
      .poll(async () => (await brought(ASB_TEAM, message)).code, { timeout: 15_000, interval: 500 })
      .toBe(250)
    expect(await storedMail()).toBe(before + 1)
    // The sequencer and the worker are back too.
    const arrived = async () => (await caseWorker.client.inbox({})).rows.length
    const size = await arrived()
    const { message: another } = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
    await brought(ASB_TEAM, another)
    await expect.poll(arrived).toBeGreaterThanOrEqual(size + 1)
  })
})
