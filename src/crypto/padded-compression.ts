import { Inflate, Unzlib } from 'fflate'
import { CompressedDataPacket, enums } from 'openpgp'

/**
 * Lets openpgp.js open compressed data with junk behind the compressed stream.
 *
 * Sequoia pads so by default, to hide a message's length (`sq encrypt --compression pad`): RFC 9580 §5.6 says
 * nothing of what follows the stream, and GnuPG and RNP pass over it. openpgp.js gives the stream to the
 * platform's DecompressionStream, which refuses it, and has no setting for that; so its exported packet class is
 * told to unpack ZIP and ZLIB by a decompressor that stops where the stream does. The limit on what is unpacked
 * holds as before, and a stream that is cut short is still an error.
 */

/** As much as we use of the packet that is being read. */
type CompressedPacket = { algorithm: enums.compression; compressed: Uint8Array | Pieces }
type Pieces = { getReader(): { read(): Promise<{ done?: boolean; value?: Uint8Array | undefined }> } }
type Limits = { maxDecompressedMessageSize: number }
type Decompress = (this: CompressedPacket, config: Limits) => Promise<void>

/** Pieces given to the decompressor: it may unpack each to a thousand times its size before we look. */
const PIECE = 16 * 1024

const original: Decompress = Reflect.get(CompressedDataPacket.prototype, 'decompress')

const decompress: Decompress = async function (this: CompressedPacket, config) {
  const { algorithm } = this
  if (algorithm === enums.compression.zip || algorithm === enums.compression.zlib) {
    const packed = await whole(this.compressed)
    this.compressed = unpack(algorithm, packed, config.maxDecompressedMessageSize)
    this.algorithm = enums.compression.uncompressed
  }
  await original.call(this, config)
}

let done = false

/** Puts the tolerant decompression into the library's packet class, once. */
export function tolerateCompressionPadding(): void {
  if (done) return
  done = true
  Object.defineProperty(CompressedDataPacket.prototype, 'decompress', {
    value: decompress,
    configurable: true,
  })
}

/** @throws Error when the stream is damaged or cut short, or would unpack to more than `limit` bytes */
function unpack(algorithm: enums.compression, packed: Uint8Array, limit: number): Uint8Array {
  const pieces: Uint8Array[] = []
  let size = 0
  let ended = false
  const stream = new (algorithm === enums.compression.zlib ? Unzlib : Inflate)((piece, final) => {
    pieces.push(piece)
    size += piece.length
    ended ||= final
    if (size > limit) throw new Error('Maximum decompressed message size exceeded')
  })
  for (let at = 0; at < packed.length && !ended; at += PIECE) {
    stream.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length)
  }
  if (!ended) throw new Error('the compressed data is cut short')
  return joined(pieces, size)
}

async function whole(compressed: CompressedPacket['compressed']): Promise<Uint8Array> {
  if (compressed instanceof Uint8Array) return compressed
  const reader = compressed.getReader()
  const pieces: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done || value === undefined) return joined(pieces, size)
    pieces.push(value)
    size += value.length
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
