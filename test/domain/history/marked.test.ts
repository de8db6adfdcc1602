import { describe, expect, it } from 'vitest'
import { createBits } from '../../../src/domain/history/bits.ts'
import { createDays, dayNumber, dayNumbered } from '../../../src/domain/history/days.ts'
import { createNames } from '../../../src/domain/history/names.ts'

describe('marked entries', () => {
  it('are counted, told in order, and kept as text', () => {
    const bits = createBits()
    for (const index of [9, 0, 7, 9, 8191, 8192, 20_000]) bits.set(index)
    expect([bits.count(), bits.first(3), bits.first(9)]).toEqual([
      6,
      [0, 7, 9],
      [0, 7, 9, 8191, 8192, 20_000],
    ])
    bits.clear(7)
    bits.clear(7)
    bits.clear(30_000)
    expect([bits.count(), bits.first(2), bits.has(7), bits.has(8)]).toEqual([5, [0, 9], false, false])
    const again = createBits(bits.text())
    expect([again.count(), again.first(9), again.text()]).toEqual([
      5,
      [0, 9, 8191, 8192, 20_000],
      bits.text(),
    ])
    expect(createBits().text()).toBe('')
    expect(createBits('0102').first(9)).toEqual([0, 9])
    expect(createBits('').first(1)).toEqual([])
  })

  it('are many: more than it began with room for', () => {
    const bits = createBits()
    for (let index = 0; index < 9000; index += 1) bits.set(index)
    expect([bits.count(), createBits(bits.text()).count()]).toEqual([9000, 9000])
  })
})

describe('days of entries', () => {
  it('are those that were set, in however many entries, and kept by their day', () => {
    const days = createDays()
    for (const [index, day] of [
      [3, 10],
      [5, 10],
      [1023, 20],
      [1024, 10],
      [5000, 20],
    ] as const)
      days.set(index, day)
    expect(days.keep()).toEqual([
      [10, [3, 2, 1019]],
      [20, [1023, 3977]],
    ])
    days.clear(5)
    days.clear(9_000_000)
    expect([3, 5, 1023, 1024, 5000, 9_000_000].map(days.at)).toEqual([10, 0, 20, 10, 20, 0])
    expect(createDays(days.keep()).keep()).toEqual(days.keep())
  })

  it('are counted from 1970 to 2149', () => {
    expect(
      ['1970-01-01', '1970-01-02', '2010-03-01', '1960-01-01', '9999-01-01', 'soon'].map(dayNumber),
    ).toEqual([0, 1, 14_669, 0, 65_535, 0])
    expect(dayNumbered(14_669)).toBe('2010-03-01')
  })
})

describe('the names that a log had', () => {
  const gone = (number: number) =>
    JSON.stringify({ despatch: 'continued/1', log: `example.test/log/${number}` })

  it('are its first until it goes on under another, whose number is higher', () => {
    const names = createNames()
    expect([names.fits('example.test/log', 5n), names.fits('example.test/log/2', 5n)]).toEqual([true, false])
    expect(names.goOn(10n, gone(3))).toBe(true)
    expect([9n, 10n, 11n].map((index) => names.fits('example.test/log', index))).toEqual([true, false, false])
    expect([names.fits('example.test/log/2', 9n), names.fits('example.test/log/3', 11n)]).toEqual([
      true,
      true,
    ])
    expect(names.fits('example.test/log/4', 11n)).toBe(false)
    expect(names.goOn(20n, gone(3))).toBe(false)
    expect(createNames(names.keep()).keep()).toEqual(names.keep())
  })

  it('are not known behind an entry that was not given', () => {
    const names = createNames()
    expect(names.goOn(10n, null)).toBe(true)
    expect(names.keep()).toEqual([{ entry: '10', least: 2, isKnown: false }])
    expect([names.fits('example.test/log', 10n), names.fits('example.test/log/9', 11n)]).toEqual([
      false,
      true,
    ])
  })

  it.each(['{', '7', 'null', '{}', '{"despatch":"continued/1"}', '{"log":"example.test/log/2"}', gone(1)])(
    'are not told by %s',
    (record) => {
      expect(createNames().goOn(1n, record)).toBe(false)
    },
  )

  it('are not told by another statement, or by what is no text', () => {
    for (const record of [
      { despatch: 'continued/2', log: 'example.test/log/2' },
      { despatch: 'continued/1', log: 2 },
    ])
      expect(createNames().goOn(1n, JSON.stringify(record))).toBe(false)
  })
})
