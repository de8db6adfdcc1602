import { Inflate } from 'fflate'
import { ClientError } from '../../sdk/errors.ts'
import type { ExportFiles } from '../../sdk/export-files.ts'

/** Records of an archive by which it is read (APPNOTE 6.3, 4.3.7, 4.3.12 and 4.3.16), each with its length without what is variable. */
const LOCAL = { signature: 0x04034b50, bytes: 30 }
const CENTRAL = { signature: 0x02014b50, bytes: 46 }
const END = { signature: 0x06054b50, bytes: 22 }
/** The comment that may follow the end, and the greatest value of a field of two bytes, which says that it stands elsewhere. */
const MOST_COMMENT = 65_535
const ELSEWHERE = 65_535

/** What its directory may come to: paths of an export are short. Bytes. */
const MOST_DIRECTORY = 32 * 1024 * 1024
/** What is read beyond a file’s name and content, for what stands between them; where that is more, it is read again. Bytes. */
const SPARE = 256
/** A compressed file is unpacked in pieces of this size, so that it is counted before it can become much: bytes. */
const PIECE = 16 * 1024

const [STORED, DEFLATED] = [0, 8]

/** What else lies in an archive that somebody made of the folder, and is not of it. */
const isBeside = (name: string): boolean =>
  `/${name}`.includes('/__MACOSX/') || `/${name}`.endsWith('/.DS_Store')

type Entry = { name: string; method: number; packed: number; at: number }

/**
 * The files of an archive that somebody made of an export, read where they lie: none of it is held but its directory. Whoever made it
 * may be anybody: no file of it becomes longer than is asked for, whatever it says of its sizes; none is there twice, and each is
 * called the same in both of its places, so that whatever unpacks it comes to the same files. A single folder around all is left out.
 *
 * @throws ClientError for what is no archive, or one that is not read here
 */
export async function filesOfArchive(archive: Blob): Promise<ExportFiles> {
  const entries = withoutFolder(await directoryOf(archive))
  const paths = [...entries.keys()]
  return {
    async read(path, limit) {
      const entry = entries.get(path)
      return entry ? contentOf(archive, entry, limit) : null
    },
    has: async (name) => paths.some((path) => path.startsWith(`${name}/`)),
    async *paths(below) {
      for (const path of paths) if (below === '.' || path.startsWith(`${below}/`)) yield path
    },
  }
}

async function directoryOf(archive: Blob): Promise<Map<string, Entry>> {
  const tail = await viewOf(archive, Math.max(0, archive.size - END.bytes - MOST_COMMENT), archive.size)
  let end = tail.byteLength - END.bytes
  while (end >= 0 && tail.getUint32(end, true) !== END.signature) end -= 1
  if (end < 0) throw noArchive()
  const count = tail.getUint16(end + 10, true)
  const [bytes, from] = [tail.getUint32(end + 12, true), tail.getUint32(end + 16, true)]
  if (count === ELSEWHERE || bytes > MOST_DIRECTORY || from + bytes > archive.size)
    throw new ClientError('The archive is larger than one that is read here, or it is damaged.')
  const view = await viewOf(archive, from, from + bytes)
  const entries = new Map<string, Entry>()
  let at = 0
  for (let n = 0; n < count; n += 1) {
    if (at + CENTRAL.bytes > bytes || view.getUint32(at, true) !== CENTRAL.signature) throw noArchive()
    const nameBytes = view.getUint16(at + 28, true)
    const name = nameIn(view, at + CENTRAL.bytes, nameBytes)
    const [method, packed] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true)]
    if ((view.getUint16(at + 8, true) & 1) !== 0)
      throw new ClientError('The archive is locked by a password. Unlock it, and pack it again without one.')
    if (!name.endsWith('/') && !isBeside(name)) {
      if (entries.has(name)) throw new ClientError(`The archive has ${name} twice.`)
      entries.set(name, { name, method, packed, at: view.getUint32(at + 42, true) })
    }
    at += CENTRAL.bytes + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

async function contentOf(
  archive: Blob,
  { name, method, packed, at }: Entry,
  limit: number,
): Promise<Uint8Array> {
  // What cannot be made smaller becomes a little longer.
  if (packed > limit + limit / 64 + 1024) throw tooLong(name)
  const most = at + LOCAL.bytes + new TextEncoder().encode(name).length + SPARE + packed
  let view = await viewOf(archive, at, most)
  if (view.byteLength < LOCAL.bytes || view.getUint32(0, true) !== LOCAL.signature) throw noArchive()
  const nameBytes = view.getUint16(26, true)
  const begins = LOCAL.bytes + nameBytes + view.getUint16(28, true)
  if (begins + packed > view.byteLength) view = await viewOf(archive, at, at + begins + packed)
  if (begins + packed > view.byteLength) throw noArchive()
  if (nameIn(view, LOCAL.bytes, nameBytes) !== name)
    throw new ClientError(`The archive calls ${name} something else in another place.`)
  const bytes = new Uint8Array(view.buffer, begins, packed)
  if (method === DEFLATED) return inflated(bytes, name, limit)
  if (method !== STORED)
    throw new ClientError(
      'The archive is packed in a way that is not read here. Pack it again as a plain zip.',
    )
  if (bytes.length > limit) throw tooLong(name)
  return bytes
}

function inflated(packed: Uint8Array, name: string, limit: number): Uint8Array {
  const pieces: Uint8Array[] = []
  let length = 0
  const inflate = new Inflate((piece) => {
    length += piece.length
    if (length > limit) throw tooLong(name)
    pieces.push(piece)
  })
  try {
    for (let at = 0; at === 0 || at < packed.length; at += PIECE)
      inflate.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length)
  } catch (error) {
    if (error instanceof ClientError) throw error
    throw new ClientError(`The archive is damaged: ${name} cannot be unpacked.`)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function withoutFolder(entries: Map<string, Entry>): Map<string, Entry> {
  const [first = ''] = entries.keys()
  const folder = first.slice(0, first.indexOf('/') + 1)
  if (folder === '' || ![...entries.keys()].every((path) => path.startsWith(folder))) return entries
  return new Map([...entries].map(([path, entry]) => [path.slice(folder.length), entry]))
}

const viewOf = async (archive: Blob, from: number, to: number): Promise<DataView<ArrayBuffer>> =>
  new DataView(await archive.slice(from, to).arrayBuffer())

function nameIn(view: DataView<ArrayBuffer>, at: number, bytes: number): string {
  if (at + bytes > view.byteLength) throw noArchive()
  return new TextDecoder().decode(new Uint8Array(view.buffer, at, bytes))
}

const noArchive = (): ClientError =>
  new ClientError(
    'The file is no archive that can be read here, or it is damaged or breaks off. Choose the export again.',
  )

const tooLong = (name: string): ClientError =>
  new ClientError(`The archive is no export of a log: ${name} is longer than such a file can be.`)
