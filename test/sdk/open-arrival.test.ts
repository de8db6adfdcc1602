import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { armorMessage } from '../../src/crypto/armor.ts'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { seal } from '../../src/crypto/seal.ts'
import { firstAndLast } from '../../src/demo/journeys/shown-text.ts'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
} from '../../src/demo/partnership/mailboxes.ts'
import { orderExample } from '../../src/domain/kinds/court-order-examples.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import type { TrustedPerson } from '../../src/domain/trust/state.ts'
import type { DataClass } from '../../src/domain/wire/referral-fields.ts'
import type { InboxRow } from '../../src/domain/wire/referral-response.ts'
import { composeEncrypted } from '../../src/mail/encrypted.ts'
import { answer } from '../../src/sdk/answer.ts'
import { believedInbox } from '../../src/sdk/believed-rows.ts'
import { COURT_ORDER_TYPE } from '../../src/sdk/carried-order.ts'
import type { Filing, OpenedArrival } from '../../src/sdk/open-arrival.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import type { Session } from '../../src/sdk/session.ts'
import { bring, POLICE_RELAY } from '../faults/partner-mail.ts'
import { createWorld, type World } from '../faults/world.ts'
import {
  attached,
  COURT_DOMAIN,
  courtMail,
  type Encoding,
  multipart,
  orderMail,
  papers,
  setPolicy,
  todaysOrder,
} from '../services/arrivals/court-mail.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import { until } from '../services/sending.ts'

let world: World
let caseWorker: Session
let yot: Session

beforeAll(async () => {
  world = await createWorld()
  await setPolicy(world.database, 'seal-on-arrival')
  await world.start()
  caseWorker = await world.session('asb.caseworker')
  yot = await world.session('yot.officer')
})
afterAll(() => world?.end())

type Mail = { message: Uint8Array; messageId: string }

/** The arrival with that Message-ID in the person's inbox, once it is there. */
const arrival = ({ client }: Session, { messageId }: Mail): Promise<InboxRow> =>
  until('the mail had arrived', async () => {
    for (const row of (await client.inbox({})).rows) {
      const { statement } = await client.delivery(row.delivery)
      if (statement.includes(JSON.stringify(messageId))) return row
    }
    return undefined
  })

async function openBy(session: Session, mail: Mail, filing: Filing = {}): Promise<OpenedArrival> {
  const { delivery } = await arrival(session, mail)
  const opened = await openDelivery({ session, delivery, filing, now: new Date() })
  if (opened.outcome !== 'opened' || opened.origin !== 'mail') throw new Error(opened.outcome)
  return opened
}

/** What the case worker sees of a mail that the court's server brought. */
async function broughtAndOpened(mail: Mail): Promise<OpenedArrival> {
  expect(await bringOnce(world, { to: [ASB_TEAM], message: mail.message })).toMatchObject({ code: 250 })
  return openBy(caseWorker, mail)
}

describe('a court order that comes unsealed', () => {
  const order = todaysOrder()
  const mail = orderMail({ order, subject: 'RESTRICTED: an order' })

  beforeAll(async () => {
    const to = [ASB_TEAM, LIVERPOOL_YOT]
    expect(await bringOnce(world, { to, message: mail.message })).toMatchObject({ code: 250 })
  })

  it.each([
    ['the ASB team', () => caseWorker],
    ['the YOT', () => yot],
  ])('is opened by %s as the order, marked first and last, with its papers', async (_team, reader) => {
    const opened = await openBy(reader(), mail)
    expect(opened).toMatchObject({
      kind: 'court-order',
      data: order,
      from: COURT_LISTING,
      signature: 'unsigned',
      sealedOnArrival: true,
      signatureSentence: `It came unsealed from ${COURT_DOMAIN} over its accredited network, and was sealed on arrival.`,
      covering: expect.stringContaining('Please find the order attached.'),
      concerns: [],
      filed: {
        kind: 'court-order',
        marking: { level: 'RESTRICTED' },
        dataClass: 'sensitive-personal',
        categories: expect.arrayContaining(['subject-of-order']),
        from: COURT_LISTING,
        signature: 'unsigned',
      },
    })
    expect(firstAndLast(opened.text)).toEqual(['RESTRICTED', 'RESTRICTED'])
    expect(opened.text).toContain(order.caseNumber)
    expect(opened.text).toContain('People:            Specimen Sam; Dummy Drew')
    expect(opened.attachments.map(({ name }) => name)).toEqual(['order.pdf', 'map.pdf'])
  })

  it('is then in the inbox as a court order, sealed on arrival, and is acknowledged', async () => {
    for (const session of [caseWorker, yot]) {
      const row = await arrival(session, mail)
      expect(row).toMatchObject({
        kind: 'court-order',
        marking: 'RESTRICTED',
        sealedOnArrival: true,
        unproven: true,
      })
      expect(row.reference).toMatch(/^ORD-/)
      const { delivery } = row
      const answered = await answer({ session, delivery, event: 'acknowledged', now: new Date() })
      expect(answered).toMatchObject({ answer: 'acknowledged' })
    }
  })

  it('is then found by auditors by the class of its data, with the categories that its readers computed', async () => {
    const auditor = await world.session('auditor')
    const { referral } = await arrival(caseWorker, mail)
    const found = async (dataClass: DataClass) =>
      (await auditor.client.disclosures({ kind: 'court-order', dataClass }, {})).rows.filter(
        (row) => row.referral === referral,
      )
    const { dataClass, categories } = kindOf('court-order').classify(order)
    expect(await found(dataClass)).toMatchObject([{ dataClass, categories, sealedOnArrival: true }])
    expect(dataClass).toBe('sensitive-personal')
    expect(await found('personal')).toEqual([])
  })

  it('opens again as the same order once it is filed', async () => {
    const opened = await openBy(caseWorker, mail)
    expect(opened).toMatchObject({ kind: 'court-order', sealedOnArrival: true, filed: null })
    expect(firstAndLast(opened.text)).toEqual(['RESTRICTED', 'RESTRICTED'])
  })

  describe('in a list of a service that', () => {
    const listed = async (session: Session): Promise<InboxRow> => {
      const { delivery } = await arrival(session, mail)
      const { rows } = await session.client.inbox({ signed: 'yes' })
      const row = rows.find((one) => one.delivery === delivery)
      if (!row) throw new Error('the order is in the inbox')
      return row
    }
    const shownAs = async (change: Partial<InboxRow>, session = caseWorker) =>
      (await believedInbox(session, [{ ...(await listed(caseWorker)), ...change }]))[0]
    const filed = { kind: 'court-order', marking: 'RESTRICTED', from: null, unproven: true, verified: true }
    const unmarked = { kind: 'mail', marking: null, from: null, unproven: true, verified: false }

    it('tells the truth, is believed, and nothing that was signed is shown besides', async () => {
      const row = await shownAs({})
      expect(row).toMatchObject({ ...filed, doubt: null })
      expect(row).not.toHaveProperty('signed')
    })

    it.each<[string, Partial<InboxRow>]>([
      ['marking', { marking: 'NOT PROTECTIVELY MARKED' }],
      ['kind', { kind: 'note' }],
      ['sender', { from: POLICE_INTELLIGENCE, unproven: false }],
    ])('shows another %s than was filed, what was filed stands, and the lie is told', async (_, change) => {
      expect(await shownAs(change)).toMatchObject({
        ...filed,
        doubt: expect.stringMatching(/not what its filing says\. Tell the operator/),
      })
    })

    it('shows a marking that nobody filed, it is not believed', async () => {
      expect(await shownAs({ signed: null })).toMatchObject({
        ...unmarked,
        doubt: expect.stringContaining('which is not what anybody has filed it as'),
      })
    })

    it('puts the filing of one mail to another, the other has no marking by it', async () => {
      const other = await listed(yot)
      const moved = { signed: other.signed ?? null }
      expect(await shownAs(moved)).toMatchObject({
        ...unmarked,
        doubt: expect.stringContaining(`not appointed to open the mail of ${ASB_TEAM} then`),
      })
      const { referral } = other
      expect(
        (await believedInbox(caseWorker, [{ ...(await listed(caseWorker)), referral }]))[0],
      ).toMatchObject({
        ...unmarked,
        doubt: expect.stringContaining('is of other mail'),
      })
    })

    it('shows a filing with another text than was signed, it is not believed', async () => {
      const { signed } = await listed(caseWorker)
      if (!signed) throw new Error('it is filed')
      const statement = signed.statement.replace('RESTRICTED', 'PROTECT')
      expect(await shownAs({ marking: 'PROTECT', signed: { ...signed, statement } })).toMatchObject({
        ...unmarked,
        doubt: expect.stringContaining('signature does not match'),
      })
    })

    it('shows what somebody signed who was no member then, it is not believed', async () => {
      const signer = caseWorker.key.getFingerprint()
      const knowing = async (change: Partial<TrustedPerson>): Promise<Session> => {
        const state = structuredClone(await caseWorker.trust.state())
        Object.assign(state.people[signer] ?? {}, change)
        const trust = { ...caseWorker.trust, state: async () => state, refresh: async () => state }
        return { ...caseWorker, trust }
      }
      const elsewhere = [{ address: LIVERPOOL_YOT, rights: ['open', 'send'] as const }]
      const former = await knowing({
        mailboxes: elsewhere.map((one) => ({ ...one, rights: [...one.rights] })),
      })
      expect(await shownAs({}, former)).toMatchObject({
        ...unmarked,
        doubt: expect.stringContaining(`not appointed to open the mail of ${ASB_TEAM} then`),
      })
      const { at } = (await caseWorker.trust.state()).people[signer] ?? { at: 0 }
      const left = await knowing({
        ended: { at: at + 1, time: '2010-01-01T00:00:00.000Z', stolen: false, reason: null },
      })
      expect(await shownAs({}, left)).toMatchObject({
        ...unmarked,
        doubt: expect.stringMatching(/whose appointment ended on 2010-01-01/),
      })
    })

    it('names signers whom nobody knows, it is asked for the trust log once for all of them', async () => {
      const row = await listed(caseWorker)
      const { signed } = row
      if (!signed) throw new Error('it is filed')
      let asked = 0
      const refresh = () => {
        asked += 1
        return caseWorker.trust.refresh()
      }
      const session = { ...caseWorker, trust: { ...caseWorker.trust, refresh } }
      const strangers = Array.from({ length: 20 }, (_, n) => ({
        ...row,
        signed: { ...signed, signer: String(n).padStart(40, '0') },
      }))
      const shown = await believedInbox(session, strangers)
      expect(shown.every(({ doubt }) => doubt?.includes('a key that no agency has appointed'))).toBe(true)
      expect(asked).toBe(1)
    })
  })

  it('opens with what the law does not allow in it, for its reader to take up with the court', async () => {
    // Made and ended long ago, and none of its papers attached.
    const old = attached('order.json', JSON.stringify(orderExample('asbo')), { type: 'application/json' })
    const { kind, concerns } = await broughtAndOpened(courtMail({ parts: [old] }))
    expect(kind).toBe('court-order')
    const sentences = concerns.map(({ path, message }) => `${path} ${message}`).join('\n')
    expect(sentences).toMatch(/status It ended on 2012-02-29/)
    expect(sentences).toMatch(/order itself is not attached/)
  })

  it('says so when it names a sender of another domain than it came from', async () => {
    const { signatureSentence, text } = await broughtAndOpened(orderMail({ from: 'chief@other.test' }))
    expect(text).not.toContain('chief@other.test')
    expect(signatureSentence).toMatch(/names as its sender is not of liverpool-mc\.cjsm\.test\.$/)
  })
})

describe('the data of an order are found', () => {
  it.each<[string, { type: string; name: string; encoding: Encoding }]>([
    [
      'in base64, by the name of the file',
      { type: 'application/octet-stream', name: 'Order.JSON', encoding: 'base64' },
    ],
    ['in quoted-printable', { type: 'application/json', name: 'order.json', encoding: 'quoted-printable' }],
    ['in 8-bit', { type: 'application/json', name: 'order.json', encoding: '8bit' }],
    ['by their type alone', { type: COURT_ORDER_TYPE, name: 'order', encoding: 'base64' }],
    ['as a text file', { type: 'text/plain; charset=utf-8', name: 'order.json', encoding: '8bit' }],
  ])('%s', async (_how, part) => {
    const order = { ...todaysOrder(), findings: 'He shouted “naïve” things: 100 % of them = untrue.' }
    const opened = await broughtAndOpened(orderMail({ order, part }))
    expect(opened).toMatchObject({ kind: 'court-order', data: order, concerns: [] })
  })

  it('in parts within parts', async () => {
    const order = todaysOrder()
    const inner = multipart('mixed', [
      attached('order.json', JSON.stringify(order), { encoding: 'quoted-printable' }),
      ...papers,
    ])
    const opened = await broughtAndOpened(courtMail({ parts: [multipart('mixed', [inner])] }))
    expect(opened).toMatchObject({ kind: 'court-order', data: order, concerns: [] })
  })

  it('in mail that a partner encrypted, too', async () => {
    const order = todaysOrder()
    const inner = orderMail({ order, from: POLICE_INTELLIGENCE, subject: 'PROTECT - PERSONAL: an order' })
    const { armored } = await world.database.db
      .selectFrom('certificate')
      .innerJoin('mailbox', 'mailbox.id', 'certificate.mailbox_id')
      .select('certificate.armored')
      .where('mailbox.address', '=', ASB_TEAM)
      .executeTakeFirstOrThrow()
    const now = new Date()
    const recipients = [await readCertificate(armored)]
    const message = composeEncrypted({
      from: POLICE_INTELLIGENCE,
      to: [ASB_TEAM],
      date: now,
      messageId: inner.messageId,
      armored: armorMessage(await seal({ entity: inner.message, recipients, now })),
    })
    const mail = { from: POLICE_INTELLIGENCE, to: ASB_TEAM, message, localAddress: POLICE_RELAY }
    expect(await bring(world, mail)).toMatchObject({ code: 250 })
    const opened = await openBy(caseWorker, inner)
    expect(opened).toMatchObject({
      kind: 'court-order',
      data: order,
      sealedOnArrival: false,
      filed: {
        kind: 'court-order',
        dataClass: 'sensitive-personal',
        marking: { level: 'PROTECT', descriptors: ['PERSONAL'] },
      },
    })
    expect(firstAndLast(opened.text)).toEqual(['PROTECT – PERSONAL', 'PROTECT – PERSONAL'])
  })
})

describe('mail is shown as plain mail', () => {
  const plain = { kind: null, data: null, covering: null, filed: null }
  const json = (name: string, value: unknown, type = 'application/json') =>
    attached(name, JSON.stringify(value), { type })

  it('when it carries two orders, since nobody can say which it means', async () => {
    const opened = await broughtAndOpened(
      orderMail({ parts: [json('another.json', todaysOrder(), COURT_ORDER_TYPE)] }),
    )
    expect(opened).toMatchObject(plain)
    expect(opened.text).toContain('Please find the order attached.')
    expect(opened.concerns).toEqual([
      { path: '', message: 'It carries 2 court orders as data, so none was taken: read what is attached.' },
    ])
    expect(opened.attachments).toHaveLength(4)
  })

  it.each([
    [
      'is not in order',
      () => json('order.json', { ...todaysOrder(), orderDate: 'yesterday' }),
      /order\.json is not .*\/orderDate must be a date/,
    ],
    [
      'is of a type that does not exist',
      () => json('order.json', { orderType: 'anathema' }),
      /\/orderType must be one of/,
    ],
    [
      'is no JSON, whatever it says',
      () => attached('order', '{"orderType":', { type: COURT_ORDER_TYPE }),
      /cannot be read as JSON/,
    ],
    ['is larger than any order', () => json('order', ' '.repeat(2_200_000), COURT_ORDER_TYPE), /too large/],
  ])('and says why, when the order that it carries %s', async (_what, part, sentence) => {
    const opened = await broughtAndOpened(courtMail({ parts: [part()] }))
    expect(opened).toMatchObject(plain)
    expect(opened.concerns).toMatchObject([{ path: '', message: expect.stringMatching(sentence) }])
    expect(opened.attachments).toHaveLength(1)
  })

  it('when its JSON is about something else, of which nothing is said', async () => {
    const opened = await broughtAndOpened(courtMail({ parts: [json('minutes.json', { agenda: [] })] }))
    expect(opened).toMatchObject({ ...plain, concerns: [] })
  })
})
