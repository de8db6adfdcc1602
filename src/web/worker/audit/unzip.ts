import { Unzip, UnzipInflate } from 'fflate'
import { ClientError } from '../../../sdk/errors.ts'

/** As many files as a report can have, and as many bytes as all of them together may come to. */
export type ArchiveLimits = { files: number; bytes: number }

/** The archive is fed in pieces of this size, so that no piece of it can become much before it is counted: bytes. */
const PIECE = 16 * 1024

/** The end of an archive, and the comment that may follow: bytes. */
const [END_SIGNATURE, END_BYTES, MOST_COMMENT] = [0x06054b50, 22, 65_535]

/** What else lies in an archive that somebody made of the folder, and is not of it. */
const BESIDE = /^(?:__MACOSX\/|.*\.DS_Store$)/

/**
 * The files of an archive (APPNOTE 6.3) by their paths. Whoever made it may be anybody: what it says of its sizes is not believed, but
 * counted as it is unpacked, and no file is there twice. A single folder around all of them is left out.
 *
 * @throws ClientError for what is no archive, breaks off, or is larger than the limits
 */
export function filesOfZip(archive: Uint8Array, limits: ArchiveLimits): Map<string, Uint8Array> {
  const pieces = new Map<string, Uint8Array[]>()
  let [bytes, entries, begun, ended] = [0, 0, 0, 0]
  const unzip = new Unzip((file) => {
    entries += 1
    if (entries > limits.files) throw new ClientError('The archive has more files than any report.')
    if (file.name.endsWith('/') || BESIDE.test(file.name)) return
    if (pieces.has(file.name)) throw new ClientError(`The archive has ${file.name} twice.`)
    const own: Uint8Array[] = []
    pieces.set(file.name, own)
    begun += 1
    file.ondata = (error, piece, final) => {
      if (error) throw error
      bytes += piece.length
      if (bytes > limits.bytes)
        throw new ClientError(
          'The archive is no report: its files are longer together than those of any are.',
        )
      own.push(piece)
      if (final) ended += 1
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  try {
    for (let at = 0; at < archive.length; at += PIECE)
      unzip.push(archive.subarray(at, at + PIECE), at + PIECE >= archive.length)
  } catch (error) {
    if (error instanceof ClientError) throw error
    throw new ClientError(
      'The file is no archive that can be read here, or it is damaged. Download it again.',
    )
  }
  if (begun === 0 || ended < begun || entriesTold(archive) !== entries)
    throw new ClientError(
      'The file is no archive that can be read here, or it breaks off. Download it again.',
    )
  return withoutFolder(new Map([...pieces].map(([path, own]) => [path, joined(own)])))
}

/** How many entries its end tells of, which a file that breaks off has not; null where there is no end (APPNOTE 6.3, 4.3.16). */
function entriesTold(archive: Uint8Array): number | null {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const first = Math.max(0, archive.length - END_BYTES - MOST_COMMENT)
  for (let at = archive.length - END_BYTES; at >= first; at -= 1)
    if (view.getUint32(at, true) === END_SIGNATURE) return view.getUint16(at + 10, true)
  return null
}

function withoutFolder(files: Map<string, Uint8Array>): Map<string, Uint8Array> {
  const [first = ''] = files.keys()
  const folder = first.slice(0, first.indexOf('/') + 1)
  if (folder === '' || ![...files.keys()].every((path) => path.startsWith(folder))) return files
  return new Map([...files].map(([path, bytes]) => [path.slice(folder.length), bytes]))
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces
  if (only && pieces.length === 1) return only
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
