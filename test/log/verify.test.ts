import { beforeAll, describe, expect, test } from 'vitest'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { generateLogKey, readSigner } from '../../src/log/keys.ts'
import { signNote } from '../../src/log/note.ts'
import { encodeRecords, recordsPath } from '../../src/log/records.ts'
import { encodeBundle } from '../../src/log/tiles.ts'
import { rootFromTiles } from '../../src/log/tree.ts'
import { type LogVerification, verifyLog } from '../../src/log/verify.ts'
import { buildLog, changed, type MemoryLog, ORIGIN, readerOf } from './memory-log.ts'
import { sha256 } from './reference.ts'

let log: MemoryLog

beforeAll(async () => {
  log = await buildLog(700)
})

const verify = (which: MemoryLog, more: Partial<LogVerification> = {}) =>
  verifyLog({ source: which.source, vkey: which.vkey, hash: sha256, ...more })

/** Flips one bit of one byte of a file. */
const flip = (path: string, at: number) =>
  changed(log, ({ files }) => {
    const bytes = files.get(path)
    if (!bytes) throw new Error(`the log has ${path}`)
    bytes[at] = (bytes[at] ?? 0) ^ 1
  })

/** The file of the records of a bundle that begins there. */
const recordsOf = ({ records }: MemoryLog, first: number) =>
  encodeRecords(
    records
      .slice(first, first + 256)
      .flatMap((one, at) => (one ? [{ ...one, index: BigInt(first + at) }] : [])),
  )

/** Every entry is as long as the next: 72 bytes or so, after two of length. */
const entryStart = (path: string, place: number) => {
  const bytes = log.files.get(path) ?? new Uint8Array()
  let at = 0
  for (let n = 0; n < place; n += 1) at += 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
  return at
}

describe('a log as it should be', () => {
  test('is verified whole, with what was opened and what was withheld counted', async () => {
    const some = changed(log, ({ records }) => records.fill(null, 100, 300))
    const told: bigint[] = []
    const verdict = await verify(some, { origin: ORIGIN, onProgress: (done) => told.push(done) })
    expect(verdict).toEqual({
      size: 700n,
      root: log.root,
      opened: 500n,
      erased: 0n,
      withheld: 200n,
      problems: [],
      point: expect.objectContaining({ size: 700n }),
    })
    expect(told).toEqual([256n, 512n, 700n])
  })

  test('is verified when it is empty, of one entry, or of exactly one tile', async () => {
    for (const count of [0, 1, 255, 256, 257, 512]) {
      const verdict = await verify(await buildLog(count))
      expect(verdict).toMatchObject({ size: BigInt(count), opened: BigInt(count), problems: [] })
    }
  })

  test('is verified past 65,536 entries, where tiles have three levels', async () => {
    expect(await verify(await buildLog(66_000, 33_000))).toMatchObject({ size: 66_000n, problems: [] })
  })

  test('is verified against a checkpoint seen before, at any size', async () => {
    for (const size of [1n, 100n, 256n, 512n, 600n, 700n]) {
      const root = await rootFromTiles(sha256, readerOf(log.files), size)
      expect((await verify(log, { from: { size, root } })).problems).toEqual([])
    }
  })

  test('is verified when its narrow tiles have given way to the full ones', async () => {
    const grown = changed(log, ({ files }) => {
      for (const kind of ['0', 'entries']) {
        const path = `tile/${kind}/002.p/188`
        const narrow = files.get(path) ?? new Uint8Array()
        const filler =
          kind === '0'
            ? new Uint8Array(68 * 32)
            : Uint8Array.from({ length: 68 * 3 }, (_, at) => (at % 3 === 1 ? 1 : 0))
        files.set(`tile/${kind}/002`, new Uint8Array([...narrow, ...filler]))
        files.delete(path)
      }
    })
    const { paths: _paths, ...source } = grown.source
    expect((await verify({ ...grown, source })).problems).toEqual([])
  })
})

describe('a change of one byte names the entry', () => {
  test.each([
    ['the first', 0, 'tile/entries/000', 0],
    ['one in the middle', 300, 'tile/entries/001', 44],
    ['the last', 699, 'tile/entries/002.p/188', 187],
  ])('in the text of %s', async (_which, index, path, place) => {
    const start = entryStart(path, place)
    for (const at of [2, 20, 40, 60]) {
      const { problems } = await verify(flip(path, start + at))
      expect(problems.length).toBeGreaterThan(0)
      for (const problem of problems) expect(problem).toMatch(new RegExp(`^entry ${index}: `))
    }
  })

  test('in the length of an entry', async () => {
    for (const place of [0, 44, 255]) {
      for (const at of [0, 1]) {
        const { problems } = await verify(
          flip('tile/entries/001', entryStart('tile/entries/001', place) + at),
        )
        expect(problems.length).toBeGreaterThan(0)
        for (const problem of problems) expect(problem).toMatch(new RegExp(`^entry ${256 + place}: `))
      }
    }
  })

  test('in the leaf of an entry', async () => {
    for (const [path, place, index] of [
      ['tile/0/000', 17, 17],
      ['tile/0/002.p/188', 187, 699],
    ] as const) {
      const { problems } = await verify(flip(path, place * 32 + 5))
      expect(problems).toHaveLength(1)
      expect(problems[0]).toMatch(new RegExp(`^entry ${index}: `))
    }
  })

  test('in a file of records, or what is no text in it', async () => {
    const files = new Map(
      [0n, 1n, 2n].map((n) => [recordsPath(n, n < 2n ? 256 : 188), recordsOf(log, Number(n) * 256)]),
    )
    const inFiles = (path = '', change: (file: Buffer) => void = () => {}) => {
      const copy = Buffer.from(files.get(path) ?? [])
      change(copy)
      const recordsFile = async (asked: string) => (asked === path ? copy : (files.get(asked) ?? null))
      return verify({ ...log, source: { ...log.source, recordsFile } })
    }
    expect(await inFiles()).toMatchObject({ opened: 700n, problems: [] })
    const last = 'records/002.p/188'
    for (const [text, behind, problem] of [
      ['record 600\n', 0, /^entry 600: the record given for it/],
      ['\n600 10 ', 1, /^entry 600: .*cannot be read from records\/002\.p\/188/],
    ] as const) {
      const { problems, opened } = await inFiles(last, (file) => {
        const at = file.indexOf(text) + behind
        file.writeUInt8(file.readUInt8(at) ^ 1, at)
      })
      expect(problems).toContainEqual(expect.stringMatching(problem))
      expect(opened).toBeLessThan(700n)
    }
    // Whoever logs what is no text has logged no record.
    const salt = new Uint8Array(32).fill(9)
    const odd = Buffer.from([0xff, 0x41])
    const entry = Buffer.from(
      `despatch-entry/1\nread\n${Buffer.from(sha256(Buffer.concat([salt, odd]))).toString('base64')}\n`,
    )
    const path = 'tile/entries/000.p/1'
    const one = changed(await buildLog(1), ({ files: own }) => own.set(path, encodeBundle([entry])))
    const line = Buffer.from(`0 2 ${Buffer.from(salt).toString('base64')}\n`)
    const recordsFile = async () => Buffer.concat([line, odd, Buffer.from('\n')])
    const { problems, opened } = await verify({ ...one, source: { ...one.source, recordsFile } })
    expect(problems).toContainEqual(expect.stringMatching(/^entry 0: the record given for it/))
    expect(opened).toBe(0n)
  })

  test('in a record, or in its salt', async () => {
    const record = changed(log, ({ records }) => {
      records[17] = { salt: records[17]?.salt ?? new Uint8Array(), record: 'record 71' }
    })
    expect((await verify(record)).problems).toEqual([expect.stringMatching(/^entry 17: /)])
    const salt = changed(log, ({ records }) => {
      records[17] = { salt: new Uint8Array(32), record: 'record 17' }
    })
    expect(await verify(salt)).toMatchObject({
      opened: 699n,
      problems: [expect.stringMatching(/^entry 17: /)],
    })
  })
})

describe('a change elsewhere names the file', () => {
  test('of an upper tile', async () => {
    expect((await verify(flip('tile/1/000.p/2', 40))).problems).toEqual([
      expect.stringMatching(/^tile\/1\/000\.p\/2: /),
    ])
  })

  test('of the checkpoint, whatever byte it is', async () => {
    for (let at = 0; at < log.checkpoint.length; at += 1) {
      const other = log.checkpoint[at] === 'A' ? 'B' : 'A'
      const altered = changed(log, (copy) => {
        copy.checkpoint = copy.checkpoint.slice(0, at) + other + copy.checkpoint.slice(at + 1)
      })
      const verdict = await verify(altered)
      expect(verdict).toMatchObject({ size: null, root: null })
      expect(verdict.problems).toEqual([expect.stringMatching(/^checkpoint: /)])
    }
  })

  test('missing, whichever it is', async () => {
    const needed = [
      ['tile/entries/001', /^entry 256: tile\/entries\/001 is missing/],
      ['tile/entries/002.p/188', /^entry 512: tile\/entries\/002\.p\/188 is missing/],
      ['tile/0/000', /^tile\/0\/000: it is missing/],
      ['tile/0/002.p/188', /^tile\/0\/002\.p\/188: it is missing/],
      ['tile/1/000.p/2', /^tile\/1\/000\.p\/2: it is missing/],
    ] as const
    for (const [path, told] of needed) {
      const { problems } = await verify(changed(log, ({ files }) => files.delete(path)))
      expect(problems).toEqual([expect.stringMatching(told)])
    }
  })

  test('of a checkpoint that signs more than anybody could look for, of which nothing is there', async () => {
    const { signer, vkey } = await generateLogKey(ORIGIN)
    const size = 10n ** 15n
    const note = formatCheckpoint({ origin: ORIGIN, size, root: log.root })
    const checkpoint = await signNote(note, await readSigner(signer))
    const endless = { ...log, vkey, source: { ...log.source, checkpoint: async () => checkpoint } }
    // What there is is read: two whole bundles, and the narrow one is none of a log of that size.
    const { problems, point, opened } = await verify(endless)
    expect([problems, point, opened]).toEqual([
      [
        'tile/0/002: it is missing',
        'entry 512: tile/entries/002 is missing, and with it every entry to 767',
        `checkpoint: it signs ${size} entries, and from entry 512 on there is neither tile/entries/002 nor tile/0/002: nothing was read after that`,
      ],
      null,
      512n,
    ])
  })

  test('of another length', async () => {
    const short = changed(log, ({ files }) => files.set('tile/0/000', new Uint8Array(255 * 32)))
    expect((await verify(short)).problems).toEqual([
      expect.stringMatching(/^tile\/0\/000: it is 8160 bytes long/),
    ])
    const more = changed(log, ({ files }) =>
      files.set('tile/entries/000', new Uint8Array([...(files.get('tile/entries/000') ?? []), 0])),
    )
    expect((await verify(more)).problems).toEqual([expect.stringMatching(/^entry 255: something follows it/)])
  })

  test('that is a narrower tile of an earlier size, and not what the wider one begins with', async () => {
    for (const path of ['tile/0/000.p/100', 'tile/entries/001.p/44', 'tile/1/000.p/1']) {
      const narrow = log.files.get(path) ?? new Uint8Array()
      expect((await verify(flip(path, narrow.length - 1))).problems).toEqual([
        expect.stringMatching(`^${path}: the wider .* does not begin with it`),
      ])
      const short = changed(log, ({ files }) => files.set(path, narrow.slice(0, -1)))
      expect((await verify(short)).problems).toHaveLength(1)
    }
  })

  test('that does not belong', async () => {
    for (const path of [
      'tile/0/003',
      'tile/0/002.p/189',
      'tile/2/000.p/1',
      'tile/entries/002',
      'tile/0/0',
      'tile/notes.txt',
    ]) {
      const { problems } = await verify(changed(log, ({ files }) => files.set(path, new Uint8Array(32))))
      expect(problems).toEqual([expect.stringMatching(`${path}: it is no part`)])
    }
  })
})

describe('a log that was rewritten', () => {
  test('with tiles that follow from its entries still fails, because the signed root is another', async () => {
    const other = await buildLog(700)
    const { problems } = await verify(
      changed(other, (copy) => {
        copy.checkpoint = log.checkpoint
        copy.vkey = log.vkey
      }),
    )
    expect(problems).toEqual(['checkpoint: it signs another root than these entries have'])
  })

  test('and signed anew by its own key is found out by whoever kept a checkpoint', async () => {
    const { problems } = await verify(log, { from: { size: 300n, root: new Uint8Array(32) } })
    expect(problems).toEqual([expect.stringMatching(/^checkpoint: the first 300 entries are not those/)])
    const longer = await verify(log, { from: { size: 701n, root: log.root } })
    expect(longer.problems).toEqual([
      expect.stringMatching(/^checkpoint: the log has 700 entries and had 701/),
    ])
  })

  test('and signed by another key, or posing as another log, is not looked at', async () => {
    const other = await generateLogKey(ORIGIN)
    expect((await verify({ ...log, vkey: other.vkey })).problems).toEqual([
      expect.stringMatching(/^checkpoint: /),
    ])
    expect((await verify({ ...log, vkey: 'nonsense' })).problems).toEqual([
      expect.stringMatching(/^checkpoint: /),
    ])
    expect((await verify(log, { origin: 'elsewhere.test/log' })).problems).toEqual([
      expect.stringMatching(/^checkpoint: /),
    ])
  })

  test('wholly, is told in a hundred problems and not in a million', async () => {
    const wrecked = changed(log, ({ records }) => records.fill({ salt: new Uint8Array(32), record: 'x' }))
    expect((await verify(wrecked)).problems).toHaveLength(101)
  })
})
