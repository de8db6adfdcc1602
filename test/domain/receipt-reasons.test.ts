import { describe, expect, it } from 'vitest'
import {
  answerReasons,
  RECEIPT_REASONS,
  reasonFault,
  reasonSentence,
} from '../../src/domain/receipt-reasons.ts'
import { RECEIPT_EVENTS } from '../../src/domain/wire/receipt.ts'

const faults = RECEIPT_REASONS.filter((reason) => !answerReasons().some((one) => one === reason))

/** Which of no reason, the reasons of people and those of programs each event may have. */
const ALLOWED = {
  collected: ['none'],
  opened: ['none'],
  acknowledged: ['none'],
  accepted: ['none'],
  returned: ['answer'],
  declined: ['answer'],
  unreadable: ['none', 'fault'],
  misdeclared: ['none', 'fault'],
} as const

describe('the reason of a receipt', () => {
  it.each(RECEIPT_EVENTS)('that it was %s is one that belongs to it', (event) => {
    const sorts = { none: [null], answer: answerReasons(), fault: faults }
    const taken = Object.entries(sorts).flatMap(([sort, reasons]) => {
      const wrong = reasons.filter((reason) => reasonFault(event, reason) !== null)
      expect([0, reasons.length]).toContain(wrong.length)
      return wrong.length === 0 ? [sort] : []
    })
    expect(taken).toEqual(ALLOWED[event])
  })

  it('is told to people in a sentence', () => {
    for (const reason of answerReasons()) expect(reasonSentence(reason)).toMatch(/^[A-Z].*\.$/)
  })
})
