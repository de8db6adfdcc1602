import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ANSWER_STATES,
  type AnswerState,
  answerStep,
  answerWord,
  EVIDENCE_STRENGTHS,
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

const ANSWER_RANK = {
  none: 0,
  collected: 1,
  opened: 2,
  acknowledged: 3,
  accepted: 4,
  returned: 5,
  declined: 5,
} as const

describe('the answer to a delivery', () => {
  it('takes exactly the allowed steps', () => {
    const steps = [null, ...ANSWER_STATES].flatMap((from) =>
      ANSWER_STATES.filter((to) => answerStep(from, to)).map((to) => `${from ?? 'none'} → ${to}`),
    )
    expect(steps).toEqual([
      ...ANSWER_STATES.map((to) => `none → ${to}`),
      ...['opened', 'acknowledged', 'accepted', 'returned', 'declined'].map((to) => `collected → ${to}`),
      ...['acknowledged', 'accepted', 'returned', 'declined'].map((to) => `opened → ${to}`),
      ...['accepted', 'returned', 'declined'].map((to) => `acknowledged → ${to}`),
      'accepted → returned',
      'accepted → declined',
    ])
  })

  it('never goes back under any order of evidence, and its last state is the furthest that was signed', () => {
    const pieces = fc.array(
      fc.tuple(fc.constantFrom(...RECEIPT_EVENTS), fc.constantFrom(...EVIDENCE_STRENGTHS)),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(pieces, (evidence) => {
        let state: AnswerState | null = null
        for (const [event, strength] of evidence) {
          const next: AnswerState | null = nextAnswer(state, event, strength)
          expect(ANSWER_RANK[next ?? 'none']).toBeGreaterThanOrEqual(ANSWER_RANK[state ?? 'none'])
          if (next !== state) expect([next, strength === 'reported']).toEqual([event, false])
          state = next
        }
        const counted = evidence.flatMap(([event, strength]) =>
          strength === 'reported' || event === 'unreadable' || event === 'misdeclared'
            ? []
            : [ANSWER_RANK[event]],
        )
        expect(ANSWER_RANK[state ?? 'none']).toBe(Math.max(0, ...counted))
      }),
    )
  })

  it('has a word of its own, wherever it stands beside the transport', () => {
    const words: string[] = ANSWER_STATES.map(answerWord)
    expect(words.filter((word) => TRANSPORT_STATES.some((state) => state === word))).toEqual([])
    expect(new Set(words).size).toBe(ANSWER_STATES.length)
  })

  it('has an end: what was returned stays returned, and what was declined declined', () => {
    for (const event of RECEIPT_EVENTS) {
      expect(nextAnswer('returned', event, 'signed')).toBe('returned')
      expect(nextAnswer('declined', event, 'signed')).toBe('declined')
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
