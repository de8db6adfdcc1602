import type { Allowance } from './message-buffer.ts'

type Share = { connections: number; allowance: Allowance }

/** What each address that is connected has in hand, so that one alone cannot take all that there is. */
export type AddressShares = {
  /** Counts a connection; false when the address has as many as it may. To be left either way. */
  enter(address: string): boolean
  leave(address: string): void
  /** The memory that messages from the address may hold together. */
  allowance(address: string): Allowance
}

/** Keeps a share for every address with an open connection, and none for any other. */
export function addressShares(limits: {
  connectionsPerAddress: number
  heldBytesPerAddress: number
}): AddressShares {
  const shares = new Map<string, Share>()
  const shareOf = (address: string): Share => {
    const known = shares.get(address)
    if (known) return known
    const made = { connections: 0, allowance: { taken: 0, most: limits.heldBytesPerAddress } }
    shares.set(address, made)
    return made
  }
  return {
    enter(address) {
      const share = shareOf(address)
      share.connections += 1
      return share.connections <= limits.connectionsPerAddress
    },
    leave(address) {
      const share = shares.get(address)
      if (!share) return
      share.connections -= 1
      // A message may still be in hand when its connection has gone; its memory is given back to its own share.
      if (share.connections <= 0) shares.delete(address)
    },
    allowance: (address) => shareOf(address).allowance,
  }
}
