import { expect, it } from 'vitest'
import type { ReferralView } from '../../src/domain/wire/referral-response.ts'
import type { Session } from '../../src/sdk/session.ts'
import { recipientsOf } from '../../src/web/worker/recipients.ts'
import { shownTexts } from '../../src/web/worker/shown-text.ts'

it('shows no more of what a stranger wrote than a page can bear, and says so', () => {
  const shown = shownTexts()
  expect(shown('the order\u202e\nattached.\n')).toEqual({
    text: 'the order\ufffd\nattached.',
    remarks: [],
  })
  const { text, remarks } = shown('word '.repeat(2_000_000))
  expect(text.length).toBeLessThanOrEqual(200_000)
  expect(remarks).toEqual([expect.stringContaining('of its 9999999 characters are shown')])
  expect(shown('a further part')).toEqual({
    text: '',
    remarks: [expect.stringContaining('the first 0 of its 14')],
  })
})

it('shows what another server wrote of a delivery as one safe line', async () => {
  const said = 'failed 5.1.1\n\u202eno such user\u200b'
  const at = '2010-03-03T09:00:00.000Z'
  const delivery = {
    ...{ delivery: '', mailbox: 'team@agency.example', state: 'relayed', answer: null, since: at },
    ...{ withdrawn: null, receipts: [], delayed: { since: at, reason: said }, reminded: null },
    evidence: [{ at, kind: 'dsn', says: said, strength: 'reported' }],
  }
  const view = { deliveries: [delivery] } as unknown as ReferralView
  const [recipient] = await recipientsOf({} as Session, view, null)
  const safe = 'failed 5.1.1 \ufffdno such user\ufffd'
  expect(recipient?.evidence.map(({ says }) => says)).toEqual([`Delivery report: ${safe}`])
  expect(recipient?.why).toEqual([`It has not left yet: ${safe}`])
})
