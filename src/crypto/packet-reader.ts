/**
 * The framing of OpenPGP packets (RFC 9580 §4.2), read as a stream in constant memory: headers are decoded,
 * bodies are passed on in whatever pieces they arrive. What a packet means is the listener's affair.
 */
export type PacketListener = {
  /** a packet begins; a listener refuses by throwing */
  begin(tag: number): void
  /** some bytes of its body; never empty, and only valid during the call */
  body(bytes: Uint8Array): void
  /** its body is complete */
  finish(): void
}

/** The bytes are not framed as OpenPGP packets are. */
export class PacketFramingError extends Error {
  override name = 'PacketFramingError'
  readonly reason: 'malformed-packet' | 'truncated'
  constructor(reason: PacketFramingError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** Packets that carry data and so may come in partial lengths (RFC 9580 §4.2.1.4), their length not known ahead. */
const DATA_TAGS = new Set([8, 9, 11, 18, 20])
/** The first partial length must be at least this (RFC 9580 §4.2.1.4). */
const SMALLEST_FIRST_PARTIAL = 512

type State =
  | { at: 'packet' }
  | { at: 'length'; tag: number; format: 'old' | 'new'; octets: number[]; wanted: number; continued: boolean }
  | { at: 'body'; tag: number; left: number; partial: boolean }

/**
 * Reads packets from chunks of any size, the smallest included.
 * @returns `push` for each chunk, `end` at the end; both throw PacketFramingError, or what the listener throws.
 * After an error the reader is not to be used again.
 */
export function createPacketReader(listener: PacketListener): { push(chunk: Uint8Array): void; end(): void } {
  let state: State = { at: 'packet' }

  const enterBody = (tag: number, left: number, partial: boolean, continued: boolean): void => {
    if (!continued) listener.begin(tag)
    if (left === 0 && !partial) {
      listener.finish()
      state = { at: 'packet' }
    } else {
      state = { at: 'body', tag, left, partial }
    }
  }

  const octet = (byte: number): void => {
    if (state.at === 'packet') {
      state = firstOctet(byte)
    } else if (state.at === 'length') {
      state.octets.push(byte)
      if (state.format === 'new' && state.octets.length === 1) state.wanted = newLengthOctets(byte)
      if (state.octets.length < state.wanted) return
      const length =
        state.format === 'old' ? { left: bigEndian(state.octets), partial: false } : newLength(state)
      enterBody(state.tag, length.left, length.partial, state.continued)
    }
  }

  return {
    push(chunk) {
      let position = 0
      while (position < chunk.length) {
        if (state.at !== 'body') {
          const byte = chunk[position]
          position += 1
          if (byte !== undefined) octet(byte)
          continue
        }
        const piece = chunk.subarray(position, position + Math.min(state.left, chunk.length - position))
        position += piece.length
        state.left -= piece.length
        if (piece.length > 0) listener.body(piece)
        if (state.left > 0) continue
        if (state.partial) {
          state = { at: 'length', tag: state.tag, format: 'new', octets: [], wanted: 1, continued: true }
        } else {
          listener.finish()
          state = { at: 'packet' }
        }
      }
    },
    end() {
      if (state.at !== 'packet') throw new PacketFramingError('truncated', 'The data ends inside a packet.')
    },
  }
}

function firstOctet(byte: number): State {
  if ((byte & 0x80) === 0) throw malformed('This is not a binary OpenPGP message.')
  if ((byte & 0x40) !== 0) {
    return { at: 'length', tag: byte & 0x3f, format: 'new', octets: [], wanted: 1, continued: false }
  }
  const wanted = [1, 2, 4][byte & 0x03]
  // Old format, length type 3: "until the end of the file", which nothing could follow or be checked after.
  if (wanted === undefined) throw malformed('A packet of indeterminate length is not accepted.')
  return { at: 'length', tag: (byte >> 2) & 0x0f, format: 'old', octets: [], wanted, continued: false }
}

/** How many octets a new format length has, told by its first (RFC 9580 §4.2.1). */
function newLengthOctets(first: number): number {
  if (first < 192) return 1
  if (first < 224) return 2
  return first === 255 ? 5 : 1
}

function newLength({ tag, octets, continued }: Extract<State, { at: 'length' }>): {
  left: number
  partial: boolean
} {
  const [first = 0, second = 0] = octets
  if (first < 192) return { left: first, partial: false }
  if (first < 224) return { left: (first - 192) * 256 + second + 192, partial: false }
  if (first === 255) return { left: bigEndian(octets.slice(1)), partial: false }
  const left = 2 ** (first & 0x1f)
  if (!DATA_TAGS.has(tag)) throw malformed('Only a data packet may come in parts.')
  if (!continued && left < SMALLEST_FIRST_PARTIAL) throw malformed('The first part of a packet is too small.')
  return { left, partial: true }
}

function bigEndian(octets: readonly number[]): number {
  return octets.reduce((value, octet) => value * 256 + octet, 0)
}

function malformed(message: string): PacketFramingError {
  return new PacketFramingError('malformed-packet', message)
}
