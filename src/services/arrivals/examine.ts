import { createHash, hash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import {
  BrokenMessageError,
  createEncryptedMessageReader,
  NotEncryptedError,
  UnprotectedMessageError,
} from '../../crypto/encrypted-message.ts'
import { createArmorReader } from '../../mail/armor-reader.ts'
import { decodedPieces } from '../../mail/decoded-pieces.ts'
import { sealedEntity } from '../../mail/encrypted.ts'
import type { Entity } from '../../mail/entity.ts'
import { fieldValue } from '../../mail/fields.ts'
import { commonArmor } from './common-armor.ts'

/** Key ids that an arrival statement names at most; a reply is encrypted to a handful. */
const MOST_KEY_IDS = 50
/** After so much of a mail others have their turn. */
const BYTES_AT_ONCE = 1024 * 1024

/** What a mail from outside is, without its being opened. */
export type Examined = {
  /** the keys that it says it is encrypted to; null where it can be read without one, or may be */
  keyIds: string[] | null
  /** whether it is one armored message at least: armor is no encryption, what is only signed has it too */
  armored: boolean
  /** it names keys as its readers and then breaks off or cannot be followed: nobody can open it */
  broken: boolean
  /** it is encrypted without integrity protection: nobody opens it, since nobody can tell who wrote in it */
  unprotected: boolean
  /** SHA-256 of the encrypted message that it is, whatever stands around it; null where `keyIds` is */
  payload: string | null
}

export const IN_CLEAR: Examined = {
  keyIds: null,
  armored: false,
  broken: false,
  unprotected: false,
  payload: null,
}

/**
 * Examines whether all of a mail is sealed: one armored OpenPGP message and nothing beside it, that one encrypted to
 * keys from its first byte to its last. In memory of a few dozen kilobytes, and other work goes on beside it.
 */
export async function examine(raw: Uint8Array): Promise<Examined> {
  const entity = sealedEntity(raw)
  if (entity === null) return IN_CLEAR
  const whole = hasPlainBody(entity) ? commonArmor(entity.body) : null
  if (whole !== null) {
    const message = createMessage()
    message.push(whole)
    return { ...message.end(), armored: true }
  }
  const pieces = decodedPieces(entity)
  if (pieces === null) return IN_CLEAR
  const message = createMessage()
  const armor = createArmorReader(message.push)
  let since = 0
  for (const piece of pieces) {
    if (!armor.push(piece)) return IN_CLEAR
    since += piece.length
    if (since < BYTES_AT_ONCE) continue
    since = 0
    await turn()
  }
  // Every line was one of an armored message, and then there were no more.
  if (!armor.end()) return message.begun() ? { ...IN_CLEAR, broken: true } : IN_CLEAR
  return { ...message.end(), armored: true }
}

type Read = Omit<Examined, 'armored'>

/** The encrypted message as it comes, until it turns out to be none. */
function createMessage(): { push(bytes: Uint8Array): void; begun(): boolean; end(): Read } {
  const reader = createEncryptedMessageReader()
  const digest = createHash('sha256')
  const nothing = { keyIds: null, broken: false, unprotected: false, payload: null }
  let fault: Read | null = null
  const reading = <T>(read: () => T): T | null => {
    try {
      return fault === null ? read() : null
    } catch (error) {
      if (!(error instanceof NotEncryptedError)) throw error
      fault = {
        ...nothing,
        broken: error instanceof BrokenMessageError,
        unprotected: error instanceof UnprotectedMessageError,
      }
      return null
    }
  }
  return {
    push(bytes) {
      digest.update(bytes)
      reading(() => reader.push(bytes))
    },
    begun: () => {
      reading(() => reader.end())
      return fault?.broken ?? false
    },
    end() {
      const keyIds = reading(() => reader.end())
      if (keyIds === null) return fault ?? nothing
      return { ...nothing, keyIds: keyIds.slice(0, MOST_KEY_IDS), payload: digest.digest('hex') }
    },
  }
}

/** Whether the body stands in the mail as it is, or nearly so: RFC 2045 §6.2. */
function hasPlainBody({ fields }: Entity): boolean {
  return /^(?:7bit|8bit|binary)$/i.test(fieldValue(fields, 'content-transfer-encoding') ?? '7bit')
}

/** SHA-256 of a mail as 64 hex digits, other work going on beside a large one. */
export async function digestOf(raw: Uint8Array): Promise<string> {
  if (raw.byteLength <= BYTES_AT_ONCE) return hash('sha256', raw, 'hex')
  const digest = createHash('sha256')
  for (let at = 0; at < raw.byteLength; at += BYTES_AT_ONCE) {
    digest.update(raw.subarray(at, at + BYTES_AT_ONCE))
    await turn()
  }
  return digest.digest('hex')
}
