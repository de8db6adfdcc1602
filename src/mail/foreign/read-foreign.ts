import { decodedBody } from '../entity.ts'
import { fieldValue } from '../fields.ts'
import { isLegacyDisplay } from '../legacy-display.ts'
import { headersOf, type ReadHeaders } from '../read-headers.ts'
import { MailReadError, READ_LIMITS, refuseTooLarge } from '../read-limits.ts'
import { alternatives } from './alternatives.ts'
import { distinctNames } from './distinct-names.ts'
import { readLeaf } from './leaf.ts'
import type { Piece, Scheme, SignedPiece } from './piece.ts'
import { textBlocks } from './text-blocks.ts'
import { readTree, type Tree } from './tree.ts'

/** A mail from outside, or what was sealed in one. */
export type ForeignMail = {
  /** of what a signature around the whole covers, where there is one (RFC 9788 §1.4: the cryptographic payload) */
  headers: ReadHeaders
  pieces: Piece[]
  /**
   * the signature around everything, header and all, whose part `pieces` then are; null where there is none. One around the
   * only part of another multipart is none: that multipart's own header is not signed
   */
  around: SignedPiece | null
}

/**
 * Reads a mail that anybody may have written. Nothing is fetched, no layer within is opened, no attached mail is read; what
 * is signed within is set apart from what is not.
 *
 * @throws MailReadError where it is past a limit or cannot be read at all
 */
export async function readForeign(bytes: Uint8Array): Promise<ForeignMail> {
  refuseTooLarge(bytes)
  const root = readTree(bytes)
  const payload = root.entity.contentType.type === 'multipart/signed' ? (root.parts?.[0] ?? root) : root
  const headers = headersOf(payload.entity.fields)
  const found = await piecesOf(root, headers.protection !== 'none' ? payload : null)
  const pieces = distinctNames(found)
  if (countFiles(pieces) > READ_LIMITS.attachments) {
    throw new MailReadError('This message has too many attachments.')
  }
  const [sole] = pieces
  const around = payload !== root && pieces.length === 1 && sole?.kind === 'signed' ? sole : null
  return { headers, pieces: around?.inside ?? pieces, around }
}

/** @param payload the part whose first one may be a copy of its protected header; null where there is none */
async function piecesOf(tree: Tree, payload: Tree | null): Promise<Piece[]> {
  const { entity, parts } = tree
  const { type, parameters } = entity.contentType
  if (type === 'application/pkcs7-mime' || type === 'application/x-pkcs7-mime') {
    const leaf = await readLeaf(tree)
    const piece: Piece =
      leaf.kind === 'text' ? { kind: 'text', text: leaf.text, remarks: leaf.remarks } : leaf
    return [{ kind: 'sealed', by: 'smime' }, piece]
  }
  if (type === 'multipart/encrypted') return [{ kind: 'sealed', by: 'openpgp' }]
  if (parts === null) {
    const leaf = await readLeaf(tree)
    if (leaf.kind === 'file') return [leaf]
    if (leaf.html) return worded(leaf.text, leaf.remarks)
    return textBlocks(leaf.text).flatMap(({ kind, text }): Piece[] =>
      kind === 'cleartext'
        ? [{ kind, armored: text }]
        : kind === 'sealed'
          ? [{ kind, by: 'openpgp' }]
          : worded(`${text.replace(/^\n+/, '').trimEnd()}\n`, leaf.remarks),
    )
  }
  if (type === 'multipart/signed') return signedPieces(tree, parts, parameters.get('protocol') ?? '', payload)
  const kept = tree === payload ? parts.filter((part, at) => at > 0 || !isLegacyPart(part)) : parts
  const lists: Piece[][] = []
  for (const part of kept) lists.push(await piecesOf(part, payload))
  return type === 'multipart/alternative' ? alternatives(lists, kept) : lists.flat()
}

const worded = (text: string, remarks: string[]): Piece[] =>
  text.trim() === '' && remarks.length === 0 ? [] : [{ kind: 'text', text, remarks }]

/** RFC 1847 §2.1: exactly two parts. What else there may be is not covered by the signature, and stands beside it. */
async function signedPieces(
  tree: Tree,
  [content, signature, ...more]: readonly Tree[],
  protocol: string,
  payload: Tree | null,
): Promise<Piece[]> {
  if (content === undefined) return []
  const by =
    schemeOf(signature?.entity.contentType.type ?? '') ?? schemeOf(protocol.toLowerCase()) ?? 'unknown'
  const signed: SignedPiece = {
    kind: 'signed',
    by,
    content: withCrlf(content.bytes),
    signature: by === 'openpgp' && signature !== undefined && more.length === 0 ? armorIn(signature) : null,
    inside: await piecesOf(content, payload),
  }
  const beside: Piece[] = []
  for (const part of more) beside.push(...(await piecesOf(part, payload)))
  // Without its second part nothing is signed by anybody.
  return signature === undefined && tree.parts?.length === 1 ? signed.inside : [signed, ...beside]
}

function schemeOf(type: string): Scheme | null {
  if (type === 'application/pgp-signature') return 'openpgp'
  return /^application\/(?:x-)?pkcs7-signature$/.test(type) ? 'smime' : null
}

/** A signature is a few hundred bytes; a part that is much larger holds none. */
const LARGEST_SIGNATURE = 64 * 1024

function armorIn({ entity }: Tree): string | null {
  const body = entity.body.length > LARGEST_SIGNATURE ? null : decodedBody(entity)
  return body === null ? null : new TextDecoder().decode(body)
}

/** Lines ended by CRLF, however they came (RFC 3156 §5). */
function withCrlf(bytes: Uint8Array): Uint8Array {
  let bare = 0
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1))
    if (bytes[at - 1] !== 0x0d) bare += 1
  if (bare === 0) return bytes
  const out = new Uint8Array(bytes.length + bare)
  let to = 0
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === 0x0a && bytes[at - 1] !== 0x0d) out[to++] = 0x0d
    out[to++] = bytes[at] ?? 0
  }
  return out
}

/** The part with a copy of the header that the drafts before RFC 9788 put first. */
function isLegacyPart({ entity, parts }: Tree): boolean {
  const { type, parameters } = entity.contentType
  const isText = type === 'text/rfc822-headers' || type === 'text/plain'
  if (!isText || parts !== null || !parameters.has('protected-headers') || entity.body.length > 4096)
    return false
  if (fieldValue(entity.fields, 'content-disposition')?.toLowerCase().startsWith('attachment')) return false
  const body = decodedBody(entity)
  return body !== null && isLegacyDisplay(new TextDecoder().decode(body))
}

function countFiles(pieces: readonly Piece[]): number {
  return pieces.reduce(
    (count, piece) =>
      count + (piece.kind === 'file' ? 1 : piece.kind === 'signed' ? countFiles(piece.inside) : 0),
    0,
  )
}
