import { REFERRAL_TYPE } from './compose.ts'
import { alternatives } from './foreign/alternatives.ts'
import { readLeaf } from './foreign/leaf.ts'
import type { Piece } from './foreign/piece.ts'
import { readTree, type Tree } from './foreign/tree.ts'
import { type ReadHeaders, readHeaders } from './read-headers.ts'
import { MailReadError, READ_LIMITS, refuseTooLarge } from './read-limits.ts'
import { readReferralPart, type SignedReferral } from './referral-part.ts'
import { normaliseText } from './text.ts'

export { type ReadHeaders, readHeaders } from './read-headers.ts'
export { MailReadError, READ_LIMITS } from './read-limits.ts'

export type ReadMessage = {
  headers: ReadHeaders
  /** In the form of `normaliseText`; an HTML body is reduced to its words. */
  text: string
  /** Null for mail that is no referral of ours, and where `defects` says why it cannot be taken for one. */
  referral: SignedReferral | null
  defects: ('referral-malformed' | 'referral-repeated')[]
  /** `called`: the name as its sender gave it */
  attachments: { name: string; called: string; type: string; bytes: Uint8Array }[]
}

/**
 * Reads a decrypted entity as one message, which is what we compose. Nothing is fetched from anywhere. Who signed what in it
 * is not told apart: for mail that anybody may have written there is `readForeign`.
 *
 * @throws MailReadError where the entity is past a limit or cannot be read at all
 */
export async function readReferral(entity: Uint8Array): Promise<ReadMessage> {
  const headers = readHeaders(entity)
  refuseTooLarge(entity)
  const pieces = await piecesOf(readTree(entity))
  const files = pieces.filter((piece) => piece.kind === 'file')
  if (files.length > READ_LIMITS.attachments) {
    throw new MailReadError('This message has too many attachments.')
  }
  const ours = files.filter(({ type }) => type === REFERRAL_TYPE)
  const [first] = ours
  const referral = ours.length === 1 && first !== undefined ? readReferralPart(first.bytes) : null
  const defects: ReadMessage['defects'] = []
  if (ours.length > 1) defects.push('referral-repeated')
  else if (ours.length === 1 && referral === null) defects.push('referral-malformed')
  const texts = pieces.flatMap((piece) => (piece.kind === 'text' ? [piece.text] : []))
  const attachments = files
    .filter(({ type }) => type !== REFERRAL_TYPE)
    .map(({ name, called, type, bytes }) => ({ name, called, type, bytes }))
  return { headers, text: normaliseText(texts.join('\n')), referral, defects, attachments }
}

async function piecesOf(tree: Tree): Promise<Piece[]> {
  if (tree.parts === null) return [await readLeaf(tree)]
  const lists: Piece[][] = []
  for (const part of tree.parts) lists.push(await piecesOf(part))
  return tree.entity.contentType.type === 'multipart/alternative'
    ? alternatives(lists, tree.parts)
    : lists.flat()
}
