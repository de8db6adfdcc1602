import type { Piece, TextPiece } from './piece.ts'
import type { Tree } from './tree.ts'

/**
 * Of the forms in which a `multipart/alternative` says the same (RFC 2046 §5.1.4) the plain text, where it has one with
 * words; files that hang on another form stay. Where the forms have different words the reader is told, since one of
 * them may be meant for other eyes.
 *
 * @param lists the pieces of each form, in order; `trees` the forms themselves
 */
export function alternatives(lists: readonly Piece[][], trees: readonly Tree[]): Piece[] {
  const plain = lists.findIndex(
    (pieces, at) =>
      trees[at]?.entity.contentType.type === 'text/plain' && pieces.some(({ kind }) => kind !== 'file'),
  )
  if (plain < 0) return lastWorded(lists)
  const said = wordsOf(lists[plain] ?? [])
  const differs = lists.some((pieces, at) => at !== plain && ![said, ''].includes(wordsOf(pieces)))
  const kept = lists.map((pieces, at) =>
    at === plain ? pieces : pieces.filter(({ kind }) => kind !== 'text'),
  )
  return differs ? kept.flatMap((pieces, at) => (at === plain ? remarked(pieces) : pieces)) : kept.flat()
}

const OTHER_WORDS = 'It says this in another form too, with other words, which are not shown.'

function remarked(pieces: readonly Piece[]): Piece[] {
  const at = pieces.findIndex(({ kind }) => kind === 'text')
  if (at < 0) return [...pieces, { kind: 'text', text: '\n', remarks: [OTHER_WORDS] }]
  return pieces.map((piece, n) =>
    n === at && piece.kind === 'text' ? { ...piece, remarks: [...piece.remarks, OTHER_WORDS] } : piece,
  )
}

/** Without a plain text the last form that has words, which is the richest; of the others their files. */
function lastWorded(lists: readonly Piece[][]): Piece[] {
  const last = lists.findLastIndex((pieces) => pieces.some(({ kind }) => kind === 'text'))
  return lists.flatMap((pieces, at) => (at === last ? pieces : pieces.filter(({ kind }) => kind !== 'text')))
}

/** Letters and digits alone: how a form sets them is not what it says. */
const wordsOf = (pieces: readonly Piece[]): string =>
  pieces
    .filter((piece): piece is TextPiece => piece.kind === 'text')
    .map(({ text }) => text.replace(/[^\p{L}\p{N}]+/gu, ''))
    .join('')
