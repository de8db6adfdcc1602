import { randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signStatement } from '../../src/crypto/statement.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { Receipt, type ReceiptEvent } from '../../src/domain/wire/receipt.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
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
      expect(await refusal(take(reader, delivery, event))).toMatchObject({
        status: 409,
        type: named('collect-first'),
      })
    },
  )

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
