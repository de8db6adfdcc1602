import type { RelayRequest } from '../../src/mail/gateway/relay.ts'

/** The bytes of a message as they go over the wire, also of one that is not in memory as a whole. */
export async function wholeMessage(message: RelayRequest['message']): Promise<Uint8Array> {
  if (message instanceof Uint8Array) return message
  const pieces: Uint8Array[] = []
  for await (const piece of message.pieces()) pieces.push(piece)
  return Buffer.concat(pieces)
}
