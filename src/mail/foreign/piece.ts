/** What was read in a mail from outside: what stands in it, in order, each for itself and nothing for a mixture. */
export type Piece =
  | TextPiece
  | {
      kind: 'file'
      /** cleaned and, of several alike, numbered */
      name: string
      /** the same as its sender gave it: for what is to be said of it, and never to be shown */
      called: string
      /** as it is declared, in lower case */
      type: string
      bytes: Uint8Array
    }
  /** a text of the cleartext signature framework, armor and all (RFC 9580 §7) */
  | { kind: 'cleartext'; armored: string }
  /** something sealed within: a layer of its own, which nobody opens here */
  | { kind: 'sealed'; by: Scheme }
  /** a `multipart/signed` (RFC 1847 §2.1) */
  | SignedPiece

export type TextPiece = {
  kind: 'text'
  /** in the form of `normaliseText`; of HTML its words */
  text: string
  /** sentences that a reader must know who sees only the words */
  remarks: string[]
}

export type SignedPiece = {
  kind: 'signed'
  by: Scheme | 'unknown'
  /** the signed part from its header to its end, its lines ended by CRLF (RFC 3156 §5) */
  content: Uint8Array
  /** armored; null where there is none that could be one */
  signature: string | null
  inside: Piece[]
}

export type Scheme = 'openpgp' | 'smime'
