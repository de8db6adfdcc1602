import { createPacketReader, PacketFramingError } from './packet-reader.ts'
import { LARGEST_PKESK, readPkesk } from './pkesk.ts'

/** Is fed a message as it arrives. Both throw NotEncryptedError; `end` gives what the message says of its readers. */
export type EncryptedMessageReader = { push(bytes: Uint8Array): void; end(): string[] }

/** The message is not one that is encrypted to keys, whole and with nothing beside it. */
export class NotEncryptedError extends Error {
  override name = 'NotEncryptedError'
}

/** It names keys as its readers, as an encrypted message does, and then breaks off or cannot be followed. */
export class BrokenMessageError extends NotEncryptedError {
  override name = 'BrokenMessageError'
}

/** It is encrypted to keys, in a way that does not show whether it was changed: whoever carries it may have written in it. */
export class UnprotectedMessageError extends NotEncryptedError {
  override name = 'UnprotectedMessageError'
}

/** OpenPGP packet type ids (RFC 9580 §5). */
const PKESK = 1
/** What may stand before the data and means nothing to us: session keys for passwords, markers, padding. */
const PASSED_OVER = new Set([3, 10, 21])
/** Markers and padding may follow it. */
const AFTER_DATA = new Set([10, 21])
/** Encrypted data, with integrity protection, also as GnuPG 2.3 writes it (tag 20). */
const DATA = new Set([18, 20])
/** Encrypted data without: RFC 9580 §5.7 has nobody write it, and no reader of ours opens it. */
const UNPROTECTED = 9

/** More session keys than anybody writes to. */
const MOST_PACKETS = 100
/** Pieces that data may come in: programs write them of thousands of bytes, an attacker of one. */
const MOST_PIECES = 100_000

/**
 * Reads an encrypted message from outside (RFC 9580 §10.3.1) in constant memory: session keys, at least one of them to a
 * key, then one packet of encrypted data to the very end. Whatever else a message may hold can be read by anybody.
 *
 * @returns on `end` the key ids that it names as its readers, in order, each once; sixteen zeroes for a hidden one.
 * They are the sender's claims, no more.
 * @throws BrokenMessageError, UnprotectedMessageError too, each a NotEncryptedError
 */
export function createEncryptedMessageReader(): EncryptedMessageReader {
  const ids = new Set<string>()
  let pkesk: Uint8Array[] = []
  let pkeskBytes = 0
  let packets = 0
  let pieces = 0
  let current = 0
  let data: 'awaited' | 'begun' | 'complete' = 'awaited'

  const reader = createPacketReader({
    begin(tag) {
      packets += 1
      if (packets > MOST_PACKETS) throw new NotEncryptedError('The message has too many packets.')
      if (data !== 'awaited') {
        if (!AFTER_DATA.has(tag)) throw new NotEncryptedError('Something follows the encrypted data.')
        current = tag
        return
      }
      if (tag === UNPROTECTED && ids.size > 0) {
        throw new UnprotectedMessageError('The message does not show whether it was changed.')
      }
      if (tag !== PKESK && !DATA.has(tag) && !PASSED_OVER.has(tag)) {
        throw new NotEncryptedError('The message is not encrypted.')
      }
      if (DATA.has(tag) && ids.size === 0) {
        throw new NotEncryptedError('The message is encrypted to no key.')
      }
      current = tag
    },
    body(bytes) {
      pieces += 1
      if (pieces > MOST_PIECES) throw new NotEncryptedError('The message comes in too many pieces.')
      if (DATA.has(current)) data = 'begun'
      if (current !== PKESK) return
      pkeskBytes += bytes.length
      if (pkeskBytes > LARGEST_PKESK) throw new NotEncryptedError('A session key is too large.')
      pkesk.push(new Uint8Array(bytes))
    },
    finish() {
      if (DATA.has(current)) {
        if (data === 'awaited') throw new NotEncryptedError('The encrypted data is empty.')
        data = 'complete'
      }
      if (current !== PKESK) return
      const read = readPkesk(whole(pkesk))
      pkesk = []
      pkeskBytes = 0
      if (read) ids.add(read.keyId ?? '0'.repeat(16))
    },
  })

  const framed = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      if (!(error instanceof PacketFramingError)) throw error
      throw broken(error.message)
    }
  }
  const broken = (message: string) =>
    ids.size > 0 ? new BrokenMessageError(message) : new NotEncryptedError(message)

  return {
    push: (bytes) => framed(() => reader.push(bytes)),
    end() {
      framed(() => reader.end())
      if (data !== 'complete') throw broken('The message ends before its encrypted data.')
      return [...ids]
    },
  }
}

function whole(pieces: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(0)] = pieces
  if (pieces.length <= 1) return first
  const bytes = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
