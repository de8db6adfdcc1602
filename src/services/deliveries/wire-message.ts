import { Manifest } from '../../domain/wire/manifest.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { encryptedFrame } from '../../mail/encrypted.ts'
import { formatLabel, formatMarkingHeader, LABEL_HEADER, MARKING_HEADER } from '../../mail/label.ts'
import type { Db } from '../db.ts'
import { readContent } from '../referrals/content.ts'
import { armoredBytes, armoredPieces, armoredSize } from './armored-pieces.ts'
import type { LeasedDelivery } from './lease.ts'

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
  const { before, after } = encryptedFrame({
    from: manifest.from,
    to: manifest.to,
    date: new Date(manifest.created),
    messageId: leased.messageId,
    extraHeaders: [
      { name: LABEL_HEADER, value: formatLabel(manifest.marking) },
      { name: MARKING_HEADER, value: formatMarkingHeader(manifest.marking) },
    ],
    // RFC 8098 §2.1: the address that an MDN goes to is the return path.
    notificationTo: returnPath,
  })
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

/** Fails at the end when it was another size: what is cut short is never sent as if it were whole. */
async function* whole(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const piece of pieces) {
    read += piece.length
    yield piece
  }
  if (read !== size) throw new ContentMissing('The stored content is not as long as it was.')
}
