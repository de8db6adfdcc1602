import { describe, expect, it } from 'vitest'
import {
  ANSWER_STATES,
  answerStep,
  nextAnswer,
  nextTransport,
  TRANSPORT_STATES,
  transportStep,
} from '../../src/domain/delivery.ts'
import { RECEIPT_EVENTS } from '../../src/domain/wire/receipt.ts'

describe('the transport of a delivery', () => {
  it('takes exactly the allowed steps', () => {
    const steps = TRANSPORT_STATES.flatMap((from) =>
      TRANSPORT_STATES.filter((to) => transportStep(from, to)).map((to) => `${from} → ${to}`),
    )
    expect(steps).toEqual([
      'quarantined → accepted',
      'quarantined → failed',
      'accepted → relayed',
      'accepted → delivered',
      'accepted → failed',
      'accepted → expired',
      'accepted → withdrawn',
      'relayed → delivered',
      'relayed → failed',
      'delivered → withdrawn',
    ])
  })

  it('stays where it is when evidence comes late, twice or in the wrong order', () => {
    expect(nextTransport('delivered', 'relayed')).toBe('delivered')
    expect(nextTransport('delivered', 'failed')).toBe('delivered')
    expect(nextTransport('failed', 'delivered')).toBe('failed')
    expect(nextTransport('withdrawn', 'relayed')).toBe('withdrawn')
    expect(nextTransport('relayed', 'relayed')).toBe('relayed')
  })

  it('is not changed by a delay', () => {
    for (const state of TRANSPORT_STATES) expect(nextTransport(state, 'delayed')).toBe(state)
  })
})

describe('the answer to a delivery', () => {
  it('goes from collected to opened to one of three ends', () => {
    expect(nextAnswer(null, 'collected', 'signed')).toBe('collected')
    expect(nextAnswer('collected', 'opened', 'signed')).toBe('opened')
    for (const end of ['acknowledged', 'returned', 'declined'] as const) {
      expect(nextAnswer('opened', end, 'signed')).toBe(end)
    }
  })

  it('never goes back and never leaves an end, whatever arrives', () => {
    const rank = { none: 0, collected: 1, opened: 2, acknowledged: 3, returned: 3, declined: 3 }
    for (const state of [null, ...ANSWER_STATES]) {
      for (const event of RECEIPT_EVENTS) {
        const next = nextAnswer(state, event, 'signed')
        expect(rank[next ?? 'none']).toBeGreaterThanOrEqual(rank[state ?? 'none'])
        if (rank[state ?? 'none'] === 3) expect(next).toBe(state)
      }
    }
  })

  it('is opened by a partner domain that is authenticated, never by a mere report', () => {
    expect(nextAnswer(null, 'opened', 'authenticated')).toBe('opened')
    for (const state of [null, ...ANSWER_STATES]) {
      for (const event of RECEIPT_EVENTS) expect(nextAnswer(state, event, 'reported')).toBe(state)
    }
  })

  it('is not given by a receipt that the referral is unreadable or misdeclared', () => {
    expect(nextAnswer('collected', 'unreadable', 'signed')).toBe('collected')
    expect(nextAnswer('opened', 'misdeclared', 'signed')).toBe('opened')
    expect(answerStep('opened', 'collected')).toBe(false)
  })
})
