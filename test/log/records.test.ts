import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  encodeRecords,
  findRecords,
  type GivenRecord,
  parseRecordsPath,
  recordsPath,
} from '../../src/log/records.ts'

const salt = fc.uint8Array({ minLength: 32, maxLength: 32 })
const text = fc.string({ unit: 'grapheme' })

/** What is found in a file of records, in the form in which it was written. */
const read = (bytes: Uint8Array, first: bigint, width: number) => {
  const { starts, ends, salts, fault } = findRecords(bytes, first, width)
  const found = Array.from(starts, (start, place): GivenRecord | null =>
    start === 0
      ? null
      : {
          index: first + BigInt(place),
          salt: salts.slice(place * 32, (place + 1) * 32),
          record: new TextDecoder().decode(bytes.subarray(start, ends[place])),
        },
  )
  return { found: found.filter((one) => one !== null), fault }
}

/** Records of some entries of a bundle. */
const given = fc
  .tuple(fc.bigInt(0n, 1_000_000n), fc.uniqueArray(fc.nat(255), { minLength: 1, maxLength: 20 }))
  .chain(([n, places]) =>
    fc.record({
      first: fc.constant(n * 256n),
      records: fc.tuple(
        ...places
          .toSorted((a, b) => a - b)
          .map((place) => fc.record({ index: fc.constant(n * 256n + BigInt(place)), salt, record: text })),
      ),
    }),
  )

test('records are found as they were written, whatever they say', () => {
  fc.assert(
    fc.property(given, ({ first, records }) => {
      expect(read(encodeRecords(records), first, 256)).toEqual({ found: records, fault: null })
    }),
  )
})

test('a file that is not as it is written is never taken for another one', () => {
  fc.assert(
    fc.property(given, fc.nat(), fc.nat(7), ({ first, records }, at, bit) => {
      const bytes = encodeRecords(records)
      const place = at % bytes.length
      bytes[place] = (bytes[place] ?? 0) ^ (1 << bit)
      const { found, fault } = read(bytes, first, 256)
      const decoded = { salt: found.map((one) => one.salt), index: found.map((one) => one.index) }
      // What is read without a fault is written so, to the byte: nothing has two spellings.
      if (fault === null && !found.some(({ record }) => record.includes('\ufffd')))
        expect(Buffer.compare(encodeRecords(found), bytes)).toBe(0)
      expect(decoded.index).toEqual([...new Set(decoded.index)])
    }),
  )
})

test('a file is at fault from the first record on that cannot stand there', () => {
  const one = (index: number, record = 'r') => ({
    ...{ index: BigInt(index), record },
    salt: new Uint8Array(32).fill(index),
  })
  const encoded = (...all: GivenRecord[]) => Buffer.from(encodeRecords(all)).toString('latin1')
  for (const [file, fault] of [
    ['', 0],
    [encoded(one(3), one(4)), null],
    [encoded(one(3), one(3)), 4],
    [encoded(one(4), one(3)), 5],
    [encoded(one(8)), 0],
    [encoded(one(3)).slice(0, -1), 0],
    [`${encoded(one(3))} `, 4],
    [encoded(one(3)).replace('3 1', '03 1'), 0],
    [encoded(one(3)).replace('3 1', '3 01'), 0],
    [encoded(one(3)).replace('3 1', '3 2'), 0],
    [encoded(one(3)).replace('3 1', '3  1'), 0],
    [encoded(one(3)).replace('=', ' '), 0],
    [encoded(one(7)), null],
  ] as const)
    expect(findRecords(Buffer.from(file, 'latin1'), 0n, 8).fault, file).toBe(fault)
  expect(() => encodeRecords([{ index: 0n, salt: new Uint8Array(31), record: '' }])).toThrow('32 bytes')
})

test('a file of records is called like the bundle of their entries', () => {
  expect(recordsPath(1067n, 256)).toBe('records/x001/067')
  expect(recordsPath(4n, 3)).toBe('records/004.p/3')
  expect(parseRecordsPath('records/x001/067')).toEqual({ level: 'entries', n: 1067n, width: 256 })
  for (const path of ['records/1.json', 'records/4', 'tile/entries/004', 'records/../004'])
    expect(parseRecordsPath(path)).toBeNull()
})
