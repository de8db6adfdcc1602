import { expect, it } from 'vitest'
import { referenceOf } from '../../src/domain/reference.ts'
import type { ReferralView } from '../../src/domain/wire/referral-response.ts'
import type { Trust } from '../../src/sdk/trust/trust.ts'
import { sinceOpened } from '../../src/web/worker/since-opened.ts'

const [ID, OTHER] = ['019f0000-0000-7000-8000-000000000001', '019f0000-0000-7000-8000-0000000f4242']
const verified: ReferralView = {
  referral: ID,
  reference: referenceOf('asb-incident', ID),
  origin: 'submitted',
  kind: 'asb-incident',
  marking: 'RESTRICTED',
  from: 'asb.team@liverpool.gcsx.gov.test',
  fromDomain: null,
  unproven: false,
  sealedOnArrival: false,
  thread: 'AAAAAAAAAAAAAAAAAAAAAA',
  inReplyTo: null,
  urgency: 'routine',
  respondBy: null,
  acceptedAt: '2010-03-01T09:00:00.000Z',
  statement: '{"despatch":"manifest/1"}',
  signature: 'a signature',
  signer: 'a certificate',
  filed: null,
  sentByMe: false,
  deliveries: [],
}
const trust = new Proxy({} as Trust, {
  get: () => {
    throw new Error('of what was submitted nothing is asked of the trust log')
  },
})
const since = (change: Partial<ReferralView>) => sinceOpened({ trust }, verified, { ...verified, ...change })

it('keeps what was verified of a referral that stands open, and takes how it stands alone', async () => {
  const later = { marking: 'PROTECT', kind: 'notice', from: null, unproven: true, respondBy: '2010-03-02' }
  expect(await since({ ...later, deliveries: [] })).toEqual(verified)
})

it.each<[what: string, change: Partial<ReferralView>]>([
  ['another referral', { referral: OTHER, reference: referenceOf('asb-incident', OTHER) }],
  ['another statement', { statement: '{"despatch":"manifest/1","id":"x"}' }],
  ['the reference of another', { reference: referenceOf('asb-incident', OTHER) }],
])('does not take %s for what was opened', async (_what, change) => {
  await expect(since(change)).rejects.toThrow('something else in the place of')
})
