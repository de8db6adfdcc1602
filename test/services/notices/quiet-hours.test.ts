import { describe, expect, it } from 'vitest'
import { isZone } from '../../../src/domain/time-zone.ts'
import { quietUntil } from '../../../src/services/notices/quiet-hours.ts'

const NIGHT = { from: '19:00', until: '07:30' }
const LUNCH = { from: '12:00', until: '13:00' }

const end = (now: string, hours = NIGHT, zone = 'Europe/London') =>
  quietUntil(new Date(now), hours, zone)?.toISOString() ?? null

describe('quiet hours', () => {
  it.each([
    ['before noon', '2010-01-04T11:59:59Z', null],
    ['at their beginning', '2010-01-04T12:00:00Z', '2010-01-04T13:00:00.000Z'],
    ['at their last second', '2010-01-04T12:59:59.999Z', '2010-01-04T13:00:00.000Z'],
    ['at their end', '2010-01-04T13:00:00Z', null],
  ])('within a day: %s', (_, now, until) => {
    expect(end(now, LUNCH)).toBe(until)
  })

  it.each([
    ['in the evening', '2010-01-04T18:59:00Z', null],
    ['before midnight', '2010-01-04T23:59:59Z', '2010-01-05T07:30:00.000Z'],
    ['at midnight', '2010-01-05T00:00:00Z', '2010-01-05T07:30:00.000Z'],
    ['in the morning', '2010-01-05T07:29:59Z', '2010-01-05T07:30:00.000Z'],
    ['after', '2010-01-05T07:30:00Z', null],
    ['over a month’s end', '2010-02-28T22:00:00Z', '2010-03-01T07:30:00.000Z'],
  ])('over midnight: %s', (_, now, until) => {
    expect(end(now)).toBe(until)
  })

  it('are those of the clock on the wall, in summer and elsewhere', () => {
    expect(end('2010-07-01T18:30:00Z')).toBe('2010-07-02T06:30:00.000Z')
    expect(end('2010-07-01T06:45:00Z')).toBe(null)
    expect(end('2010-01-04T14:00:00Z', NIGHT, 'Asia/Kathmandu')).toBe('2010-01-05T01:45:00.000Z')
  })

  it('end at the time that was asked for when the clocks go forward or back in between', () => {
    // 28 March 2010, 01:00 GMT is 02:00 BST; 31 October 2010, 02:00 BST is 01:00 GMT.
    expect(end('2010-03-27T20:00:00Z')).toBe('2010-03-28T06:30:00.000Z')
    expect(end('2010-03-28T06:29:00Z')).toBe('2010-03-28T06:30:00.000Z')
    expect(end('2010-10-30T20:00:00Z')).toBe('2010-10-31T07:30:00.000Z')
    expect(end('2010-10-31T07:29:00Z')).toBe('2010-10-31T07:30:00.000Z')
  })

  it('end soon after when their end is in the hour that does not exist', () => {
    const until = end('2010-03-28T00:30:00Z', { from: '22:00', until: '01:30' })
    expect(until).toBe('2010-03-28T01:30:00.000Z')
    expect(end('2010-03-28T01:30:00Z', { from: '22:00', until: '01:30' })).toBe(null)
  })

  it('are over when it is looked again, all through the two nights and in every direction', () => {
    for (const night of ['2010-03-27T12:00:00Z', '2010-10-30T12:00:00Z']) {
      for (const zone of ['Europe/London', 'America/New_York', 'Australia/Lord_Howe']) {
        for (const hours of [NIGHT, { from: '22:00', until: '01:30' }, { from: '01:15', until: '01:45' }]) {
          for (let minute = 0; minute < 24 * 60; minute += 23) {
            let now = new Date(Date.parse(night) + minute * 60_000)
            let looks = 0
            for (let until = quietUntil(now, hours, zone); until; until = quietUntil(now, hours, zone)) {
              expect(until.getTime()).toBeGreaterThan(now.getTime())
              now = until
              looks++
            }
            expect(looks).toBeLessThanOrEqual(2)
          }
        }
      }
    }
  })
})

it('a zone is one that there is', () => {
  expect(['Europe/London', 'UTC', 'Asia/Kathmandu'].every(isZone)).toBe(true)
  expect(['Europe/Atlantis', 'Europe/London; drop table', ''].some(isZone)).toBe(false)
})
