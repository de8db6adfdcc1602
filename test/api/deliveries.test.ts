import { randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { eventOf } from '../../src/domain/history/event.ts'
import { Receipt, type ReceiptEvent } from '../../src/domain/wire/receipt.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { Withdrawal } from '../../src/domain/wire/withdrawal.ts'
import { signReceipt } from '../../src/sdk/receipt.ts'
import { readStatement } from '../../src/sdk/referral-statement.ts'
import type { Session } from '../../src/sdk/session.ts'
import { delivered, deliveryOnce, named, prepared, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

let service: TestService
let sender: Session
let colleague: Session
let reader: Session
let stranger: Session

beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  colleague = await service.session('asb.caseworker2')
  reader = await service.session('yot.officer')
  stranger = await service.session('court.listing')
})
afterAll(() => service?.stop())

/** A referral that lies in the YOT's mailbox and that nobody has collected yet. */
async function lying() {
  const referral = await sender.client.submit(await prepared(sender))
  return { ...referral, ...(await delivered(reader, referral.referral)) }
}

async function receipt(by: Session, delivery: string, event: ReceiptEvent, change: Partial<Receipt> = {}) {
  const statement = await readStatement(reader, await reader.client.delivery(delivery))
  const about = { statement, mailbox: LIVERPOOL_YOT }
  const honest = await signReceipt(by.key, about, { event, reason: null, now: new Date() })
  const text = writeStatement(Receipt, { ...JSON.parse(honest.statement), ...change })
  return { statement: text, signature: await signStatement(text, by.key, new Date()) }
}

const take = async (by: Session, delivery: string, event: ReceiptEvent, change: Partial<Receipt> = {}) =>
  by.client.receipt(delivery, await receipt(by, delivery, event, change))

describe('a receipt', () => {
  it('is of now: nobody dates one to before it was due', async () => {
    const { delivery } = await lying()
    for (const minutes of [-61, 6]) {
      const time = new Date(Date.now() + minutes * 60_000).toISOString()
      const refused = await refusal(take(reader, delivery, 'collected', { time }))
      expect(refused).toMatchObject({ status: 400, type: named('invalid-request') })
      expect(refused.detail).toContain('set your clock right')
    }
    const time = new Date(Date.now() - 30 * 60_000).toISOString()
    expect(await take(reader, delivery, 'collected', { time })).toMatchObject({ answer: 'collected' })
  })
})

describe('what is another agency’s', () => {
  it('reads, to somebody else, like what does not exist', async () => {
    const { delivery, referral, thread, reference } = await lying()
    const { client } = stranger
    const given = await receipt(stranger, delivery, 'collected')
    const asking: [what: string, ask: (id: string) => Promise<unknown>, id: string][] = [
      ['a delivery', client.delivery, delivery],
      ['its content', (id) => client.deliveryContent(id, 1e6), delivery],
      ['a receipt for it', (id) => client.receipt(id, given), delivery],
      ['a referral', client.referral, referral],
      ['its sender’s copy', (id) => client.ownContent(id, 1e6), referral],
      ['its proof', client.proof, referral],
    ]
    for (const [what, ask, id] of asking) {
      const [theirs, nobodys] = [await refusal(ask(id)), await refusal(ask(uuid()))]
      expect({ what, ...theirs }).toMatchObject({ what, status: 404, type: named('not-found') })
      expect({ what, ...theirs, instance: null }).toEqual({ what, ...nobodys, instance: null })
    }
    for (const exchange of [thread, randomBytes(16).toString('base64url')]) {
      expect(await refusal(client.thread(exchange))).toMatchObject({ status: 404, type: named('not-found') })
    }
    expect(await client.reference(reference)).toEqual({ matches: [] })
    expect((await client.inbox({})).rows).toEqual([])
    expect((await client.sent({})).rows).toEqual([])
    expect((await client.logRecords(0n)).records).toEqual([])
    const mailbox = LIVERPOOL_YOT
    expect(await refusal(client.inbox({ mailbox }))).toMatchObject({ status: 403, type: named('not-yours') })
  })

  it('is not opened by its sender as a recipient, nor shown to one recipient of another', async () => {
    const to = [LIVERPOOL_YOT, POLICE_INTELLIGENCE]
    const { referral } = await sender.client.submit(await prepared(sender, { to }))
    const { delivery } = await delivered(reader, referral)
    expect(await refusal(sender.client.deliveryContent(delivery, 1e6))).toMatchObject({ status: 404 })
    expect(await refusal(reader.client.ownContent(referral, 1e6))).toMatchObject({ status: 404 })
    const { deliveries, sentByMe } = await reader.client.referral(referral)
    expect({ sentByMe, mailboxes: deliveries.map(({ mailbox }) => mailbox) }).toEqual({
      sentByMe: false,
      mailboxes: [LIVERPOOL_YOT],
    })
    const police = await deliveryOnce(sender, { referral, to: POLICE_INTELLIGENCE }, () => true)
    expect(await refusal(reader.client.delivery(police.delivery))).toMatchObject({ status: 404 })
  })
})

describe('a reader', () => {
  it('gets nothing to read before a signed receipt that it was collected', async () => {
    const { delivery } = await lying()
    const early = await refusal(reader.client.deliveryContent(delivery, 1e6))
    expect(early).toMatchObject({ status: 409, type: named('collect-first') })
    expect(await take(reader, delivery, 'collected')).toMatchObject({ answer: 'collected' })
    expect((await reader.client.deliveryContent(delivery, 1e6)).length).toBeGreaterThan(1000)
  })

  it.each<ReceiptEvent>(['opened', 'acknowledged', 'returned', 'declined', 'unreadable', 'misdeclared'])(
    'cannot say that it was %s before it was collected',
    async (event) => {
      const { delivery } = await lying()
      const reason = event === 'returned' || event === 'declined' ? 'no-capacity' : null
      expect(await refusal(take(reader, delivery, event, { reason }))).toMatchObject({
        status: 409,
        type: named('collect-first'),
      })
    },
  )

  it('acknowledges, then takes it on, and may still give it back with a reason', async () => {
    const { delivery } = await lying()
    await take(reader, delivery, 'collected')
    for (const answer of ['acknowledged', 'accepted'] as const)
      expect(await take(reader, delivery, answer)).toMatchObject({ answer })
    expect(await refusal(take(reader, delivery, 'acknowledged'))).toMatchObject({
      status: 409,
      type: named('step-not-allowed'),
    })
    expect(await take(reader, delivery, 'declined', { reason: 'consent-not-obtained' })).toMatchObject({
      answer: 'declined',
    })
  })

  it.each<[ReceiptEvent, Receipt['reason']]>([
    ['returned', null],
    ['declined', null],
    ['declined', 'corrupt'],
    ['accepted', 'no-capacity'],
    ['acknowledged', 'duplicate'],
  ])('is refused a receipt that it was %s for the reason %s', async (event, reason) => {
    const { delivery } = await lying()
    await take(reader, delivery, 'collected')
    expect(await refusal(take(reader, delivery, event, { reason }))).toMatchObject({
      status: 400,
      type: named('invalid-request'),
    })
  })

  it('answers once: what was returned is not acknowledged afterwards', async () => {
    const { delivery } = await lying()
    await take(reader, delivery, 'collected')
    expect(await take(reader, delivery, 'returned', { reason: 'not-our-area' })).toMatchObject({
      answer: 'returned',
    })
    expect(await refusal(take(reader, delivery, 'acknowledged'))).toMatchObject({
      status: 409,
      type: named('step-not-allowed'),
    })
    // A colleague may still say that they opened it; the answer stays what it was.
    expect(await take(reader, delivery, 'opened')).toMatchObject({ answer: 'returned' })
  })

  it('gives a receipt once: the same again changes nothing', async () => {
    const { delivery, referral } = await lying()
    const same = await receipt(reader, delivery, 'collected')
    const first = await reader.client.receipt(delivery, same)
    expect(await reader.client.receipt(delivery, same)).toEqual(first)
    const seen = await deliveryOnce(sender, { referral, to: LIVERPOOL_YOT }, () => true)
    expect(seen.receipts.map(({ event }) => event)).toEqual(['collected'])
  })
})

describe('a receipt is refused', () => {
  it.each<[string, Partial<Receipt>]>([
    ['names another manifest', { manifest: '0'.repeat(64) }],
    ['names other content', { content: ['0'.repeat(64)] }],
    ['names another message', { entity: '0'.repeat(64) }],
    ['names no message', { entity: null }],
    ['is about another referral', { referral: uuid() }],
    ['is for another mailbox', { mailbox: ASB_TEAM }],
  ])('that %s', async (_what, change) => {
    const { delivery } = await lying()
    expect(await refusal(take(reader, delivery, 'collected', change))).toMatchObject({
      status: 422,
      type: named('digest-mismatch'),
    })
  })

  it('that somebody else has signed, or that its signer is no member to give', async () => {
    const { delivery } = await lying()
    const theirs = await receipt(colleague, delivery, 'collected')
    expect(await refusal(reader.client.receipt(delivery, theirs))).toMatchObject({
      status: 403,
      type: named('signature-not-yours'),
    })
    // The sender may see the delivery, and so is told why; a stranger is told nothing (above).
    expect(await refusal(take(sender, delivery, 'collected'))).toMatchObject({
      status: 403,
      type: named('not-yours'),
    })
    expect((await reader.client.delivery(delivery)).deliveries[0]?.receipts).toEqual([])
  })

  it('with free text for a reason: auditors read it, who see no content', async () => {
    const { delivery } = await lying()
    const about = await receipt(reader, delivery, 'declined')
    const statement = about.statement.replace('"reason":null', '"reason":"Because of Placeholder Pat"')
    const signature = await signStatement(statement, reader.key, new Date())
    expect(await refusal(reader.client.receipt(delivery, { statement, signature }))).toMatchObject({
      status: 400,
      type: named('invalid-request'),
    })
  })

  it('for mail that left: its recipient answers by mail', async () => {
    const to = [POLICE_INTELLIGENCE, LIVERPOOL_YOT]
    const { referral } = await sender.client.submit(await prepared(sender, { to }))
    const { delivery } = await deliveryOnce(sender, { referral, to: POLICE_INTELLIGENCE }, () => true)
    const atYot = await delivered(reader, referral)
    const given = await receipt(reader, atYot.delivery, 'collected')
    expect(await refusal(reader.client.receipt(delivery, given))).toMatchObject({ status: 404 })
  })
})

/** What takes a referral back, signed and not yet sent. */
async function withdrawal(by: Session, referral: string, change: Partial<Withdrawal> = {}) {
  const { text, fields } = await readStatement(sender, await sender.client.referral(referral))
  const statement = writeStatement(Withdrawal, {
    despatch: 'withdrawal/1',
    referral,
    manifest: await sha256Hex(text),
    mailboxes: 'to' in fields ? fields.to : [],
    reason: 'sent-in-error',
    time: new Date().toISOString(),
    ...change,
  })
  return { statement, signature: await signStatement(statement, by.key, new Date()) }
}

/** What the log has of a referral, in its order. */
const entered = async (referral: string) => {
  const rows = await service.database.db
    .selectFrom('log_staged')
    .select(['type', 'record'])
    .where('referral_id', '=', referral)
    .orderBy('id')
    .execute()
  return rows.map(({ type, record }) => (type === 'receipt' ? JSON.parse(record ?? '{}').event : type))
}

describe('a withdrawal', () => {
  const GONE = { status: 410, type: named('withdrawn') }

  it('takes back what nobody has collected: its reader is told that, and given nothing', async () => {
    const { delivery, referral, reference, thread } = await lying()
    const request = await withdrawal(sender, referral)
    const taken = await sender.client.withdraw(referral, request)
    expect(taken.recipients).toEqual([{ mailbox: LIVERPOOL_YOT, state: 'withdrawn', obstacle: null }])
    expect(await sender.client.withdraw(referral, request)).toEqual(taken)
    const { client } = reader
    for (const ask of [
      () => client.reference(reference),
      () => client.referral(referral),
      () => client.thread(thread),
      () => client.delivery(delivery),
      () => client.deliveryContent(delivery, 1e6),
    ])
      expect(await refusal(ask())).toMatchObject(GONE)
    expect((await client.inbox({})).rows.map((row) => row.referral)).not.toContain(referral)
    expect(await refusal(stranger.client.referral(referral))).toMatchObject({ status: 404 })

    const { deliveries } = await sender.client.referral(referral)
    expect(deliveries[0]).toMatchObject({ state: 'withdrawn', withdrawn: { reason: 'sent-in-error' } })
    expect((await sender.client.ownContent(referral, 1e6)).length).toBeGreaterThan(1000)
    expect(await entered(referral)).toEqual(['accepted', 'delivered', 'withdrawn', 'read'])
    // An auditor has in the entry what its sender signed, and nobody's name.
    const entry = await service.database.db
      .selectFrom('log_staged')
      .select('record')
      .where('referral_id', '=', referral)
      .where('type', '=', 'withdrawn')
      .executeTakeFirstOrThrow()
    expect(JSON.parse(entry.record ?? '')).toMatchObject({ despatch: 'withdrawn/1', ...request })
    expect(eventOf('withdrawn', entry.record ?? '')).toMatchObject({ referral, mailbox: LIVERPOOL_YOT })
  })

  it('gives no more than that to whoever had prepared to collect', async () => {
    const { delivery, referral } = await lying()
    const collecting = await receipt(reader, delivery, 'collected')
    await sender.client.withdraw(referral, await withdrawal(sender, referral))
    expect(await refusal(reader.client.receipt(delivery, collecting))).toMatchObject(GONE)
    expect(await entered(referral)).toEqual(['accepted', 'delivered', 'withdrawn'])
  })

  it('comes too late for what was collected', async () => {
    const { delivery, referral } = await lying()
    await take(reader, delivery, 'collected')
    const refused = await refusal(sender.client.withdraw(referral, await withdrawal(sender, referral)))
    expect(refused).toMatchObject({ status: 409, type: named('already-collected') })
    expect(refused.extra.recipients).toEqual([
      { mailbox: LIVERPOOL_YOT, state: 'delivered', obstacle: 'already-collected' },
    ])
    expect(await entered(referral)).toEqual(['accepted', 'delivered', 'collected'])
  })

  it('and a collection exclude each other, however they race', async () => {
    const races = await Promise.all(Array.from({ length: 10 }, lying))
    const outcomes = await Promise.all(
      races.map(async ({ delivery, referral }, n) => {
        const asked = {
          collect: await receipt(reader, delivery, 'collected'),
          withdraw: await withdrawal(sender, referral),
        }
        const collect = () => reader.client.receipt(delivery, asked.collect)
        const take = () => sender.client.withdraw(referral, asked.withdraw)
        // Twice each, begun in either order.
        const settled = await Promise.allSettled(
          (n % 2 === 0 ? [collect, take, collect, take] : [take, collect, take, collect]).map((ask) => ask()),
        )
        const [first, second, third, fourth] = settled.map(({ status }) => status === 'fulfilled')
        return {
          referral,
          won:
            n % 2 === 0
              ? { collect: [first, third], take: [second, fourth] }
              : { collect: [second, fourth], take: [first, third] },
        }
      }),
    )
    for (const { referral, won } of outcomes) {
      const isCollected = won.collect.includes(true)
      expect(won).toEqual({ collect: [isCollected, isCollected], take: [!isCollected, !isCollected] })
      expect(await entered(referral)).toEqual([
        'accepted',
        'delivered',
        isCollected ? 'collected' : 'withdrawn',
      ])
    }
  })

  it('keeps back mail that waits for a paused partner, names each recipient who has it, and is no help once an attempt was begun', async () => {
    const domain = 'merseyside.pnn.police.test'
    const coordinator = await service.session('co-ordinator')
    await coordinator.client.pausePartner(domain)
    const to = [POLICE_INTELLIGENCE, LIVERPOOL_YOT]
    const { referral } = await sender.client.submit(await prepared(sender, { to }))
    const { delivery } = await delivered(reader, referral)
    await take(reader, delivery, 'collected')
    const partly = await sender.client.withdraw(referral, await withdrawal(sender, referral))
    expect(partly.recipients.toSorted((a, b) => (a.mailbox < b.mailbox ? -1 : 1))).toEqual([
      { mailbox: POLICE_INTELLIGENCE, state: 'withdrawn', obstacle: null },
      { mailbox: LIVERPOOL_YOT, state: 'delivered', obstacle: 'already-collected' },
    ])

    const other = await sender.client.submit(await prepared(sender, { to: [POLICE_INTELLIGENCE] }))
    await coordinator.client.resumePartner(domain)
    await deliveryOnce(
      sender,
      { referral: other.referral, to: POLICE_INTELLIGENCE },
      ({ attempts }) => attempts.length > 0,
    )
    const late = await refusal(
      sender.client.withdraw(other.referral, await withdrawal(sender, other.referral)),
    )
    expect(late).toMatchObject({ status: 409, type: named('already-relayed') })
    // What was withdrawn meanwhile has not left since.
    const { deliveries } = await sender.client.referral(referral)
    expect(deliveries.find(({ mailbox }) => mailbox === POLICE_INTELLIGENCE)).toMatchObject({
      state: 'withdrawn',
      attempts: [],
    })
  })

  it.each<[string, Partial<Withdrawal>, number, string]>([
    ['names another manifest', { manifest: '0'.repeat(64) }, 422, 'digest-mismatch'],
    ['is about another referral', { referral: uuid() }, 422, 'digest-mismatch'],
    ['is from somebody to whom it was not sent', { mailboxes: [ASB_TEAM] }, 422, 'unknown-recipient'],
    ['is of yesterday', { time: new Date(Date.now() - 86_400_000).toISOString() }, 400, 'invalid-request'],
  ])('is refused that %s', async (_what, change, status, type) => {
    const { referral } = await lying()
    expect(
      await refusal(sender.client.withdraw(referral, await withdrawal(sender, referral, change))),
    ).toMatchObject({ status, type: named(type) })
    expect(await entered(referral)).toEqual(['accepted', 'delivered'])
  })

  it('is its sender’s alone, signed with their own key', async () => {
    const { referral } = await lying()
    const signed = async (by: Session) => withdrawal(by, referral)
    expect(await refusal(reader.client.withdraw(referral, await signed(reader)))).toMatchObject({
      status: 403,
      type: named('not-yours'),
    })
    expect(await refusal(stranger.client.withdraw(referral, await signed(stranger)))).toMatchObject({
      status: 404,
    })
    expect(await refusal(sender.client.withdraw(referral, await signed(colleague)))).toMatchObject({
      status: 403,
      type: named('signature-not-yours'),
    })
    // Whoever may send from the mailbox may take back what a colleague has sent.
    expect((await colleague.client.withdraw(referral, await signed(colleague))).recipients).toMatchObject([
      { state: 'withdrawn' },
    ])
  })
})
