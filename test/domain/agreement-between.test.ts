import { expect, it } from 'vitest'
import { agreementBetween } from '../../src/domain/agreement-between.ts'
import { directory, TODAY } from './partnership.ts'

it('between agencies the newest agreement in force that all have signed counts (A9)', () => {
  const [, second] = directory.agreements
  if (second === undefined) throw new Error('The partnership has agreements.')
  const ninth = { ...second, version: 9 }
  const agreements = [{ ...second, version: 7 }, ninth, { ...second, version: 8 }]
  expect(agreementBetween(['council', 'police'], { agreements }, TODAY)).toBe(ninth)
  expect(agreementBetween(['council', 'police'], { agreements: agreements.toReversed() }, TODAY)).toBe(ninth)
  expect(agreementBetween(['council', 'unsigned'], { agreements }, TODAY)).toBeUndefined()
  expect(agreementBetween(['council', 'police'], { agreements }, '2011-01-01')).toBeUndefined()
})
