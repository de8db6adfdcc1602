import { distinctFileNames } from '../file-name.ts'
import type { Piece } from './piece.ts'

/** The pieces with their files' names made distinct: two files of one name could be taken for one another. */
export function distinctNames(pieces: readonly Piece[]): Piece[] {
  const names = distinctFileNames(namesIn(pieces))
  let next = 0
  const named = (list: readonly Piece[]): Piece[] =>
    list.map((piece) => {
      if (piece.kind === 'signed') return { ...piece, inside: named(piece.inside) }
      return piece.kind === 'file' ? { ...piece, name: names[next++] ?? piece.name } : piece
    })
  return named(pieces)
}

const namesIn = (pieces: readonly Piece[]): string[] =>
  pieces.flatMap((piece) =>
    piece.kind === 'file' ? [piece.name] : piece.kind === 'signed' ? namesIn(piece.inside) : [],
  )
