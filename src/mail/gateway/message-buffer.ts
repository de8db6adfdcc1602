/** Memory shared by all messages that are being received, so that many senders together cannot exhaust it. */
export type Allowance = { taken: number; readonly most: number }

export type MessageBuffer = {
  /**
   * Takes one piece, which is the buffer's own from then on; false from the one that would pass a limit, and nothing is
   * held any more.
   */
  push(piece: Uint8Array): boolean
  /** Why nothing is held, or null while all is well. */
  refused(): 'too-large' | 'no-room' | null
  /** The whole message, in a copy that is the caller's to overwrite. */
  bytes(): Uint8Array
  /**
   * Overwrites the pieces, for mail may have come in clear, and gives the memory back. To be called exactly when the
   * message has been dealt with; more often does no harm.
   */
  release(): void
}

/** Collects one message, at most `most` bytes of it and never more than each of the allowances has left. */
export function messageBuffer(most: number, allowances: readonly Allowance[]): MessageBuffer {
  let pieces: Uint8Array[] = []
  let size = 0
  let refusal: 'too-large' | 'no-room' | null = null
  const release = () => {
    for (const allowance of allowances) allowance.taken -= size
    for (const piece of pieces) piece.fill(0)
    size = 0
    pieces = []
  }
  return {
    push(piece) {
      if (refusal !== null) return false
      if (size + piece.length > most) refusal = 'too-large'
      else if (allowances.some(({ taken, most }) => taken + piece.length > most)) refusal = 'no-room'
      if (refusal !== null) {
        release()
        return false
      }
      pieces.push(piece)
      size += piece.length
      for (const allowance of allowances) allowance.taken += piece.length
      return true
    },
    refused: () => refusal,
    bytes: () => Buffer.concat(pieces, size),
    release,
  }
}
