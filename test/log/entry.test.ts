import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { entryText, opensEntry, parseEntry } from '../../src/log/entry.ts'
import { hashesBy } from '../../src/log/hashes.ts'
import { sha256 } from './reference.ts'

const salt = new Uint8Array(32).fill(3)
const record = '{"despatch":"manifest/1","note":"café"}'
const text = entryText(sha256, 'accepted', salt, record)

describe('an entry of the log', () => {
  test('commits to salt and record, and shows neither', () => {
    const commitment = createHash('sha256').update(salt).update(record, 'utf8').digest('base64')
    expect(text).toBe(`despatch-entry/1\naccepted\n${commitment}\n`)
  })

  test('is opened by its own salt and record alone', () => {
    const entry = parseEntry(text)
    if (!entry) throw new Error('the entry is read')
    expect(opensEntry(hashesBy(sha256), entry, salt, record)).toBe(true)
    expect(opensEntry(hashesBy(sha256), entry, salt, `${record} `)).toBe(false)
    expect(opensEntry(hashesBy(sha256), entry, new Uint8Array(32), record)).toBe(false)
    // One byte moved from the record to the salt gives the same SHA-256 and must still be refused.
    const longer = new Uint8Array([...salt, record.charCodeAt(0)])
    expect(opensEntry(hashesBy(sha256), entry, longer, record.slice(1))).toBe(false)
    expect(() => entryText(sha256, 'accepted', new Uint8Array(31), record)).toThrow(RangeError)
  })

  test.each([
    text.replace('accepted', 'invented'),
    text.replace('/1', '/2'),
    text.replace('=', ''),
    `${text}\n`,
    text.slice(0, -1),
    text.replaceAll('\n', '\r\n'),
    '',
  ])('is never written %j', (wrong) => {
    expect(parseEntry(wrong)).toBeNull()
  })
})
