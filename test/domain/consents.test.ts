import { expect, it } from 'vitest'
import { CONSENT_STATES, consentInWords, consentOf, NOT_ASKED_REASONS } from '../../src/domain/consents.ts'
import { SHARING_PURPOSES } from '../../src/domain/purposes.ts'
import { CONSENTS, NOT_ASKED, PURPOSES } from '../../src/domain/wire/referral-fields.ts'

it.each([
  ['state of consent', CONSENT_STATES, CONSENTS],
  ['reason not to ask', NOT_ASKED_REASONS, NOT_ASKED],
  ['purpose', SHARING_PURPOSES, PURPOSES],
])('every %s that the wire carries is offered once, with a name and a sentence', (_, choices, codes) => {
  expect(choices.map(({ code }) => code)).toEqual([...codes])
  for (const { name, sentence } of choices) {
    expect(name).toMatch(/^[A-Z]/)
    expect(sentence).toMatch(/^[A-Z].*[a-z)]\.$/)
  }
})

it('the purposes are P2 to P4, each in the words of the first step of sharing as well', () => {
  expect(SHARING_PURPOSES.map(({ rule }) => rule)).toEqual(['P2', 'P3', 'P4'])
  expect(SHARING_PURPOSES.map(({ task }) => task)).toEqual([
    'performance monitoring',
    'an analytical task for an intelligence product',
    'a business meeting of the partnership',
  ])
})

it.each([
  [consentOf('not-needed', { told: true }), 'not-needed, they were told'],
  [consentOf('refused', { on: '2010-02-01', told: false }), 'refused on 2010-02-01, they were not told'],
  [consentOf('not-sought', { why: 'risk' }), 'not-sought (risk)'],
  [
    consentOf('given', { on: '2010-02-01', written: true, reviewBy: '2011-02-01' }),
    'given on 2010-02-01 in writing, to be reviewed by 2011-02-01',
  ],
])('an auditor reads what was recorded of consent: %j', (consent, words) => {
  expect(consentInWords(consent)).toBe(words)
})
