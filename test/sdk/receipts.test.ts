import { beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { generateUserKey, type PrivateKey } from '../../src/crypto/keys.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { consentOf } from '../../src/domain/consents.ts'
import { Manifest } from '../../src/domain/wire/manifest.ts'
import { Receipt } from '../../src/domain/wire/receipt.ts'
import type { DeliveryView, ReceiptView } from '../../src/domain/wire/referral-response.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { checkReceipts } from '../../src/sdk/receipts.ts'

const NOW = new Date('2010-03-01T09:30:00.000Z')
const READER = 'yot@liverpool.gcsx.gov.test'
const OTHER = 'listing@liverpool-mc.cjsm.test'

const manifest: Manifest = {
  despatch: 'manifest/1',
  id: '01271a35-6c00-7a00-8b00-000000000001',
  kind: 'asb-incident',
  thread: 'AAAAAAAAAAAAAAAAAAAAAA',
  inReplyTo: null,
  marking: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] },
  from: 'asb.team@liverpool.gcsx.gov.test',
  to: [READER],
  purpose: 'intelligence',
  dataClass: 'none',
  categories: [],
  bases: [],
  consent: consentOf('not-sought', { why: 'prejudice' }),
  otherConsents: [],
  guardian: null,
  prescribed: null,
  reply: null,
  handling: { urgency: 'routine', respondBy: null, destroyAfter: '2011-03-01', onward: 'none' },
  agreement: { id: 'merseyside-isp', version: 1 },
  otherAgreements: [],
  created: NOW.toISOString(),
  content: [{ sha256: 'c0'.repeat(32), size: 1000 }],
  entity: 'e0'.repeat(32),
}
const sent = writeStatement(Manifest, manifest)

let officer: PrivateKey
let stranger: PrivateKey

beforeAll(async () => {
  officer = await generateUserKey({ name: 'YOT officer', address: 'a@liverpool.gcsx.gov.test', now: NOW })
  stranger = await generateUserKey({ name: 'Somebody', address: 'b@liverpool.gcsx.gov.test', now: NOW })
})

const honest = async (): Promise<Receipt> => ({
  despatch: 'receipt/1',
  referral: manifest.id,
  manifest: await sha256Hex(sent),
  content: ['c0'.repeat(32)],
  entity: manifest.entity,
  mailbox: READER,
  event: 'opened',
  reason: null,
  time: NOW.toISOString(),
})

/** A delivery as the service shows it, with one receipt, checked. */
const problemWith = async (
  receipt: Partial<Receipt>,
  shown: Partial<ReceiptView> = {},
): Promise<string | null | undefined> => {
  const statement = writeStatement(Receipt, { ...(await honest()), ...receipt })
  const delivery: DeliveryView = {
    delivery: '01271a35-6c00-7a00-8b00-000000000002',
    mailbox: READER,
    route: 'local',
    state: 'delivered',
    answer: 'opened',
    since: NOW.toISOString(),
    answeredBy: null,
    withdrawn: null,
    nextAttemptAt: null,
    delayed: null,
    reminded: null,
    attempts: [],
    evidence: [],
    receipts: [
      {
        event: 'opened',
        reason: null,
        statement,
        signature: await signStatement(statement, officer, NOW),
        signer: officer.getFingerprint(),
        certificate: officer.toPublic().armor(),
        at: NOW.toISOString(),
        ...shown,
      },
    ],
  }
  const [checked] = await checkReceipts({ deliveries: [delivery] }, sent)
  return checked?.problem
}

describe('a receipt on the sender’s own machine', () => {
  it('holds when it names what was sent and is signed by whom it says', async () => {
    expect(await problemWith({})).toBeNull()
  })

  it.each([
    ['another referral', { referral: '01271a35-6c00-7a00-8b00-000000000009' }, /another referral/],
    ['a manifest that was not sent', { manifest: '0f'.repeat(32) }, /another manifest/],
    ['content that was not sent', { content: ['0f'.repeat(32)] }, /other content/],
    ['a message that was not sealed', { entity: '0f'.repeat(32) }, /another message/],
    ['no message at all', { entity: null }, /another message/],
    ['another mailbox', { mailbox: OTHER }, /another mailbox/],
    ['another event than is shown', { event: 'declined' as const }, /otherwise than the service shows/],
    ['a reason that is not shown', { reason: 'not-our-area' as const }, /otherwise than the service shows/],
  ])('does not hold when it names %s', async (_what, planted, problem) => {
    expect(await problemWith(planted)).toMatch(problem)
  })

  it('does not hold when its words were changed after signing', async () => {
    const statement = writeStatement(Receipt, { ...(await honest()), time: '2010-03-01T09:31:00.000Z' })
    expect(await problemWith({}, { statement })).toMatch(/signature does not match/)
  })

  it('does not hold when another key signed than the service says', async () => {
    expect(await problemWith({}, { signer: stranger.getFingerprint() })).toMatch(/another key/)
    expect(await problemWith({}, { certificate: stranger.toPublic().armor() })).toMatch(/not signed by a key/)
  })

  it('does not hold when it is another sort of statement', async () => {
    const statement = sent
    const signature = await signStatement(statement, officer, NOW)
    expect(await problemWith({}, { statement, signature })).toMatch(/receipt\/1/)
  })
})
