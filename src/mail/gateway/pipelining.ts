import type { Writable } from 'node:stream'

/** Keeps answers back while more commands of the same piece are to be answered. */
export type Pipelining = {
  /** To be told of each command as its handling begins. */
  command(): void
  /** Gives an answer, which leaves with those to the commands that the client sent behind it. */
  answer(give: () => void): void
}

/**
 * Lets the answers to commands that a client sent in one piece leave in one piece (RFC 2920 §3.2): each would cost a
 * record of TLS, and both sides a turn.
 *
 * The library goes on to the next command as soon as it has given an answer, if it has that command already: so where
 * none has begun when that is done, there is nothing more to wait for.
 *
 * @param socket what the answers are written to
 */
export function createPipelining(socket: Writable): Pipelining {
  let begun = 0
  let held = false
  return {
    command() {
      begun += 1
    },
    answer(give) {
      const before = begun
      if (!held) socket.cork()
      held = true
      queueMicrotask(() => {
        if (begun !== before || !held) return
        held = false
        socket.uncork()
      })
      give()
    },
  }
}
