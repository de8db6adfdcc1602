import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { createFrontier } from '../../src/log/frontier.ts'
import type { VerifiedPoint } from '../../src/sdk/verify-log.ts'
import { createArchive } from '../../src/web/log-worker/archive.ts'
import { filesOfArchive } from '../../src/web/log-worker/zip-files.ts'
import { fieldsOfMonth, monthsBefore, monthTyped } from '../../src/web/month.ts'
import { askedIn, addressOf as refusalsAddress, refusalsTyped } from '../../src/web/pages/refusals/asked.ts'
import { addressOf, filtersIn } from '../../src/web/pages/register/address.ts'
import { readTree, writeTree } from '../../src/web/worker/audit/kept-tree.ts'
import { filesOfZip } from '../../src/web/worker/audit/unzip.ts'
import { zipOf } from '../../src/web/worker/audit/zip.ts'
import { sha256 } from '../log/reference.ts'
import { keptInMemory } from './kept-in-memory.ts'

describe('a month', () => {
  it.each([
    ['3', '2010', '2010-03'],
    ['12', '2010', '2010-12'],
    ['13', '2010', undefined],
    ['0', '2010', undefined],
    ['3', '10', undefined],
    ['', '', undefined],
  ])('typed as %s %s is %s', (month, year, expected) => {
    expect(monthTyped({ since: [month], 'since-year': [year] }, 'since')).toBe(expected)
  })

  it('is typed back as it was, and counted back over the end of a year', () => {
    expect(monthTyped(fieldsOfMonth('since', '2010-03'), 'since')).toBe('2010-03')
    expect(monthsBefore(new Date('2010-02-28T12:00:00Z'), 3)).toBe('2009-11')
  })
})

describe('the filters of the register', () => {
  it('are in the address what they were, and what else stands there is left', () => {
    const filters = { mailbox: 'asb.team@liverpool.gcsx.gov.test', marking: 'PROTECT – PERSONAL' }
    const address = addressOf('/register', filters, 'next')
    const query = Object.fromEntries(new URLSearchParams(address.split('?')[1]))
    expect(query.after).toBe('next')
    expect(filtersIn({ ...query, show: 'all' })).toEqual(filters)
    expect(addressOf('/register', {})).toBe('/register')
  })
})

describe('what a browser keeps of a verified log', () => {
  const frontier = createFrontier(sha256)
  const kept = keptInMemory()
  const point: VerifiedPoint = {
    ...{ size: 0n, root: frontier.root(), edge: frontier.edge() },
    ...{ opened: 7n, erased: 1n, withheld: 0n },
  }

  it('is its tree alone, for the key that it was verified by', async () => {
    await writeTree(kept, 'key', point, '2010-03-01T09:00:00.000Z')
    expect(await readTree(kept, 'key')).toEqual({
      at: '2010-03-01T09:00:00.000Z',
      after: { ...point, opened: 0n, erased: 0n },
    })
    expect(await readTree(kept, 'another key')).toBeNull()
  })

  it.each(['', 'no JSON', '{}', '{"logKey":"key","at":"2010-03-01T09:00:00.000Z","tree":{"size":"1"}}'])(
    'and nothing where it is damaged: %s',
    async (text) => {
      await kept.set({ 'verified tree': text })
      expect(await readTree(kept, 'key')).toBeNull()
    },
  )
})

describe('the archive of a report', () => {
  const limits = { files: 4, bytes: 100_000 }
  const files = {
    'review.json': strToU8('{}'),
    'proofs/1.tlog-proof': new Uint8Array(40_000).fill(7),
    empty: strToU8(''),
  }
  const read = (archive: Uint8Array) => filesOfZip(archive, limits)

  it('has the files that were put in, whoever made it, with or without a folder around them', async () => {
    const own = zipOf(
      Object.entries(files).map(([path, bytes]) => ({ path, bytes })),
      new Date('2026-11-23T10:00:00Z'),
    )
    for (const archive of [
      new Uint8Array(await own.arrayBuffer()),
      zipSync(files, { level: 0 }),
      zipSync({ report: files }),
    ])
      expect(Object.fromEntries(read(archive))).toEqual(files)
  })

  it('is no larger than any report, whatever it says of itself', () => {
    const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, strToU8(name)]))
    expect(() => read(zipSync(many))).toThrow('more files than any report')
    const bomb = zipSync({ 'review.json': new Uint8Array(20_000_000) })
    expect(() => read(bomb)).toThrow('longer together than those of any are')
    // It says that it is small: its length in the header of the file, and in the directory at the end.
    const view = new DataView(bomb.buffer)
    view.setUint32(22, 10, true)
    expect(() => read(bomb)).toThrow('longer together than those of any are')
  })

  it('is refused where it breaks off, is damaged, is none, or has a file twice', () => {
    const whole = zipSync(files)
    expect(() => read(new Uint8Array())).toThrow('is no archive')
    expect(() => read(strToU8('<p>A page, and no archive of anything.</p>'))).toThrow('is no archive')
    expect(() => read(whole.subarray(0, 60))).toThrow('is no archive')
    const damaged = zipSync({ 'review.json': new Uint8Array(40_000).map((_, at) => at * at) })
    damaged.fill(255, 60, 200)
    expect(() => read(damaged)).toThrow('is no archive')
    const twice = Buffer.concat([zipSync({ a: strToU8('1') }), zipSync({ a: strToU8('2') })])
    expect(() => read(twice)).toThrow('has a twice')
  })
})

describe('the archive of an export', () => {
  const at = new Date('2026-11-23T10:00:00Z')

  it('is given on part by part, and has every file', async () => {
    const parts: Blob[] = []
    const archive = createArchive(async (part) => void parts.push(part), at)
    // What cannot be made smaller: the parts come as it grows.
    const noise = () => crypto.getRandomValues(new Uint8Array(50_000))
    const files = Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`tile/${n}`, noise()]))
    for (const [path, bytes] of Object.entries(files)) await archive.add(path, bytes)
    expect(parts).toHaveLength(1)
    const { bytes } = await archive.end()
    const whole = new Uint8Array(await new Blob(parts).arrayBuffer())
    expect(bytes).toBe(whole.length)
    expect(unzipSync(whole)).toEqual(files)
  })

  it.each([
    ['files', { files: 3, bytes: 10_000 }],
    ['bytes', { files: 10, bytes: 160 }],
  ])('has no more %s than an archive can', async (_what, limits) => {
    const archive = createArchive(async () => undefined, at, limits)
    for (const path of ['1', '2', '3']) await archive.add(path, strToU8(path))
    await expect(archive.add('4', strToU8('4'))).rejects.toThrow('too large for one archive')
  })
})

describe('an export in an archive', () => {
  const files = {
    checkpoint: strToU8('a note'),
    'tile/0/000': new Uint8Array(8_192).fill(7),
    'trust/checkpoint': strToU8('another note'),
  }
  const inArchive = (bytes: Uint8Array) => filesOfArchive(new Blob([bytes as Uint8Array<ArrayBuffer>]))
  const opened = async (bytes: Uint8Array) => {
    const own = await inArchive(bytes)
    const paths: string[] = []
    for await (const path of own.paths('.')) paths.push(path)
    return Object.fromEntries(
      await Promise.all(paths.map(async (path) => [path, await own.read(path, 10_000)])),
    )
  }

  it('is read where it lies, however it was packed, with or without a folder around it', async () => {
    const parts: Blob[] = []
    const streamed = createArchive(async (part) => void parts.push(part), new Date('2026-11-23T10:00:00Z'))
    for (const [path, bytes] of Object.entries(files)) await streamed.add(path, bytes)
    await streamed.end()
    for (const archive of [
      new Uint8Array(await new Blob(parts).arrayBuffer()),
      zipSync(files),
      zipSync(files, { level: 0 }),
      zipSync({ export: files }),
    ])
      expect(await opened(archive)).toEqual(files)
    const own = await inArchive(zipSync(files))
    expect([await own.has('trust'), await own.has('records'), await own.read('none', 10)]).toEqual([
      true,
      false,
      null,
    ])
  })

  it('has no file that is longer than is asked for, whatever it says of itself', async () => {
    const bomb = zipSync({ checkpoint: new Uint8Array(20_000_000) })
    const read = async () => (await inArchive(bomb)).read('checkpoint', 64 * 1024)
    await expect(read()).rejects.toThrow('checkpoint is longer than such a file can be')
    const end = Buffer.from(bomb).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    for (const at of [22, end + 24]) new DataView(bomb.buffer).setUint32(at, 10, true)
    await expect(read()).rejects.toThrow('checkpoint is longer than such a file can be')
  })

  it('is looked through in time that follows its length, whatever its files are called', async () => {
    const paths = Array.from({ length: 20 }, (_, n) => `${n}${'/__MACOSX/'.repeat(6_000)}\n`)
    const archive = zipSync(Object.fromEntries(paths.map((path) => [path, new Uint8Array()])))
    // Of the processor, since others may be at work on it.
    const before = process.cpuUsage()
    await inArchive(archive)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(1000)
  })

  it('is refused where it is none, breaks off, is damaged, or says two things of a file', async () => {
    const whole = zipSync(files)
    for (const part of [new Uint8Array(), strToU8('a page'), whole.subarray(0, 200), whole.subarray(40)])
      await expect(opened(part)).rejects.toThrow(/no archive|damaged/)
    const renamed = new Uint8Array(whole)
    renamed.set(strToU8('Checkpoint'), 30)
    await expect(opened(renamed)).rejects.toThrow('calls checkpoint something else')
    const twice = zipSync({ 'tile/1': strToU8('1'), 'tile/2': strToU8('2') })
    const bytes = Buffer.from(twice)
    for (let at = bytes.indexOf('tile/2'); at >= 0; at = bytes.indexOf('tile/2', at))
      bytes.write('tile/1', at)
    await expect(opened(bytes)).rejects.toThrow('has tile/1 twice')
  })
})

describe('what is asked of the refusals', () => {
  it('is in the address what was typed, or is told at its field', () => {
    const typed = { rule: ['d3'], since: ['1'], 'since-month': ['3'], 'since-year': ['2010'] }
    const { asked, faults } = refusalsTyped(typed)
    expect([asked, faults]).toEqual([{ rule: 'D3', since: '2010-03-01' }, []])
    expect(refusalsAddress(asked)).toBe('/refusals?rule=D3&since=2010-03-01')
    expect(askedIn({ rule: 'D3', since: '2010-03-01', name: 'anna' })).toEqual(asked)
    expect(
      refusalsTyped({ rule: ['any'], until: ['31'], 'until-month': ['2'], 'until-year': ['2010'] }).faults,
    ).toEqual([
      { field: 'rule', message: expect.stringContaining('such as D3') },
      { field: 'until', message: expect.stringContaining('a real day') },
    ])
    expect(
      refusalsTyped({ ...typed, until: ['1'], 'until-month': ['2'], 'until-year': ['2010'] }).faults,
    ).toEqual([{ field: 'until', message: 'The last day must be the first day or later' }])
  })
})
