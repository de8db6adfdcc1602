import { enums, LiteralDataPacket } from 'openpgp'

type Bytes = Uint8Array | ReadableStream<Uint8Array>

// The declared type of the library's packet leaves it out.
const setBytes: (this: object, bytes: Bytes, format: enums.literal) => void = Reflect.get(
  LiteralDataPacket.prototype,
  'setBytes',
)

/** Bytes as the library signs, verifies and encrypts them: a literal data packet (RFC 9580 §5.9). */
export function literalOf(bytes: Bytes, at?: Date): LiteralDataPacket {
  const literal = Object.assign(new LiteralDataPacket(), at ? { date: at } : {})
  setBytes.call(literal, bytes, enums.literal.binary)
  return literal
}
