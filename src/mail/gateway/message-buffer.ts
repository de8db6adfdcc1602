/** Memory shared by all messages that are being received, so that many senders together cannot exhaust it. */
export type Allowance = { taken: number; readonly most: number }

export type MessageBuffer = {
  /**
   * Takes one piece, which is copied and overwritten, for mail may have come in clear; false from the one that would
   * pass a limit, and nothing is held any more.
   */
  push(piece: Uint8Array): boolean
  /** Why nothing is held, or null while all is well. */
  refused(): 'too-large' | 'no-room' | null
  /** Whether it has outgrown what most messages need. */
  isLarge(): boolean
  /** The whole message. It is the buffer's own, and gone after `release`. */
  bytes(): Uint8Array
  /**
   * Overwrites the message and gives the memory back. To be called exactly when the message has been dealt with; more
   * often does no harm.
   */
  release(): void
}

/**
 * How large a block is to begin with, and then. Past the second it has room for the largest message that there may
 * be: memory that nobody has written to costs nothing, and so a large message is copied no more.
 */
const LARGE = 512 * 1024
const BLOCKS = [32 * 1024, LARGE]

/**
 * Collects one message, at most `most` bytes of it and never more than each of the allowances has left. It lies in one
 * block of memory and is there once, however many pieces it comes in: a piece may be of one byte.
 */
export function messageBuffer(most: number, allowances: readonly Allowance[]): MessageBuffer {
  let block = Buffer.alloc(0)
  let size = 0
  let refusal: 'too-large' | 'no-room' | null = null
  const grow = (wanted: number) => {
    const capacity = Math.min(most, BLOCKS.find((one) => one >= wanted) ?? most)
    const larger = Buffer.allocUnsafeSlow(capacity)
    larger.set(block.subarray(0, size))
    block.fill(0, 0, size)
    block = larger
  }
  const release = () => {
    for (const allowance of allowances) allowance.taken -= size
    // Whoever was given the message may have given the memory back already.
    if (block.length > 0) block.fill(0, 0, size)
    // A large block is given back now, and not when the garbage is next collected.
    const { buffer } = block
    if (block.length > LARGE && buffer instanceof ArrayBuffer) buffer.transfer(0)
    block = Buffer.alloc(0)
    size = 0
  }
  return {
    push(piece) {
      if (refusal !== null) return false
      if (size + piece.length > most) refusal = 'too-large'
      else if (allowances.some(({ taken, most }) => taken + piece.length > most)) refusal = 'no-room'
      if (refusal === null) {
        if (size + piece.length > block.length) grow(size + piece.length)
        block.set(piece, size)
        size += piece.length
        for (const allowance of allowances) allowance.taken += piece.length
      } else release()
      piece.fill(0)
      return refusal === null
    },
    refused: () => refusal,
    isLarge: () => size > LARGE,
    bytes: () => block.subarray(0, size),
    release,
  }
}
