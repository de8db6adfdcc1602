import { describe, expect, it } from 'vitest'
import {
  ageOn,
  correspondingDay,
  dayAfter,
  hoursBetween,
  lastDayOf,
} from '../../../src/domain/orders/period.ts'

const months = (count: number) => ({ count, unit: 'months' as const })
const years = (count: number) => ({ count, unit: 'years' as const })

describe('a period of an order', () => {
  it.each([
    ['2010-03-01', months(12), '2011-02-28'],
    ['2011-03-01', months(12), '2012-02-29'],
    ['2010-03-15', years(2), '2012-03-14'],
    ['2012-02-29', months(12), '2013-02-28'],
    ['2012-02-29', years(4), '2016-02-28'],
    ['2010-01-31', months(1), '2010-02-28'],
    ['2010-12-01', months(1), '2010-12-31'],
    ['2010-11-30', months(3), '2011-02-28'],
    ['2010-01-01', years(1), '2010-12-31'],
    ['9999-06-01', years(1), '9999-12-31'],
  ])('that begins with %s and lasts %j ends with %s', (day, period, last) => {
    expect(lastDayOf(day, period)).toBe(last)
  })

  it('corresponds to the last day of a shorter month', () => {
    expect(correspondingDay('2010-08-31', months(6))).toBe('2011-02-28')
    expect(correspondingDay('2011-08-31', months(6))).toBe('2012-02-29')
    expect(correspondingDay('1900-01-31', months(1))).toBe('1900-02-28')
  })

  it('is followed by the next day, over months and years', () => {
    expect(['2010-02-28', '2012-02-28', '2010-12-31', '2010-04-30'].map(dayAfter)).toEqual([
      '2010-03-01',
      '2012-02-29',
      '2011-01-01',
      '2010-05-01',
    ])
  })

  it('in hours is counted on the clock of the place', () => {
    const at = (date: string, time: string) => ({ date, time })
    expect(hoursBetween(at('2026-06-19', '20:00'), at('2026-06-21', '20:00'))).toBe(48)
    expect(hoursBetween(at('2026-06-19', '20:00'), at('2026-06-19', '19:30'))).toBe(-0.5)
  })
})

describe('an age', () => {
  it.each([
    ['1994-04-01', '2010-03-31', 15],
    ['1994-04-01', '2010-04-01', 16],
    ['1992-02-29', '2010-02-28', 17],
    ['1992-02-29', '2010-03-01', 18],
  ])('of somebody born on %s is on %s in years: %i', (born, day, age) => {
    expect(ageOn(born, day)).toBe(age)
  })
})
