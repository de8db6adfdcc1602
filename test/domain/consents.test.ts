import { expect, it } from 'vitest'
import { CONSENT_STATES } from '../../src/domain/consents.ts'
import { SHARING_PURPOSES } from '../../src/domain/purposes.ts'
import { CONSENTS, PURPOSES } from '../../src/domain/wire/referral-fields.ts'

it.each([
  ['state of consent', CONSENT_STATES, CONSENTS],
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
