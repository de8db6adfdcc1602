import { describe, expect, it } from 'vitest'
import { orderExample } from '../../../src/domain/kinds/court-order-examples.ts'
import type { CourtOrder } from '../../../src/domain/kinds/court-order-schema.ts'
import { nextReview } from '../../../src/domain/orders/next-review.ts'

const asbo = orderExample('asbo')

describe('the next review of an order', () => {
  it('is due by the day that the order says, by the law of its type', () => {
    expect(nextReview(asbo)).toEqual({
      due: '2011-02-28',
      statute: 'Crime and Disorder Act 1998, sections 1J and 1K',
    })
  })

  it.each<[string, Partial<CourtOrder>]>([
    ['that was done', { review: { due: '2011-02-28', by: 'applicant', done: '2011-02-01' } }],
    ['of an order that was discharged', { status: 'discharged' }],
    ['of an order that has expired', { status: 'expired' }],
  ])('is none after one %s', (_what, change) => {
    expect(nextReview({ ...asbo, ...change })).toBeNull()
  })

  it('is none of an order that names no review', () => {
    const { review: _none, ...without } = asbo
    expect(nextReview(without)).toBeNull()
  })
})
