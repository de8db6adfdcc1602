import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/domain/day.ts'
import {
  addWorkingDays,
  bankHolidays,
  isWorkingDay,
  workingDaysAgo,
  workingDaysBetween,
} from '../../src/domain/working-days.ts'

/** The bank holidays of England and Wales as gov.uk publishes them, month and day. */
const PUBLISHED: Readonly<Record<number, string>> = {
  2018: '01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26',
  2019: '01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26',
  2020: '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28',
  2021: '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28',
  2022: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
  2023: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
  2024: '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26',
  2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
  2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
  2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
}

describe('the bank holidays of England and Wales', () => {
  it.each(Object.entries(PUBLISHED))('of %s are those that are published', (year, days) => {
    expect(bankHolidays(Number(year))).toEqual(days.split(' ').map((day) => `${year}-${day}`))
  })

  it.each([
    ['1995', '01-02 04-14 04-17 05-08 05-29 08-28 12-25 12-26'],
    ['1999', '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31'],
    ['2002', '01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26'],
    ['2010', '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28'],
    ['2011', '01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27'],
    ['2012', '01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26'],
  ])('of %s have what was added and moved by proclamation', (year, days) => {
    expect(bankHolidays(Number(year))).toEqual(days.split(' ').map((day) => `${year}-${day}`))
  })

  it('are eight, or more, of each year, and none of them at a weekend', () => {
    for (let year = 1978; year <= 2199; year += 1) {
      const days = bankHolidays(year)
      expect(new Set(days).size).toBeGreaterThanOrEqual(8)
      expect(days.filter((day) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()))).toEqual([])
    }
  })
})

const days = fc.integer({ min: 0, max: 365 * 120 }).map((n) => addDays('1980-01-01', n))
const counts = fc.integer({ min: 1, max: 60 })

describe('working days', () => {
  it.each([
    ['over a weekend', '2010-03-05', 1, '2010-03-08'],
    ['over Easter', '2010-04-01', 1, '2010-04-06'],
    ['over Christmas and New Year', '2026-12-24', 3, '2026-12-31'],
    ['from a Saturday', '2010-03-06', 1, '2010-03-08'],
    ['none, on a working day', '2010-03-05', 0, '2010-03-05'],
    ['none, on a bank holiday', '2010-12-25', 0, '2010-12-29'],
    ['backwards over a weekend', '2010-03-08', -1, '2010-03-05'],
  ])('are counted %s: %s and %i is %s', (_, day, n, found) => {
    expect(addWorkingDays(day, n)).toBe(found)
  })

  it('are as many as were added, and end on one', () => {
    fc.assert(
      fc.property(days, counts, (day, n) => {
        const found = addWorkingDays(day, n)
        expect(isWorkingDay(found)).toBe(true)
        expect(workingDaysBetween(day, found)).toBe(n)
        expect(workingDaysBetween(found, day)).toBe(-n)
        expect(addWorkingDays(addWorkingDays(day, 0), n) >= found).toBe(true)
      }),
    )
  })

  it('that were added are taken off again, from a working day', () => {
    fc.assert(
      fc.property(days, counts, (any, n) => {
        const day = addWorkingDays(any, 0)
        expect(addWorkingDays(addWorkingDays(day, n), -n)).toBe(day)
      }),
    )
  })

  it('ago is the latest day since which so many have begun', () => {
    fc.assert(
      fc.property(days, counts, (today, n) => {
        const ago = workingDaysAgo(today, n)
        expect(workingDaysBetween(ago, today)).toBeGreaterThanOrEqual(n)
        expect(workingDaysBetween(addDays(ago, 1), today)).toBeLessThan(n)
      }),
    )
  })
})
