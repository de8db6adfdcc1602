import { describe, expect, it } from 'vitest'
import { type Case, faultsOf, subject } from './judged.ts'

describe('an order is lawful', () => {
  const lawful: readonly (readonly [what: string, right: Case])[] = [
    [
      'that ends on the day after its two years, as courts also write it',
      { type: 'asbo', change: { expiryDate: '2012-03-01' } },
    ],
    ['made on the tenth birthday', { type: 'asbo', change: subject({ dateOfBirth: '2000-03-01' }) }],
    [
      'without a review where the person was 17',
      {
        type: 'asbo',
        change: (order) => ({ ...subject({ dateOfBirth: '1993-03-01' })(order), review: undefined }),
      },
    ],
    [
      'without a review once the person is 18 at the end of the period',
      {
        type: 'asbo',
        day: '2012-02-01',
        change: (order) => ({ ...subject({ dateOfBirth: '1993-03-02' })(order), review: undefined }),
      },
    ],
    [
      'whose review moved with a variation, and its extension',
      {
        type: 'asbo',
        day: '2010-08-01',
        change: {
          status: 'varied',
          expiryDate: '2013-06-30',
          history: [{ event: 'varied', date: '2010-07-01', by: 'The court', details: 'Prohibition 3.' }],
          review: { due: '2011-06-30', by: 'applicant' },
        },
      },
    ],
    [
      'whose review moved with an individual support order made later',
      {
        type: 'asbo',
        day: '2010-11-01',
        change: {
          linkedOrders: [
            { orderType: 'individual-support-order', caseNumber: 'SAMPLE', orderDate: '2010-10-01' },
          ],
          review: { due: '2011-09-30', by: 'applicant' },
        },
      },
    ],
    [
      'whose second review follows the first',
      {
        type: 'asbo',
        day: '2011-04-01',
        change: (order) => ({
          ...subject({ dateOfBirth: '1999-01-01' })(order),
          review: { due: '2012-02-29', by: 'applicant' },
        }),
      },
    ],
    [
      'interim until its hearing or a further order',
      { type: 'interim-civil-injunction', change: { untilFurtherOrder: true } },
    ],
    ['that has expired and says so', { type: 'asbo', day: '2012-03-01', change: { status: 'expired' } }],
    [
      'reviewed by the agency that the court designated',
      { type: 'order-on-conviction', change: { review: { due: '2011-02-01', by: 'designated' } } },
    ],
    [
      'an injunction on an adult until further order',
      {
        type: 'civil-injunction',
        change: (order) => ({
          ...subject({ dateOfBirth: '2000-01-01' })(order),
          expiryDate: undefined,
          untilFurtherOrder: true,
        }),
      },
    ],
    [
      'on somebody of 17 by the age band, without a review',
      {
        type: 'asbo',
        change: (order) => ({
          ...subject({ dateOfBirth: undefined, ageBand: '17' })(order),
          review: undefined,
        }),
      },
    ],
    [
      'on a grown-up by the age band, until further order',
      {
        type: 'respect-order',
        change: subject({ dateOfBirth: undefined, ageBand: 'adult' }),
      },
    ],
    [
      'on a parent whose age no law asks for',
      { type: 'parenting-order', change: subject({ dateOfBirth: undefined }) },
    ],
    [
      'without a second review on somebody of 17 by the age band, who is 18 by then',
      {
        type: 'criminal-behaviour-order',
        day: '2027-07-01',
        change: (order) => ({
          ...subject({ dateOfBirth: undefined, ageBand: '17' })(order),
          review: undefined,
        }),
      },
    ],
    [
      'that starts on the last day of the half year after it was made',
      { type: 'asbo', change: { startDate: '2010-08-31', expiryDate: '2012-08-30' } },
    ],
    [
      'that starts when the order before it has ended',
      {
        type: 'criminal-behaviour-order',
        change: {
          startDate: '2027-06-08',
          expiryDate: '2029-06-07',
          review: undefined,
          linkedOrders: [
            { orderType: 'criminal-behaviour-order', caseNumber: 'SAMPLE', expiryDate: '2027-06-07' },
          ],
        },
      },
    ],
    [
      'a closure extended to six months',
      {
        type: 'closure-order',
        day: '2026-10-01',
        change: {
          status: 'varied',
          expiryDate: '2026-12-25',
          history: [{ event: 'extended', date: '2026-09-20', by: 'The court', details: 'Extended.' }],
        },
      },
    ],
  ]

  it.each(lawful)('%s', (_what, right) => {
    expect(faultsOf(right)).toEqual([])
  })
})
