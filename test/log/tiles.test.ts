import { describe, expect, test } from 'vitest'
import {
  countTiles,
  decodeBundle,
  encodeBundle,
  parseTilePath,
  tilePath,
  tilesFor,
  tileWidth,
} from '../../src/log/tiles.ts'

describe('the path of a tile', () => {
  const paths: [number | 'entries', bigint, number, string][] = [
    [0, 0n, 256, 'tile/0/000'],
    [0, 0n, 1, 'tile/0/000.p/1'],
    [1, 999n, 255, 'tile/1/999.p/255'],
    [0, 1000n, 256, 'tile/0/x001/000'],
    [0, 1_234_067n, 256, 'tile/0/x001/x234/067'],
    ['entries', 1_234_067n, 8, 'tile/entries/x001/x234/067.p/8'],
    [0, 72_057_594_037_927_935n, 256, 'tile/0/x072/x057/x594/x037/x927/935'],
  ]
  test.each(paths)('of level %s, number %s, width %s is %s', (level, n, width, path) => {
    expect(tilePath(level, n, width)).toBe(path)
    expect(parseTilePath(path)).toEqual({ level, n, width })
  })

  test.each([
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/8/000',
    'tile/-1/000',
    'tile/0/001/000',
    'tile/0/x000/001',
    'tile/0/x001/x000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/257',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    '/tile/0/000',
    'tile/0/000/',
    'tile/entry/000',
    'tile/0/../000',
    'tile/00/000',
    'tile/0/000.p/1\n',
    '',
  ])('is never written %j', (path) => {
    expect(parseTilePath(path)).toBeNull()
  })
})

describe('the tiles of a log', () => {
  test('of 70,000 entries are those of the standard’s example', () => {
    const tiles = [...tilesFor(0n, 70_000n)]
    const of = (level: number | 'entries') => tiles.filter((tile) => tile.level === level)
    expect(of(0)).toHaveLength(274)
    expect(of('entries')).toHaveLength(274)
    expect(of(0).filter(({ width }) => width === 256)).toHaveLength(273)
    expect(of(0).at(-1)).toEqual({ level: 0, n: 273n, width: 112 })
    expect(of(1)).toEqual([
      { level: 1, n: 0n, width: 256 },
      { level: 1, n: 1n, width: 17 },
    ])
    expect(of(2)).toEqual([{ level: 2, n: 0n, width: 1 }])
    expect(of(3)).toEqual([])
  })

  test('that grow are only those that are new or wider, and never one that is empty', () => {
    const paths = (from: bigint, to: bigint) =>
      [...tilesFor(from, to)].map(({ level, n, width }) => tilePath(level, n, width))
    expect(paths(0n, 0n)).toEqual([])
    expect(paths(5n, 5n)).toEqual([])
    expect(paths(5n, 7n)).toEqual(['tile/entries/000.p/7', 'tile/0/000.p/7'])
    expect(paths(255n, 256n)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1'])
    expect(paths(256n, 257n)).toEqual(['tile/entries/001.p/1', 'tile/0/001.p/1'])
    expect(tileWidth(256n, 0, 1n)).toBe(0)
    for (const size of [0n, 1n, 255n, 256n, 257n, 65_536n, 70_000n])
      expect(countTiles(size)).toBe(BigInt(paths(0n, size).length))
    // Nobody asks for all of these.
    expect(countTiles(10n ** 15n)).toBeGreaterThan(10n ** 12n)
    expect(tilesFor(0n, 10n ** 15n).next().value).toEqual({ level: 'entries', n: 0n, width: 256 })
    expect(tileWidth(2n ** 64n - 1n, 7, 0n)).toBe(255)
  })
})

describe('an entry bundle', () => {
  test('gives back its entries, the empty and the longest included', () => {
    const entries = [new Uint8Array(), new Uint8Array(65_535).fill(7), Uint8Array.of(1, 2, 3)]
    const bundle = encodeBundle(entries)
    expect(bundle.length).toBe(3 * 2 + 65_535 + 3)
    expect(decodeBundle(bundle)).toEqual({ entries, complete: true })
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(RangeError)
    expect(() => encodeBundle(Array.from({ length: 257 }, () => new Uint8Array()))).toThrow(RangeError)
  })

  test('that is cut short or too long is read as far as it goes, and said to be so', () => {
    const bundle = encodeBundle([Uint8Array.of(1), Uint8Array.of(2, 3)])
    expect(decodeBundle(bundle.slice(0, -1))).toEqual({ entries: [Uint8Array.of(1)], complete: false })
    expect(decodeBundle(bundle.slice(0, 4))).toMatchObject({ complete: false })
    const full = encodeBundle(Array.from({ length: 256 }, () => Uint8Array.of(1)))
    expect(decodeBundle(new Uint8Array([...full, 0, 1, 1])).complete).toBe(false)
  })
})
