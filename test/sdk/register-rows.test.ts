import { describe, expect, it } from 'vitest'
import { createRowSplitter } from '../../src/sdk/register-rows.ts'

/** The rows of a document that comes in pieces of so many bytes. */
function rowsOf(text: string, size: number): unknown[] {
  const splitter = createRowSplitter()
  const bytes = new TextEncoder().encode(text)
  const rows: unknown[] = []
  for (let at = 0; at < bytes.length; at += size) rows.push(...splitter.push(bytes.subarray(at, at + size)))
  splitter.end()
  return rows
}

describe('the register’s document, taken apart as it comes', () => {
  const rows = [{ a: '} ] { "', b: { c: ['\\', '"'], d: {} } }, {}, { marking: 'PROTECT – PERSONAL' }]

  it.each([1, 2, 7, 4_096])('gives the same rows in pieces of %d bytes', (size) => {
    expect(rowsOf(JSON.stringify({ rows }), size)).toEqual(rows)
    expect(
      rowsOf(`{ "rows" : [\n${rows.map((row) => JSON.stringify(row, null, 2)).join(' ,\n')}\n]}\n`, size),
    ).toEqual(rows)
    expect(rowsOf('{"rows":[]}', size)).toEqual([])
  })

  it.each([
    ['is broken off within a row', '{"rows":[{"a":1'],
    ['is broken off between two', '{"rows":[{"a":1},'],
    ['ends before it ends', '{"rows":[{"a":1}]'],
    ['has something after it', '{"rows":[]}{"rows":[]}'],
    ['is empty', ''],
    ['is a page of HTML', '<!doctype html><p>Sign in'],
    ['has another name', '{"lines":[{"a":1}]}'],
    ['lacks a comma', '{"rows":[{"a":1}{"a":2}]}'],
    ['has a row that is no object', '{"rows":[1]}'],
    ['has a row that is no JSON', '{"rows":[{a:1}]}'],
    ['has an endless row', `{"rows":[{"a":"${'x'.repeat(70_000)}"}]}`],
  ])('is refused when it %s', (_what, text) => {
    for (const size of [3, 100_000])
      expect(() => rowsOf(text, size)).toThrow('The register that came is not whole')
  })
})
