import { Manifest } from '../../domain/wire/manifest.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { encryptedFrame } from '../../mail/encrypted.ts'
import { formatLabel, formatMarkingHeader, LABEL_HEADER, MARKING_HEADER } from '../../mail/label.ts'
import type { Db } from '../db.ts'
import { readContent } from '../referrals/content.ts'
import { armoredBytes, armoredPieces, armoredSize } from './armored-pieces.ts'
import type { LeasedDelivery } from './lease.ts'
import { RETURN_TOKEN_LENGTH } from './new-delivery.ts'

/** A message ready for the partner's relay, with the envelope that brings its receipts back. */
export type WireMessage = {
  from: string
  to: string
  envelopeId: string
  /** the address in its From */
  author: string
  /** in memory where it is small; otherwise read while it is sent, a chunk at a time */
  message: Uint8Array | { size: number; pieces(): AsyncIterable<Uint8Array> }
}

/** The content that is stored is not what the referral says it is. */
export class ContentMissing extends Error {
  override readonly name = 'ContentMissing'
}

/**
 * Composes the PGP/MIME mail of a delivery (RFC 3156). Outer From, To, Date and Message-ID derive from the
 * manifest alone, so a second attempt is the same mail; the return path is the delivery's own.
 *
 * @throws ContentMissing, also while the pieces are read
 */
export function wireMessage(
  { db, serviceDomain, tidy }: { db: Db; serviceDomain: string; tidy(bytes: number): void },
  leased: LeasedDelivery,
): WireMessage {
  const manifest = parseStatement(Manifest, leased.statement)
  const returnPath = `${leased.returnToken}@${serviceDomain}`
  const { before, after } = frameOf(manifest, leased.messageId, returnPath)
  const { sha256, size, bytes } = leased
  if (sha256 === null || size === null) throw new ContentMissing('The referral has no content.')
  const envelope = { from: returnPath, to: leased.address, envelopeId: leased.id, author: manifest.from }
  if (bytes?.length === size)
    return { ...envelope, message: Buffer.concat([before, armoredBytes(bytes), after]) }
  async function* pieces() {
    yield before
    for await (const piece of armoredPieces(whole(readContent(db, sha256 ?? ''), size ?? 0))) {
      yield piece
      tidy(piece.byteLength)
    }
    yield after
  }
  return { ...envelope, message: { size: before.length + armoredSize(size) + after.length, pieces } }
}

/** What stands before and after the armor. */
const frameOf = (manifest: Manifest, messageId: string, returnPath: string) =>
  encryptedFrame({
    from: manifest.from,
    to: manifest.to,
    date: new Date(manifest.created),
    messageId,
    extraHeaders: [
      { name: LABEL_HEADER, value: formatLabel(manifest.marking) },
      { name: MARKING_HEADER, value: formatMarkingHeader(manifest.marking) },
    ],
    // RFC 8098 §2.1: the address that an MDN goes to is the return path.
    notificationTo: returnPath,
  })

/** Room for the signatures before it, in bytes: two (RFC 6376), each by an RSA key of 2048 bits. */
export const SIGNATURES_BYTES = 2048

/** The size of the mail that a referral becomes, in bytes, with room for signatures; to each partner it is the same. */
export function wireSize(manifest: Manifest, messageId: string, serviceDomain: string): number {
  const returnPath = `${'a'.repeat(RETURN_TOKEN_LENGTH)}@${serviceDomain}`
  const { before, after } = frameOf(manifest, messageId, returnPath)
  const size = manifest.content.reduce((sum, one) => sum + one.size, 0)
  return SIGNATURES_BYTES + before.length + armoredSize(size) + after.length
}

/** Fails at the end when it was another size: what is cut short is never sent as if it were whole. */
async function* whole(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const piece of pieces) {
    read += piece.length
    yield piece
  }
  if (read !== size) throw new ContentMissing('The stored content is not as long as it was.')
}
