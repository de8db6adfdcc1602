import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { brotliDecompressSync, constants, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { blocksOfTable } from './leveldb-table.ts'

/** Looks for telling words in octets, however they may stand there. */

/** Something that was found: what, as what, and where. */
export type Found = { word: string; as: string; where: string }

/** Octets to be searched, and what they are called when something is found there. */
export type Place = { where: string; octets: Buffer }

type Needle = { word: string; as: string; text: string; anyCase: boolean }

/** The forms in which a word is looked for; short ones would be found in any noise. */
function needlesOf(word: string): Needle[] {
  if (word.length < 7) throw new Error(`${word} is too short to be looked for`)
  const anyCase = (as: string, text: string) => ({ word, as, text: text.toLowerCase(), anyCase: true })
  const forms: Needle[] = [
    anyCase('UTF-8', Buffer.from(word).toString('latin1')),
    anyCase('UTF-16LE', Buffer.from(word, 'utf16le').toString('latin1')),
    anyCase('URL', encodeURIComponent(word)),
    anyCase('form', encodeURIComponent(word).replaceAll('%20', '+')),
    anyCase('hex', Buffer.from(word).toString('hex')),
  ]
  for (const cased of new Set([word, word.toLowerCase(), word.toUpperCase()]))
    for (const skipped of [0, 1, 2]) {
      const text = insideBase64(cased, skipped)
      const as = `base64 at ${skipped}`
      forms.push({ word, as, text, anyCase: false })
      const url = text.replaceAll('+', '-').replaceAll('/', '_')
      if (url !== text) forms.push({ word, as, text: url, anyCase: false })
    }
  return forms.filter(({ text }, at) => forms.findIndex((one) => one.text === text) === at)
}

/** The characters of Base64 that depend on the word alone, where so many octets stand before it in its group of three. */
function insideBase64(word: string, skipped: number): string {
  const octets = Buffer.concat([Buffer.alloc(skipped), Buffer.from(word)])
  const text = octets.toString('base64')
  return text.slice(Math.ceil((skipped * 8) / 6), Math.floor((octets.length * 8) / 6))
}

/** @returns where any of the words stands in any of the places */
export function searchFor(words: readonly string[], places: readonly Place[]): Found[] {
  const needles = words.flatMap(needlesOf)
  return places.flatMap(({ where, octets }) => {
    const text = octets.toString('latin1')
    const lower = text.toLowerCase()
    return needles
      .filter((needle) => (needle.anyCase ? lower : text).includes(needle.text))
      .map(({ word, as }) => ({ word, as, where }))
  })
}

/** Every file of a browser's profile as it lies there, and what stands compressed or in pieces in it. */
export async function placesOfProfile(folder: string): Promise<Place[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  )
  const places: Place[] = []
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name)
    const where = relative(folder, path)
    const octets = await readFile(path)
    // A name of a file may be as telling as what is in it.
    places.push({ where: 'the names of the files', octets: Buffer.from(where) }, { where, octets })
    const of = (part: string, inside: Buffer[]) =>
      places.push(...inside.map((one) => ({ where: `${where} (${part})`, octets: one })))
    of('unpacked', unpacked(octets))
    if (name.endsWith('.ldb')) of('table', blocksOfTable(octets))
    if (octets.subarray(0, 15).toString() === 'SQLite format 3') of('rows', [rowsOf(path)])
    if (octets.length > 24 && octets.readBigUInt64LE() === CACHE_ENTRY) of('cached', cachedBody(octets))
  }
  return places
}

/** Everything that went over a wire, and the bodies of its messages without chunks and compression. */
export const placesOfWire = (recorded: readonly Buffer[]): Place[] =>
  recorded.flatMap((octets, at) => [
    { where: `connection ${at >> 1}`, octets },
    ...bodiesOf(octets).map((body) => ({ where: `a body of connection ${at >> 1}`, octets: body })),
  ])

/** The bodies of the HTTP/1.1 messages that went one way over a connection (RFC 9112 §6). */
export function bodiesOf(stream: Buffer): Buffer[] {
  const bodies: Buffer[] = []
  for (let at = 0; at < stream.length; ) {
    const end = stream.indexOf('\r\n\r\n', at)
    if (end < 0) break
    const head = stream.subarray(at, end).toString('latin1')
    const field = (name: string) => new RegExp(`^${name}: *(.*?)\\r?$`, 'im').exec(head)?.[1]?.toLowerCase()
    at = end + 4
    let body: Buffer
    if (field('transfer-encoding') === 'chunked') {
      const pieces: Buffer[] = []
      for (;;) {
        const line = stream.indexOf('\r\n', at)
        const size = line < 0 ? Number.NaN : Number.parseInt(stream.subarray(at, line).toString(), 16)
        if (Number.isNaN(size)) break
        pieces.push(stream.subarray(line + 2, line + 2 + size))
        at = line + 4 + size
        if (size === 0) break
      }
      body = Buffer.concat(pieces)
    } else {
      const length = /^HTTP\/1\.1 (204|304) /.test(head) ? 0 : Number(field('content-length') ?? 0)
      body = stream.subarray(at, at + length)
      at += length
    }
    if (body.length > 0) bodies.push(decoded(body, field('content-encoding')))
  }
  return bodies
}

const PARTIAL = { finishFlush: constants.Z_SYNC_FLUSH }
const PARTIAL_BROTLI = { finishFlush: constants.BROTLI_OPERATION_FLUSH }

function decoded(body: Buffer, coding: string | undefined): Buffer {
  if (coding === 'gzip') return gunzipSync(body, PARTIAL)
  if (coding === 'deflate') return inflateSync(body, PARTIAL)
  if (coding === 'br') return brotliDecompressSync(body, PARTIAL_BROTLI)
  if (coding === 'zstd') return zstdDecompressSync(body)
  if (coding !== undefined) throw new Error(`nobody here reads ${coding}`)
  return body
}

const GZIP = Buffer.from([0x1f, 0x8b, 0x08])

/** What stands within as gzip. */
function unpacked(octets: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let at = octets.indexOf(GZIP); at >= 0; at = octets.indexOf(GZIP, at + 1))
    found.push(...attempt(() => gunzipSync(octets.subarray(at), PARTIAL)))
  return found
}

/** The first eight octets of a file of Chromium's simple cache. */
const CACHE_ENTRY = 0xfcfb6d1ba7725c30n

/** The body of a cached answer, which is kept as it came; Brotli has no mark of its own by which to find it. */
function cachedBody(octets: Buffer): Buffer[] {
  const body = octets.subarray(24 + octets.readUInt32LE(12))
  return attempt(() => brotliDecompressSync(body, PARTIAL_BROTLI))
}

function attempt(unpack: () => Buffer): Buffer[] {
  try {
    return [unpack()]
  } catch {
    return []
  }
}

/** All values of all tables: a long one is in pieces over the pages of the file. */
function rowsOf(path: string): Buffer {
  const database = new DatabaseSync(path, { readOnly: true })
  const values: Buffer[] = []
  try {
    for (const { name } of database.prepare("select name from sqlite_master where type = 'table'").all()) {
      const every = database.prepare(`select * from "${String(name)}"`)
      every.setReadBigInts(true)
      for (const row of every.all())
        for (const value of Object.values(row))
          if (typeof value === 'string' || value instanceof Uint8Array)
            values.push(Buffer.from(value as string))
    }
  } finally {
    database.close()
  }
  return Buffer.concat(values.flatMap((value) => [value, Buffer.from('\n')]))
}
