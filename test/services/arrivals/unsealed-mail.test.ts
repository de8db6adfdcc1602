import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signStatement } from '../../../src/crypto/statement.ts'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
} from '../../../src/demo/partnership/mailboxes.ts'
import { Filed } from '../../../src/domain/wire/filed.ts'
import type { InboxRow } from '../../../src/domain/wire/referral-response.ts'
import { writeStatement } from '../../../src/domain/wire/statement.ts'
import { messageIdOf } from '../../../src/mail/message-id.ts'
import { openDelivery } from '../../../src/sdk/open-delivery.ts'
import { send } from '../../../src/sdk/send.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { POLICE_RELAY, STRANGER } from '../../faults/partner-mail.ts'
import { createWorld, type World } from '../../faults/world.ts'
import { everyFile, everyTable, found } from '../planted-words.ts'
import { deliveryOnce, prepared, refusal, until } from '../sending.ts'
import { COURT_DOMAIN, courtMail, setPolicy } from './court-mail.ts'
import { digestsIn, partsInClear } from './digests.ts'
import { type Answered, bringOnce } from './smtp.ts'

let world: World
let caseWorker: Session
let yot: Session
/** Whether the gateway is to say of every mail that it came without TLS. */
let withoutTls = false
/** What the gateway gave to be kept, copied, and the very bytes that it gave. */
const given: { copy: Buffer; raw: Uint8Array }[] = []

beforeAll(async () => {
  world = await createWorld()
  await world.start({
    seams: {
      keep: (keep) => async (envelope, raw) => {
        given.push({ copy: Buffer.from(raw), raw })
        return keep(withoutTls ? { ...envelope, tls: false } : envelope, raw)
      },
    },
  })
  caseWorker = await world.session('asb.caseworker')
  yot = await world.session('yot.officer')
})
afterAll(() => world?.end())
beforeEach(() => setPolicy(world.database, 'seal-on-arrival'))
afterEach(() => {
  withoutTls = false
})

const stored = async () => (await world.asSuperuser('select 1 from inbound')).length
const inbox = async ({ client }: Session) => (await client.inbox({})).rows

/** The arrival with that Message-ID in the person's inbox, once it is there. */
const arrival = (session: Session, messageId: string): Promise<InboxRow> =>
  until('the mail had arrived', async () => {
    for (const row of await inbox(session)) {
      const { statement } = await session.client.delivery(row.delivery)
      if (statement.includes(JSON.stringify(messageId))) return row
    }
    return undefined
  })

/** Demands that a mail is refused for good, with this sentence, and that nothing is kept of it. */
async function refusedWith(sentence: RegExp, brought: () => Promise<Answered>): Promise<void> {
  const before = await stored()
  const { code, text } = await brought()
  expect({ code, text }).toEqual({ code: 550, text: expect.stringMatching(/^550 5\.7\.1 /) })
  expect(text).toMatch(sentence)
  expect(await stored()).toBe(before)
}

const POLICE_DOMAIN = 'merseyside.pnn.police.test'
const HELP = /takes only OpenPGP encrypted mail; see http\S+\/help\/unencrypted-mail/

describe('mail in clear is refused as ever', () => {
  it('when its network is not laid down as one whose mail is sealed on arrival', async () => {
    await setPolicy(world.database, 'refuse')
    const { message } = courtMail()
    await refusedWith(HELP, () => bringOnce(world, { to: [ASB_TEAM], message }))
  })

  it('when it comes from another address than the relay of its network', async () => {
    const { message } = courtMail()
    await refusedWith(HELP, () => bringOnce(world, { to: [ASB_TEAM], message, localAddress: STRANGER }))
  })

  it('when the network is accredited no more', async () => {
    await world.asSuperuser(
      `update network set valid = daterange(current_date - 10, current_date) where domain = $1`,
      [COURT_DOMAIN],
    )
    try {
      const { message } = courtMail()
      await refusedWith(/is no network of this partnership/, () =>
        bringOnce(world, { to: [ASB_TEAM], message }),
      )
    } finally {
      await world.asSuperuser(
        `update network set valid = daterange(current_date - 10, null) where domain = $1`,
        [COURT_DOMAIN],
      )
    }
  })

  it('when it did not come over TLS, should a gateway ever take such', async () => {
    withoutTls = true
    const { message } = courtMail()
    await refusedWith(HELP, () => bringOnce(world, { to: [ASB_TEAM], message }))
  })

  it('and before it is sent at all, by the gateway that we have', async () => {
    const { message } = courtMail()
    const answer = await bringOnce(world, { to: [ASB_TEAM], message, tls: false })
    expect(answer).toMatchObject({ code: 530, text: expect.stringMatching(/TLS only/) })
  })

  it('when it goes to the return path of a delivery as well', async () => {
    const { message } = courtMail()
    const { referral } = await send({ session: caseWorker, prepared: await prepared(caseWorker) })
    const [row] = await world.asSuperuser('select return_token from delivery where referral_id = $1', [
      referral,
    ])
    const to = [ASB_TEAM, `${String(row?.return_token)}@${world.config.serviceDomain}`]
    await refusedWith(/5\.7\.1 This address takes only reports/, () => bringOnce(world, { to, message }))
  })

  it('when no agreement covers the agency that it comes from', async () => {
    await world.asSuperuser(`delete from mail_domain where domain = $1 returning agency_id`, [COURT_DOMAIN])
    try {
      const { message } = courtMail()
      await refusedWith(/No agreement in force covers mail from liverpool-mc\.cjsm\.test/, () =>
        bringOnce(world, { to: [ASB_TEAM], message }),
      )
    } finally {
      await world.asSuperuser(
        `insert into mail_domain select $1, agency_id from mailbox where address = $2`,
        [COURT_DOMAIN, COURT_LISTING],
      )
    }
  })
})

describe('the marking of mail in clear', () => {
  it.each([
    [
      'CONFIDENTIAL: an order',
      /CONFIDENTIAL may not come by mail from liverpool-mc\.cjsm\.test, which may carry RESTRICTED \(GPMS\)/,
    ],
    ['Re: [SECRET] an order', /SECRET may not come .* do not lower the marking/],
    ['=?utf-8?B?VE9QIFNFQ1JFVDogYW4gb3JkZXI=?=', /TOP SECRET may not come/],
    ['OFFICIAL: of another scheme', /OFFICIAL may not come/],
  ])('%s: is refused when it is above what the network is accredited to carry', async (subject, sentence) => {
    const { message } = courtMail({ subject })
    await refusedWith(sentence, () => bringOnce(world, { to: [ASB_TEAM], message }))
  })

  it.each([
    [
      'in the subject, after a lower one',
      { subject: 'RESTRICTED: CONFIDENTIAL: x' },
      /one and the same marking/,
    ],
    ['in the subject, behind brackets', { subject: '[RESTRICTED] TOP SECRET x' }, /one and the same marking/],
    ['as the first line of the text', { text: 'CONFIDENTIAL\r\n\r\nAn order.' }, /CONFIDENTIAL may not come/],
    ['as the last line of the text', { text: 'An order.\r\n\r\nSECRET' }, /SECRET may not come/],
    [
      'in a marking header',
      { headers: { 'X-Protective-Marking': 'VER=1, NS=x, SEC=SECRET' } },
      /SECRET may not come/,
    ],
  ])('is refused when a higher marking stands %s', async (_where, letter, sentence) => {
    const { message } = courtMail(letter)
    await refusedWith(sentence, () => bringOnce(world, { to: [ASB_TEAM], message }))
  })

  it('is refused when a bare CR hides a second subject from some programs', async () => {
    const { message } = courtMail({ subject: 'RESTRICTED: x\rSubject: SECRET: y' })
    await refusedWith(/must begin its subject/, () => bringOnce(world, { to: [ASB_TEAM], message }))
  })

  it('is refused above the accreditation of this network, though others may carry it', async () => {
    await setPolicy(world.database, 'seal-on-arrival', { accredited: 'PROTECT' })
    const { message } = courtMail()
    await refusedWith(/RESTRICTED may not come .* may carry PROTECT \(GPMS\)/, () =>
      bringOnce(world, { to: [ASB_TEAM], message }),
    )
  })

  it('is refused above the ceiling of the agreement, whatever the network may carry', async () => {
    await setPolicy(world.database, 'seal-on-arrival', { accredited: 'SECRET' })
    const { message } = courtMail({ subject: 'CONFIDENTIAL: an order' })
    await refusedWith(/CONFIDENTIAL may not come .* may carry RESTRICTED \(GPMS\)/, () =>
      bringOnce(world, { to: [ASB_TEAM], message }),
    )
  })

  it.each([
    ['is missing', { subject: 'An order' }],
    ['does not come first', { subject: 'Order RESTRICTED' }],
    ['runs into other words', { subject: 'CONFIDENTIAL order about a family' }],
    ['stands in one of two subjects', { headers: { SUBJECT: 'SECRET: the other' } }],
  ])('makes the mail be refused when it %s, telling its sender what to write', async (_what, letter) => {
    const { message } = courtMail(letter)
    await refusedWith(/must begin its subject with its protective marking/, () =>
      bringOnce(world, { to: [ASB_TEAM], message }),
    )
  })
})

const PLANTED = {
  subject: 'Pretend Nobodyson’s accordion',
  text: 'played the accordion at four in the morning',
  fileName: 'accordion ledger of Nobodyson.txt',
  file: 'wheezing through the letter box',
}

describe('mail in clear over an accredited network that may be sealed on arrival', () => {
  let messageId: string
  let message: Uint8Array
  let received: { copy: Buffer; raw: Uint8Array } | undefined

  beforeAll(async () => {
    await setPolicy(world.database, 'seal-on-arrival')
    const subject = `=?utf-8?B?${Buffer.from(`RESTRICTED: ${PLANTED.subject}`).toString('base64')}?=`
    const parts = [
      {
        headers: {
          'Content-Type': 'text/plain',
          'Content-Disposition': `attachment; filename="${PLANTED.fileName}"`,
        },
        body: PLANTED.file,
      },
    ]
    const mail = courtMail({ subject, text: `It was Nobodyson who ${PLANTED.text}.`, parts })
    messageId = mail.messageId
    message = mail.message
    given.length = 0
    expect(await bringOnce(world, { to: [ASB_TEAM, LIVERPOOL_YOT], message })).toMatchObject({ code: 250 })
    received = given[0]
  })

  it('is delivered once to each mailbox that it names', async () => {
    for (const session of [caseWorker, yot]) {
      const row = await arrival(session, messageId)
      expect(row).toMatchObject({
        origin: 'mail',
        fromDomain: COURT_DOMAIN,
        unproven: true,
        sealedOnArrival: true,
        marking: null,
      })
    }
  })

  it('has a statement by the service that names the sealed form, and no digest of the mail', async () => {
    const { delivery } = await arrival(caseWorker, messageId)
    const { statement } = await caseWorker.client.delivery(delivery)
    const { raw, content, keyIds, authentication } = JSON.parse(statement)
    expect(raw).toEqual({ sha256: content[0].sha256, sealedByService: true })
    expect(keyIds).toEqual([])
    expect(authentication).toEqual({ method: 'relay-address', result: 'pass', domain: COURT_DOMAIN })
  })

  it('is nowhere but sealed: in no table, in no file of the service', async () => {
    const planted = [...Object.values(PLANTED), 'Nobodyson', 'accordion']
    expect(found([{ where: 'wire', bytes: received?.copy ?? Buffer.alloc(0) }], planted)).toHaveLength(
      planted.length,
    )
    const places = [
      ...(await everyTable(world.database.superuserUrl)),
      ...(await everyFile(world.config.dataDir, ['demo'])),
    ]
    expect(places.map(({ where }) => where)).toContain('public.content_chunk.bytes')
    expect(found(places, planted)).toEqual([])
    const forms = [
      ...partsInClear(received?.copy ?? Buffer.alloc(0)),
      ...Object.values(PLANTED).map((text) => Buffer.from(text)),
      Buffer.from(`RESTRICTED: ${PLANTED.subject}`),
    ]
    expect(digestsIn(places, forms)).toEqual([])
    const planted256 = { where: 'planted', bytes: createHash('sha256').update(message).digest() }
    expect(digestsIn([...places, planted256], forms)).toEqual(['sha256'])
  })

  it('is overwritten where it lay in memory', () => {
    expect(received?.copy.length).toBeGreaterThan(0)
    expect(Buffer.from(received?.raw ?? []).every((byte) => byte === 0)).toBe(true)
  })

  it('is the same mail when it comes again, and not when it is another', async () => {
    const before = await stored()
    const again = () => bringOnce(world, { to: [ASB_TEAM, LIVERPOOL_YOT], message })
    expect(await again()).toMatchObject({ code: 250 })
    expect(await stored()).toBe(before)
    const { message: another } = courtMail()
    expect(await bringOnce(world, { to: [ASB_TEAM], message: another })).toMatchObject({ code: 250 })
    expect(await stored()).toBe(before + 1)
  })

  it('opens as unsigned, and says how it came', async () => {
    const { delivery } = await arrival(caseWorker, messageId)
    const opened = await openDelivery({ session: caseWorker, delivery, now: new Date() })
    expect(opened).toMatchObject({
      outcome: 'opened',
      signature: 'unsigned',
      signatureSentence: `It came unsealed from ${COURT_DOMAIN} over its accredited network, and was sealed on arrival.`,
      sealedOnArrival: true,
      subject: `RESTRICTED: ${PLANTED.subject}`,
      text: expect.stringContaining(PLANTED.text),
      readers: [],
      kind: null,
      concerns: [],
    })
  })

  it('stands in the register as sealed on arrival, from the agency whose network it came over', async () => {
    const rows = await world.asSuperuser(
      `select d.sealed_on_arrival, a.name, d.to_mailbox from disclosure d join agency a on a.id = d.from_agency
        join referral r on r.id = d.referral_id where r.message_id = $1 order by d.to_mailbox`,
      [messageId],
    )
    expect(rows).toEqual(
      [ASB_TEAM, LIVERPOOL_YOT].map((to_mailbox) => ({
        sealed_on_arrival: true,
        name: "Example Magistrates' Court of Liverpool",
        to_mailbox,
      })),
    )
  })

  it('is not filed with a class of data and no word on whom they are about', async () => {
    const { delivery } = await arrival(caseWorker, messageId)
    const opened = await openDelivery({ session: caseWorker, delivery, now: new Date() })
    if (opened.outcome !== 'opened' || opened.origin !== 'mail') throw new Error(opened.outcome)
    const statement = writeStatement(Filed, {
      despatch: 'filed/1',
      referral: opened.arrival.id,
      arrival: createHash('sha256').update(opened.arrivalText).digest('hex'),
      from: null,
      kind: 'court-order',
      marking: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] },
      dataClass: 'personal',
      categories: null,
      signature: 'unsigned',
      signer: null,
      readers: [],
      time: new Date().toISOString(),
    })
    const signature = await signStatement(statement, caseWorker.key, new Date())
    const answer = await refusal(caseWorker.client.filed(delivery, { statement, signature }))
    expect(answer).toMatchObject({
      status: 400,
      detail: 'A filing gives the class of the data and its categories, or neither.',
    })
  })

  it('stays sealed on arrival after it is filed', async () => {
    const { delivery } = await arrival(caseWorker, messageId)
    const filing = { kind: 'asb-incident' } as const
    const opened = await openDelivery({ session: caseWorker, delivery, filing, now: new Date() })
    // Nobody computes the class of words.
    expect(opened).toMatchObject({
      filed: { kind: 'asb-incident', signature: 'unsigned', dataClass: null, categories: null },
    })
    const row = await arrival(caseWorker, messageId)
    expect(row).toMatchObject({ marking: 'RESTRICTED', unproven: true, sealedOnArrival: true })
    const { referrals } = await caseWorker.client.thread(row.thread)
    expect(referrals).toMatchObject([{ sealedOnArrival: true }])
  })

  it('stands in the thread that it answers', async () => {
    await world.asSuperuser(`update network set unsealed_mail = 'seal-on-arrival' where domain = $1`, [
      POLICE_DOMAIN,
    ])
    const { referral, thread } = await send({
      session: caseWorker,
      prepared: await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] }),
    })
    await deliveryOnce(
      caseWorker,
      { referral, to: POLICE_INTELLIGENCE },
      ({ state }) => state === 'delivered',
    )
    const answer = courtMail({
      subject: 'Re: RESTRICTED: ASB',
      from: POLICE_INTELLIGENCE,
      headers: { 'In-Reply-To': messageIdOf(referral, caseWorker.service.serviceDomain) },
    })
    expect(
      await bringOnce(world, {
        from: POLICE_INTELLIGENCE,
        to: [ASB_TEAM],
        message: answer.message,
        localAddress: POLICE_RELAY,
      }),
    ).toMatchObject({ code: 250 })
    const row = await arrival(caseWorker, answer.messageId)
    expect(row).toMatchObject({ thread, inReplyTo: referral, sealedOnArrival: true })
  })
})
