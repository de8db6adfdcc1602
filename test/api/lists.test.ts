import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ASB_TEAM, COURT_LISTING, LIVERPOOL_YOT } from '../../src/demo/partnership/mailboxes.ts'
import type { Client, PageQuery } from '../../src/sdk/client.ts'
import type { Session } from '../../src/sdk/session.ts'
import { delivered, named, prepared, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

const COUNT = 7

let service: TestService
let sender: Session
let reader: Session
/** Ids in the order in which they were sent. */
const sent: string[] = []

beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  reader = await service.session('yot.officer')
  for (let n = 0; n < COUNT; n++) {
    const { referral } = await sender.client.submit(await prepared(sender))
    await delivered(reader, referral)
    sent.push(referral)
  }
})
afterAll(() => service?.stop())

type Page = { rows: { referral: string }[]; next: string | null }
const LISTS: [name: string, read: (page?: PageQuery) => Promise<Page>][] = [
  ['the inbox', (page) => reader.client.inbox(page)],
  ['what was sent', (page) => sender.client.sent(page)],
]
const referrals = ({ rows }: Page) => rows.map(({ referral }) => referral)

describe.each(LISTS)('%s', (_name, read) => {
  it('shows the newest first', async () => {
    expect(referrals(await read())).toEqual(sent.toReversed())
  })

  it.each([1, 3, COUNT, 200])('is read whole in pages of %i, each row once', async (limit) => {
    const seen: string[] = []
    let page = await read({ limit })
    seen.push(...referrals(page))
    while (page.next !== null) {
      expect(page.rows).toHaveLength(limit)
      page = await read({ limit, cursor: page.next })
      seen.push(...referrals(page))
    }
    expect(seen).toEqual(sent.toReversed())
  })

  it('goes on from its cursor undisturbed by what comes in meanwhile', async () => {
    const first = await read({ limit: 3 })
    const { referral } = await sender.client.submit(await prepared(sender))
    await delivered(reader, referral)
    const second = await read({ limit: 3, cursor: first.next ?? '' })
    expect([...referrals(first), ...referrals(second)]).toEqual(sent.toReversed().slice(0, 6))
    sent.push(referral)
  })

  it.each<[string, PageQuery]>([
    ['a cursor of one’s own', { cursor: '-1' }],
    ['a cursor that is no number', { cursor: '1 or 1=1' }],
    ['a cursor past all numbers', { cursor: '9'.repeat(20) }],
    ['a cursor without end', { cursor: '1'.repeat(400) }],
    ['a page of nothing', { limit: 0 }],
    ['a page of more than 200', { limit: 201 }],
    ['a page of a fraction', { limit: 1.5 }],
    ['an address that is none', { mailbox: 'nobody' }],
  ])('refuses %s', async (_what, page) => {
    expect(await refusal(read(page))).toMatchObject({ status: 400, type: named('invalid-request') })
  })

  it('is of one’s own mailboxes alone', async () => {
    const mailbox = COURT_LISTING
    expect(await refusal(read({ mailbox }))).toMatchObject({ status: 403, type: named('not-yours') })
  })
})

describe('a row', () => {
  it('tells the reader from whom it is, and the sender how each recipient stands', async () => {
    const byId = <Row extends { referral: string }>(rows: Row[]) =>
      rows.find(({ referral }) => referral === sent[0])
    expect(byId((await reader.client.inbox({ mailbox: LIVERPOOL_YOT })).rows)).toMatchObject({
      from: ASB_TEAM,
      mailbox: LIVERPOOL_YOT,
      kind: 'asb-incident',
      marking: 'RESTRICTED',
      origin: 'submitted',
      unproven: false,
      state: 'delivered',
      answer: null,
    })
    expect(byId((await sender.client.sent({ mailbox: ASB_TEAM })).rows)).toMatchObject({
      to: [{ mailbox: LIVERPOOL_YOT, state: 'delivered', answer: null }],
    })
  })

  it('is found by its reference, as people write it', async () => {
    const [row] = (await reader.client.inbox({})).rows
    const find = (client: Client, text: string) => client.reference(text)
    const { delivery, referral, reference = '' } = { ...row }
    const matches = [{ referral, delivery }]
    expect(await find(reader.client, reference)).toEqual({ matches })
    expect(await find(reader.client, reference.toLowerCase())).toEqual({ matches })
    expect(await find(sender.client, reference)).toEqual({ matches: [{ referral, delivery: null }] })
    expect(await refusal(find(sender.client, `${reference.slice(0, -1)}*`))).toMatchObject({
      status: 400,
      type: named('invalid-request'),
    })
  })
})
