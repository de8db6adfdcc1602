import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { csvOf } from '../../src/sdk/csv.ts'

describe('lines as CSV', () => {
  it('keep a note of several lines in its cell, where nothing of it begins a line', () => {
    const csv = csvOf([
      ['note', 'n'],
      ['first\n=HYPERLINK("x")\rthird', 1],
    ])
    expect(parse(csv)).toEqual([
      ['note', 'n'],
      ['first\n=HYPERLINK("x")\rthird', '1'],
    ])
    expect(csv).toContain('"first\n')
  })

  it('hold no formula', () => {
    expect(csvOf([['=1+1', '-2']])).toBe("'=1+1,'-2\r\n")
  })
})
