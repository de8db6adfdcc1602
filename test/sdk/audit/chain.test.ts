import { describe, expect, it } from 'vitest'
import { linkOf } from '../../../src/sdk/audit/chain.ts'

const YOT = 'yot@liverpool.gcsx.gov.test'

describe('what an entry of the log says of a referral is told to an auditor', () => {
  it.each([
    [
      'accepted',
      { despatch: 'manifest/1', created: '2010-03-01T09:00:00.000Z' },
      'It was accepted for sending',
    ],
    ['delivered', { despatch: 'delivered/1', mailbox: YOT }, 'It was delivered.'],
    ['receipt', { despatch: 'receipt/1', mailbox: YOT, event: 'accepted' }, 'their team takes it on'],
    [
      'receipt',
      { despatch: 'notification/1', mailbox: YOT, strength: 'reported' },
      'Nothing bears that out.',
    ],
    [
      'receipt',
      { despatch: 'notification/1', mailbox: YOT, strength: 'authenticated' },
      'The partner’s mail domain bears out whence the report came; no person signed it.',
    ],
    ['constructor', { despatch: 'of-tomorrow/1' }, 'An entry of the type constructor.'],
    ['receipt', { despatch: 'receipt/1', mailbox: YOT, event: 'constructor' }, 'A receipt was signed.'],
    ['of-tomorrow', { despatch: 'of-tomorrow/1' }, 'An entry of the type of-tomorrow.'],
  ])('%s %o', (type, record, says) => {
    expect(linkOf(type, JSON.stringify(record)).says).toContain(says)
  })

  it('with the reason in its own words, where it is one of the list', () => {
    const receipt = {
      despatch: 'receipt/1',
      mailbox: YOT,
      event: 'declined',
      time: '2010-03-01T09:00:00.000Z',
    }
    const link = (reason: string) => linkOf('receipt', JSON.stringify({ ...receipt, reason }))
    expect(link('no-capacity')).toEqual({
      type: 'receipt',
      mailbox: YOT,
      at: '2010-03-01T09:00:00.000Z',
      says: 'A member of the mailbox signed that they decline it. The team cannot take it on at present.',
    })
    expect(link('something anybody wrote').says).toBe('A member of the mailbox signed that they decline it.')
  })
})
