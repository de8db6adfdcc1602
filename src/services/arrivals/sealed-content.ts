import { hash } from 'node:crypto'
import type { SealingKey } from '../../crypto/sealing-key.ts'
import { type IncomingContent, takeIn } from '../referrals/incoming-content.ts'

/** Mail up to this size is sealed in one piece, in memory. */
const SEALED_AT_ONCE = 256 * 1024
/** A larger one is given to the sealing in pieces of this size. */
const PIECE = 128 * 1024

/** Whether a mail is so large that it is sealed in pieces, beside which little else of its size may be held. */
export const isLarge = (raw: Uint8Array): boolean => raw.byteLength > SEALED_AT_ONCE

/** Overwrites a large mail that is sealed, and gives its memory back before it is stored; it then has no bytes. */
export function giveBack(raw: Uint8Array): void {
  if (!isLarge(raw)) return
  raw.fill(0)
  if (raw.buffer instanceof ArrayBuffer) raw.buffer.transfer(0)
}

/**
 * A mail sealed, and ready to be stored. The sealed form of a large one waits in a file of the spool; nothing else of it
 * ever reaches the disk (promise 1).
 */
export async function sealedContent(
  raw: Uint8Array,
  { key, spool, now, tidy }: { key: SealingKey; spool: string; now: Date; tidy: (bytes: number) => void },
): Promise<IncomingContent> {
  if (isLarge(raw)) {
    const pieces = await key.sealPieces(inPieces(raw), now)
    return takeIn(pieces, {
      limit: Number.POSITIVE_INFINITY,
      spool,
      onChunk: ({ byteLength }) => tidy(byteLength),
    })
  }
  const sealed = await key.seal(raw, now)
  return {
    sha256: hash('sha256', sealed, 'hex'),
    size: sealed.byteLength,
    async *chunks() {
      yield sealed
    },
    async discard() {},
  }
}

/** The mail, piece by piece as they are asked for. */
function inPieces(raw: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream(
    {
      pull(stream) {
        if (at < raw.byteLength) stream.enqueue(raw.subarray(at, at + PIECE))
        else stream.close()
        at += PIECE
      },
    },
    { highWaterMark: 0 },
  )
}
