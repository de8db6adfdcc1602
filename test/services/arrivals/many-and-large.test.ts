import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { armorMessage } from '../../../src/crypto/armor.ts'
import { readCertificate } from '../../../src/crypto/certificate.ts'
import { seal } from '../../../src/crypto/seal.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import { composeEncrypted } from '../../../src/mail/encrypted.ts'
import { openDelivery } from '../../../src/sdk/open-delivery.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { bring, encryptedMail, POLICE_RELAY } from '../../faults/partner-mail.ts'
import { createWorld, type World } from '../../faults/world.ts'

/** Mails of a partner that are let through in the time of this test. */
const PARTNERS_MAILS = 12

let world: World
let caseWorker: Session
beforeAll(async () => {
  world = await createWorld()
  await world.start({
    seams: {
      rates: {
        'gateway.perPartner': { points: PARTNERS_MAILS, windowSeconds: 3600 },
        'gateway.perAddress': { points: PARTNERS_MAILS + 2, windowSeconds: 3600 },
      },
    },
  })
  caseWorker = await world.session('asb.caseworker')
})
afterAll(() => world?.end())

const brought = (to: string, message: Uint8Array) =>
  bring(world, { from: POLICE_INTELLIGENCE, to, message, localAddress: POLICE_RELAY })
const policeMail = () => encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
const stored = async () => (await world.asSuperuser('select 1 from inbound')).length

/** What of the two machines' and the register's rows there is for each mail that was stored. */
const rowsOfArrivals = () =>
  world.asSuperuser(
    `select (select count(*)::int from referral where origin = 'mail') as referrals,
       (select count(*)::int from delivery join referral on referral.id = referral_id where origin = 'mail') as deliveries,
       (select count(*)::int from disclosure where kind = 'mail') as disclosures,
       (select count(*)::int from inbound_recipient) as recipients,
       (select count(*)::int from log_staged where type = 'arrived') as arrived`,
  )

describe('mails that come at the same time', () => {
  it('are each kept, once, with all that belongs to them', async () => {
    const mails = await Promise.all(Array.from({ length: 6 }, policeMail))
    const [first] = mails
    if (!first) throw new Error('there are six')
    const answers = await Promise.all([
      ...mails.map(({ message }) => brought(ASB_TEAM, message)),
      // Once more, while the first is being kept, and for another mailbox.
      brought(ASB_TEAM, first.message),
      brought(LIVERPOOL_YOT, first.message),
    ])
    expect(answers.map(({ code }) => code)).toEqual(Array(8).fill(250))
    expect(await stored()).toBe(7)
    expect(await rowsOfArrivals()).toEqual([
      { referrals: 7, deliveries: 7, disclosures: 7, recipients: 7, arrived: 7 },
    ])
    await expect.poll(async () => (await caseWorker.client.inbox({})).rows.length).toBe(6)
  })
})

describe('a large mail', () => {
  it('is sealed in pieces, opens to what was sent, and leaves no file behind', async () => {
    const { armored } = await world.database.db
      .selectFrom('certificate')
      .innerJoin('mailbox', 'mailbox.id', 'certificate.mailbox_id')
      .select('certificate.armored')
      .where('mailbox.address', '=', ASB_TEAM)
      .where('certificate.state', '=', 'current')
      .executeTakeFirstOrThrow()
    const now = new Date()
    const headers = {
      from: POLICE_INTELLIGENCE,
      to: [ASB_TEAM],
      date: now,
      messageId: '<large@merseyside.pnn.police.test>',
    }
    const lines = Array.from({ length: 40_000 }, (_, at) => `line ${at} of a long statement`).join('\r\n')
    const entity = Buffer.from(
      `From: ${POLICE_INTELLIGENCE}\r\nTo: ${ASB_TEAM}\r\nSubject: RESTRICTED: large\r\n\r\n${lines}\r\n`,
    )
    const sealed = await seal({ entity, recipients: [await readCertificate(armored)], now })
    const message = composeEncrypted({ ...headers, armored: armorMessage(sealed) })
    expect(message.length).toBeGreaterThan(1024 * 1024)
    const before = (await caseWorker.client.inbox({})).rows.length
    expect(await brought(ASB_TEAM, message)).toMatchObject({ code: 250 })
    await expect.poll(async () => (await caseWorker.client.inbox({})).rows.length).toBe(before + 1)
    const [row] = (await caseWorker.client.inbox({})).rows
    const opened = await openDelivery({ session: caseWorker, delivery: row?.delivery ?? '', now: new Date() })
    expect(opened).toMatchObject({ outcome: 'opened', text: expect.stringContaining('line 39999 of a long') })
    expect(await readdir(join(world.config.dataDir, 'spool'))).toEqual([])
  })
})

describe('a partner that brings more than a partner may', () => {
  it('is told when to come again, by its domain and then by its address', async () => {
    const before = await stored()
    const answers: string[] = []
    for (let sent = 0; sent < 6; sent += 1) {
      const { code, enhanced, reply } = await brought(ASB_TEAM, (await policeMail()).message)
      answers.push(`${code} ${enhanced} ${reply.replaceAll(/\d{3,}/g, 'n')}`)
    }
    expect(answers).toEqual([
      ...Array(3).fill(expect.stringMatching(/^250/)),
      ...Array(2).fill(
        expect.stringMatching(
          /^452 4\.7\.1 .*Too much mail from merseyside\.pnn\.police\.test.* in n seconds/,
        ),
      ),
      expect.stringMatching(/^450 4\.7\.1 .*Too much mail from your address.* in n seconds/),
    ])
    expect(await stored()).toBe(before + 3)
  })
})
