import { describe, expect, it } from 'vitest'
import { decide, unmetIn } from '../../../src/domain/decide.ts'
import { orderExampleOn } from '../../../src/domain/kinds/court-order-examples.ts'
import { findingsExample } from '../../../src/domain/kinds/marac-research-examples.ts'
import { kindOf, kinds } from '../../../src/domain/kinds.ts'
import {
  latestDestruction,
  monthsInWords,
  retentionOf,
  usualDestruction,
} from '../../../src/domain/retention.ts'
import type { KindName, ReferralFields } from '../../../src/domain/wire/referral-fields.ts'
import { depersonalised, directory, lawful, TODAY } from '../partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './modern.ts'
import { expectOutcome } from './outcome.ts'

const kept = (kind: KindName, destroyAfter: string, of: ReferralFields = lawful): ReferralFields => ({
  ...of,
  kind,
  handling: { urgency: 'routine', respondBy: null, destroyAfter, onward: 'none' },
})

describe('how long personal data are kept (D7)', () => {
  it.each<[kind: KindName, last: string, after: string]>([
    ['asb-incident', '2016-03-01', '2016-03-02'],
    ['note', '2012-03-01', '2012-03-02'],
    ['dip-notice', '2012-03-01', '2012-03-02'],
    ['court-order', '2020-03-01', '2020-03-02'],
    ['paper-disclosure', '2016-03-01', '2016-03-02'],
  ])('is for %s until %s, and not until %s', (kind, last, after) => {
    expectOutcome('allowed', decide(kept(kind, last), directory, TODAY))
    expectOutcome('refused', decide(kept(kind, after), directory, TODAY), ['D7'])
  })

  it('is refused with the figure, the reason and the last day there is', () => {
    expect(unmetIn(decide(kept('note', '2019-01-01'), directory, TODAY))).toEqual([
      {
        rule: 'D7',
        statute: 'Data Protection Act 1998, Schedule 1 Part I paragraph 5',
        sentence:
          'It would be kept until 2019-01-01, and personal data in note are kept for at most 2 years: a note is to be known, and what has to be kept longer is told in another kind. Choose a destroy-after date up to 2012-03-01.',
      },
    ])
  })

  it('has the same bound under the law of 2026, by that law', () => {
    const decision = decide(kept('note', '2028-03-03', modern), modernDirectory, MODERN_DAY)
    expectOutcome('refused', decision, ['D7'])
    expect(unmetIn(decision)[0]?.statute).toBe('UK GDPR, Article 5(1)(e)')
    expectOutcome('allowed', decide(kept('note', '2028-03-02', modern), modernDirectory, MODERN_DAY))
  })

  it('is bounded also where there is no such agreement', () => {
    const fields = { ...kept('note', '2019-01-01'), agreement: { id: 'other', version: 1 } }
    expectOutcome('refused', decide(fields, directory, TODAY), ['A9', 'D7'])
  })

  it('is not bounded for what identifies nobody', () => {
    expectOutcome('allowed', decide(kept('note', '2060-01-01', depersonalised), directory, TODAY))
  })
})

describe('how long a new referral is kept (D7)', () => {
  it.each(kinds.map(({ kind }) => kind))('is for %s within its bound', (kind) => {
    const { usual, longest, why } = retentionOf(kind)
    expect(usual).toBeGreaterThan(0)
    expect(usual).toBeLessThanOrEqual(longest)
    expect(why).toMatch(/^[a-z].*[a-z]$/)
    const day = usualDestruction(kind, TODAY, [kindOf(kind).lastUse(kindOf(kind).example)])
    expect(day <= latestDestruction(kind, TODAY)).toBe(true)
    expect(day > TODAY).toBe(true)
  })

  it('is from the last day of its use', () => {
    expect(usualDestruction('information-request', TODAY, [])).toBe('2010-09-01')
    expect(usualDestruction('information-request', TODAY, ['2010-04-01', null])).toBe('2010-10-01')
    expect(usualDestruction('information-request', TODAY, ['2009-04-01'])).toBe('2010-09-01')
    expect(usualDestruction('information-request', TODAY, ['2019-04-01'])).toBe('2012-03-01')
  })

  it('is for an order from its end, or two years from its making where it has none', () => {
    const { lastUse } = kindOf('court-order')
    const { expiryDate: _end, ...order } = Object(orderExampleOn('asbo', TODAY))
    expect(lastUse({ ...order, expiryDate: '2013-02-28' })).toBe('2013-02-28')
    expect(lastUse({ ...order, untilFurtherOrder: true })).toBe('2012-03-01')
    expect(lastUse({ ...order, status: 'interim', interimUntil: '2010-04-01' })).toBe('2010-04-01')
  })

  it('is for research from the conference', () => {
    expect(kindOf('marac-research').lastUse(findingsExample)).toBe(findingsExample.conference.date)
  })

  it('is read in words', () => {
    expect([6, 12, 18, 72].map(monthsInWords)).toEqual(['6 months', 'a year', '18 months', '6 years'])
  })
})
