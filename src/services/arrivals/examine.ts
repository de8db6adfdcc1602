import { createHash, hash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { createEncryptedMessageReader, NotEncryptedError } from '../../crypto/encrypted-message.ts'
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
}

/**
 * Examines whether all of a mail is sealed: one armored OpenPGP message and nothing beside it, that one encrypted to
 * keys from its first byte to its last. In memory of a few dozen kilobytes, and other work goes on beside it.
 */
export async function examine(raw: Uint8Array): Promise<Examined> {
  const inClear: Examined = { keyIds: null, armored: false }
  const entity = sealedEntity(raw)
  if (entity === null) return inClear
  const whole = hasPlainBody(entity) ? commonArmor(entity.body) : null
  if (whole !== null) {
    const message = createEncryptedMessageReader()
    const keyIds = keyIdsOf(() => {
      message.push(whole)
      return message.end()
    })
    return { keyIds, armored: true }
  }
  const pieces = decodedPieces(entity)
  if (pieces === null) return inClear
  const message = createEncryptedMessageReader()
  let encrypted = true
  const armor = createArmorReader((bytes) => {
    encrypted =
      encrypted &&
      keyIdsOf(() => {
        message.push(bytes)
        return []
      }) !== null
  })
  let since = 0
  for (const piece of pieces) {
    if (!armor.push(piece)) return inClear
    since += piece.length
    if (since < BYTES_AT_ONCE) continue
    since = 0
    await turn()
  }
  if (!armor.end()) return inClear
  return { keyIds: encrypted ? keyIdsOf(() => message.end()) : null, armored: true }
}

/** Whether the body stands in the mail as it is, or nearly so: RFC 2045 §6.2. */
function hasPlainBody({ fields }: Entity): boolean {
  return /^(?:7bit|8bit|binary)$/i.test(fieldValue(fields, 'content-transfer-encoding') ?? '7bit')
}

/** The keys that a message names, as far as it was read; null where it is not one that is encrypted to keys. */
function keyIdsOf(read: () => string[]): string[] | null {
  try {
    return read().slice(0, MOST_KEY_IDS)
  } catch (error) {
    if (error instanceof NotEncryptedError) return null
    throw error
  }
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
