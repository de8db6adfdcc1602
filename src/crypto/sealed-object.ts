import { createPacketReader, PacketFramingError } from './packet-reader.ts'
import { LARGEST_PKESK, readPkesk } from './pkesk.ts'

/** Why a sealed object is refused. */
export type SealedObjectReason =
  /** a session key is encrypted to a key that is not expected */
  | 'unexpected-recipient'
  /** an expected key has no session key */
  | 'missing-recipient'
  /** a recipient is hidden */
  | 'wildcard-recipient'
  /** one key has two session keys */
  | 'duplicate-recipient'
  /** a password opens it */
  | 'password-packet'
  /** something follows the encrypted data */
  | 'trailing-data'
  /** a packet that has no place here: marker, padding, clear or older encrypted data, … */
  | 'unknown-packet'
  /** not framed as OpenPGP packets are, or a session key that is not well formed */
  | 'malformed-packet'
  /** ends too early */
  | 'truncated'
  /** more session keys than anybody has reason to send */
  | 'too-many-packets'

/** The sealed object is not of the one accepted form. */
export class SealedObjectError extends Error {
  override name = 'SealedObjectError'
  readonly reason: SealedObjectReason
  constructor(reason: SealedObjectReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** A check that is fed the object as it arrives; both functions throw SealedObjectError. */
export type SealedObjectCheck = { push(chunk: Uint8Array): void; end(): void }

/** OpenPGP packet type ids (RFC 9580 §5). */
const PKESK = 1
const SKESK = 3
const MARKER = 10
const ENCRYPTED_DATA = 18

/** A manifest names at most 20 recipients and the sender; anything past this is not a letter between agencies. */
const MOST_RECIPIENTS = 100

/**
 * The check behind "no hidden reader". It accepts exactly: one PKESK (version 3 or 6) for each expected key, in
 * any order, then one encrypted-data packet (tag 18, version 1 or 2, partial lengths allowed), then the end.
 * Works on a stream cut anywhere, in constant memory, and refuses at the first byte that is not so.
 *
 * A PKESK that lies about its key cannot be seen from outside; its named reader finds out on opening.
 * @param expectedKeyIds key ids of the encryption subkeys, 16 hex digits each; repetition does not matter
 */
export function createSealedObjectCheck(expectedKeyIds: readonly string[]): SealedObjectCheck {
  const missing = new Set(expectedKeyIds.map((id) => id.toLowerCase()))
  const found = new Set<string>()
  const pkesk = createBodyBuffer(LARGEST_PKESK)
  let current = 0
  let data: 'awaited' | 'begun' | 'complete' = 'awaited'

  const recipient = (): void => {
    const read = readPkesk(pkesk.take())
    if (!read) throw refuse('malformed-packet', 'A session key in the sealed object is not well formed.')
    const { keyId } = read
    if (keyId === null) throw refuse('wildcard-recipient', 'The sealed object hides one of its recipients.')
    if (found.has(keyId)) throw refuse('duplicate-recipient', `The key ${keyId} is addressed twice.`)
    if (!missing.delete(keyId)) {
      throw refuse(
        'unexpected-recipient',
        `The key ${keyId} could open this, and the manifest does not name it.`,
      )
    }
    found.add(keyId)
  }

  const reader = createPacketReader({
    begin(tag) {
      if (data !== 'awaited') throw trailing()
      if (tag === SKESK) throw refuse('password-packet', 'The sealed object could be opened by a password.')
      if (tag !== PKESK && tag !== ENCRYPTED_DATA) {
        throw refuse('unknown-packet', `A packet of type ${tag} has no place in a sealed object.`)
      }
      if (tag === ENCRYPTED_DATA && missing.size > 0) {
        throw refuse('missing-recipient', `The sealed object is not encrypted to ${[...missing].join(', ')}.`)
      }
      current = tag
    },
    body(bytes) {
      if (current === PKESK) {
        if (!pkesk.add(bytes))
          throw refuse('malformed-packet', 'A session key in the sealed object is too large.')
      } else if (data === 'awaited') {
        data = 'begun'
        // RFC 9580 §5.13: the body begins with its version.
        if (bytes[0] !== 1 && bytes[0] !== 2) {
          throw refuse('unknown-packet', 'The encrypted data is of a version that is not known.')
        }
      }
    },
    finish() {
      if (current === PKESK) recipient()
      else if (data === 'awaited') throw refuse('malformed-packet', 'The encrypted data is empty.')
      else data = 'complete'
    },
  })

  // Once the data is complete any further byte is too much, whether it is framed as a packet or not.
  const framed = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      if (!(error instanceof PacketFramingError)) throw error
      throw data === 'complete' ? trailing() : refuse(error.reason, error.message)
    }
  }

  return {
    push: (chunk) => framed(() => reader.push(chunk)),
    end: () => {
      framed(() => reader.end())
      if (data !== 'complete') throw refuse('truncated', 'The sealed object ends before its encrypted data.')
    },
  }
}

function trailing(): SealedObjectError {
  return refuse('trailing-data', 'Something follows the encrypted data.')
}

/**
 * The key ids that a binary OpenPGP message from outside names as its recipients, in order, each once; sixteen
 * zeroes for a hidden one. Lenient: password packets and markers are passed over, and reading stops at the data
 * or at whatever cannot be read. They are the sender's claims, no more.
 * @throws SealedObjectError `too-many-packets` past a hundred
 */
export function recipientKeyIds(sealed: Uint8Array): string[] {
  const ids = new Set<string>()
  const pkesk = createBodyBuffer(LARGEST_PKESK)
  let current = 0
  let packets = 0
  const reader = createPacketReader({
    begin(tag) {
      packets += 1
      if (packets > MOST_RECIPIENTS) throw refuse('too-many-packets', 'The message has too many recipients.')
      if (tag !== PKESK && tag !== SKESK && tag !== MARKER) throw new EndOfRecipients()
      current = tag
    },
    body(bytes) {
      if (current === PKESK && !pkesk.add(bytes)) throw new EndOfRecipients()
    },
    finish() {
      const read = current === PKESK ? readPkesk(pkesk.take()) : null
      if (read) ids.add(read.keyId ?? '0'.repeat(16))
    },
  })
  try {
    reader.push(sealed)
  } catch (error) {
    if (!(error instanceof EndOfRecipients || error instanceof PacketFramingError)) throw error
  }
  return [...ids]
}

class EndOfRecipients extends Error {}

function createBodyBuffer(limit: number): { add(bytes: Uint8Array): boolean; take(): Uint8Array } {
  const buffer = new Uint8Array(limit)
  let length = 0
  return {
    add(bytes) {
      if (length + bytes.length > limit) return false
      buffer.set(bytes, length)
      length += bytes.length
      return true
    },
    take() {
      const taken = buffer.slice(0, length)
      length = 0
      return taken
    },
  }
}

function refuse(reason: SealedObjectReason, message: string): SealedObjectError {
  return new SealedObjectError(reason, message)
}
