import { describe, expect, it } from 'vitest'
import { addMonths, addYears, dayOf, isUnder18, within } from '../../src/domain/day.ts'

describe('a day', () => {
  it('is the day in the United Kingdom, summer time included', () => {
    expect(dayOf(new Date('2010-01-31T23:30:00.000Z'))).toBe('2010-01-31')
    expect(dayOf(new Date('2010-06-30T23:30:00.000Z'))).toBe('2010-07-01')
  })

  it('lies within a range that includes both its ends, or has none', () => {
    expect(within('2010-03-01', { from: '2010-03-01', until: '2010-03-01' })).toBe(true)
    expect(within('2010-02-28', { from: '2010-03-01', until: null })).toBe(false)
    expect(within('2099-02-28', { from: '2010-03-01', until: null })).toBe(true)
  })

  it('is the first one on which a person is no longer under 18', () => {
    expect(isUnder18('1992-03-02', '2010-03-01')).toBe(true)
    expect(isUnder18('1992-03-01', '2010-03-01')).toBe(false)
    expect(isUnder18('1992-02-29', '2010-02-28')).toBe(true)
    expect(isUnder18('1992-02-29', '2010-03-01')).toBe(false)
  })

  it.each([
    ['2010-03-01', 1, '2011-03-01'],
    ['2008-02-29', 1, '2009-02-28'],
    ['2008-02-29', 4, '2012-02-29'],
    ['1996-02-29', 4, '2000-02-29'],
    ['2096-02-29', 4, '2100-02-28'],
  ])('%s is the same day %i years on, or the last of February: %s', (day, years, later) => {
    expect(addYears(day, years)).toBe(later)
  })

  it.each([
    ['2010-03-01', 6, '2010-09-01'],
    ['2010-08-31', 6, '2011-02-28'],
    ['2011-08-31', 6, '2012-02-29'],
    ['2010-12-31', 12, '2011-12-31'],
    ['2010-01-31', 120, '2020-01-31'],
    ['2010-10-31', 1, '2010-11-30'],
  ])('%s is the same day %i months on, or the last of the month: %s', (day, months, later) => {
    expect(addMonths(day, months)).toBe(later)
  })
})
