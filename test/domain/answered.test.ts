import { describe, expect, it } from 'vitest'
import { asksForInformation, isAnswered } from '../../src/domain/answered.ts'
import { ANSWER_STATES } from '../../src/domain/delivery.ts'
import { KINDS } from '../../src/domain/wire/referral-fields.ts'

const answering = (kind: string) =>
  [null, ...ANSWER_STATES].filter((answer) => isAnswered(kind, { answer, replied: false }))

describe('what was asked for by a day', () => {
  it('is answered by taking it on or giving it back, and not by having seen it', () => {
    expect(answering('asb-incident')).toEqual(['accepted', 'returned', 'declined'])
  })

  it('is not answered by a promise, where it asks for information', () => {
    expect(KINDS.filter(asksForInformation)).toEqual([
      'evidence-request',
      'information-request',
      'scrutiny-request',
    ])
    for (const kind of KINDS.filter(asksForInformation))
      expect({ kind, by: answering(kind) }).toEqual({ kind, by: ['returned', 'declined'] })
  })

  it('is answered by a reply, whatever the receipts say', () => {
    for (const kind of KINDS)
      for (const answer of [null, ...ANSWER_STATES])
        expect(isAnswered(kind, { answer, replied: true })).toBe(true)
  })
})
