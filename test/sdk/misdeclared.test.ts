import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { reply } from '../../src/domain/kinds/reply.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { checkReceipts } from '../../src/sdk/receipts.ts'
import type { Session } from '../../src/sdk/session.ts'
import { mailboxCertificate } from '../../src/sdk/trust/trusted.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { type Forgery, submitForged, YOT } from './forge.ts'

const LATER = '2099-01-31'

let service: TestService
let sender: Session
let reader: Session

beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  reader = await service.session('yot.officer')
}, 120_000)
afterAll(async () => {
  await service?.stop()
})

/** The delivery to the YOT, once the log is published: before that it does not exist for its reader. */
const deliveryOf = async (referral: string): Promise<string> =>
  vi.waitFor(
    async () => {
      const { rows } = await reader.client.inbox()
      const row = rows.find((candidate) => candidate.referral === referral)
      if (!row) throw new Error('not yet delivered')
      return row.delivery
    },
    { timeout: 30_000, interval: 50 },
  )

/** Submits the forgery and opens it at the YOT. */
const opened = async (forgery: Forgery) => {
  const { referral, manifest } = await submitForged(sender, forgery)
  const outcome = await openDelivery({
    session: reader,
    delivery: await deliveryOf(referral),
    now: new Date(),
  })
  const receipts = await checkReceipts(await sender.client.referral(referral), manifest, sender)
  return { outcome, receipts: receipts.map(({ event, reason, problem }) => ({ event, reason, problem })) }
}

const forgeries: [what: string, reason: string, forgery: () => Forgery | Promise<Forgery>][] = [
  [
    'whose text for mail clients says otherwise than its data',
    'text-differs',
    () => ({ text: (text) => text.replace('Testina', 'Somebody') }),
  ],
  [
    'whose text leaves the marking out',
    'text-differs',
    () => ({ text: (text) => text.replaceAll('RESTRICTED', 'UNMARKED') }),
  ],
  [
    'whose class was understated to the service',
    'class-differs',
    () => ({
      manifest: { dataClass: 'depersonalised', categories: [] },
      terms: { dataClass: 'depersonalised', categories: [] },
    }),
  ],
  [
    'that is about other people than was declared',
    'categories-differ',
    () => ({ manifest: { categories: ['witness'] } }),
  ],
  [
    'that answers otherwise than was declared (L14)',
    'reply-differs',
    () => ({
      manifest: {
        kind: 'reply',
        dataClass: 'personal',
        categories: ['young-person'],
        reply: { outcome: 'nothing-held', reason: null },
      },
      data: reply.example,
      rendering: 'reply/1',
    }),
  ],
  [
    'whose sealed terms promise another day of destruction',
    'terms-differ',
    () => ({
      terms: { handling: { urgency: 'routine', respondBy: null, destroyAfter: LATER, onward: 'none' } },
    }),
  ],
  [
    'whose terms somebody else signed',
    'terms-not-signed',
    async () => ({ termsSigner: (await service.session('asb.caseworker2')).key }),
  ],
  [
    'sealed with another key than the sending mailbox’s',
    'seal-not-by-sender',
    () => ({ sealer: sender.key }),
  ],
  ['whose manifest names another message', 'entity-differs', () => ({ entity: 'ab'.repeat(32) })],
  [
    'that was sealed for somebody else and sealed again for us',
    'headers-differ',
    () => ({ headers: { to: ['listing@liverpool-mc.cjsm.test'] } }),
  ],
  [
    'whose subject bears another marking',
    'headers-differ',
    () => ({ headers: { subject: 'NOT PROTECTIVELY MARKED: ASB' } }),
  ],
  ['whose data is not that of its kind', 'data-not-of-kind', () => ({ rendering: 'reply/1' })],
  [
    'that holds no terms at all',
    'no-terms',
    () => ({
      sealed: (entity) =>
        new TextEncoder().encode(
          new TextDecoder()
            .decode(entity)
            .replaceAll('application/vnd.despatch.referral+json', 'text/x-other'),
        ),
    }),
  ],
]

describe('a reader’s own client', () => {
  it('opens an honest referral, and signs collected and opened', async () => {
    const { outcome, receipts } = await opened({})
    expect(outcome).toMatchObject({ outcome: 'opened', origin: 'submitted', faults: [] })
    expect(outcome).toMatchObject({ data: asbIncidentExample, text: expect.stringMatching(/^RESTRICTED\n/) })
    expect(receipts).toEqual([
      { event: 'collected', reason: null, problem: null },
      { event: 'opened', reason: null, problem: null },
    ])
  })

  it.each(forgeries)(
    'shows a referral %s as misdeclared, and signs a receipt that says so',
    async (_what, reason, forgery) => {
      const { outcome, receipts } = await opened(await forgery())
      expect(outcome.outcome).toBe('misdeclared')
      expect(outcome).toMatchObject({ faults: expect.arrayContaining([expect.objectContaining({ reason })]) })
      expect(receipts[0]).toEqual({ event: 'collected', reason: null, problem: null })
      expect(receipts[1]).toMatchObject({ event: 'misdeclared', problem: null })
      // The text is shown with the warning: a reader must see both.
      expect(outcome).toMatchObject({ text: expect.stringContaining('Reference') })
    },
  )

  it('answers what it cannot open with a signed receipt of unreadable', async () => {
    // Both PKESKs are what the manifest names, and the message inside is none.
    const { outcome, receipts } = await opened({
      sealed: () => new Uint8Array(300 * 1024).fill(0x61),
    })
    expect(outcome).toMatchObject({ outcome: 'unreadable', reason: 'not-a-message' })
    expect(receipts.at(-1)).toEqual({ event: 'unreadable', reason: 'not-a-message', problem: null })
  })

  it('is refused by the service when it would have sealed to somebody more', async () => {
    const now = new Date()
    const recipients = await Promise.all(
      [YOT, 'asb.team@liverpool.gcsx.gov.test', 'listing@liverpool-mc.cjsm.test'].map((address) =>
        mailboxCertificate(sender, address, { now }),
      ),
    )
    await expect(submitForged(sender, { recipients })).rejects.toMatchObject({
      type: 'urn:despatch:problem:sealed-object-refused',
    })
  })
})
