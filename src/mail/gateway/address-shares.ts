import { addressBlock } from '../../domain/address-block.ts'
import type { Allowance } from './message-buffer.ts'

/** What a connection shares with the others of its address, and of its kind. */
export type Share = {
  /** false when there are as many connections as there may be, from the address or from strangers together */
  welcome: boolean
  /** the memory that its messages may hold, together with whom they share it */
  allowances: readonly Allowance[]
  /** The connection has gone. To be said once, whether it was welcome or not. */
  leave(): void
}

/** What each address that is connected has in hand, so that neither one alone nor strangers together take all. */
export type AddressShares = {
  /** @param partner whether it is the address of a partner's relay, whom strangers must leave something */
  enter(address: string, partner: boolean): Share
}

type Held = { connections: number; readonly allowance: Allowance }

/**
 * Keeps a share for every address with an open connection, and none for any other. A stranger's address counts as the
 * block that one customer is given (`addressBlock`).
 */
export function addressShares(limits: {
  connectionsPerAddress: number
  heldBytesPerAddress: number
  connectionsOfStrangers: number
  heldBytesOfStrangers: number
}): AddressShares {
  const shares = new Map<string, Held>()
  const strangers = newHeld(limits.heldBytesOfStrangers)
  return {
    enter(address, partner) {
      const key = partner ? address : addressBlock(address)
      const own = shares.get(key) ?? newHeld(limits.heldBytesPerAddress)
      shares.set(key, own)
      const all = partner ? [own] : [own, strangers]
      for (const held of all) held.connections += 1
      return {
        welcome:
          own.connections <= limits.connectionsPerAddress &&
          (partner || strangers.connections <= limits.connectionsOfStrangers),
        allowances: all.map(({ allowance }) => allowance),
        leave() {
          for (const held of all) held.connections -= 1
          // A message may still be in hand when its connection has gone; its memory is given back to its own share.
          if (own.connections <= 0 && shares.get(key) === own) shares.delete(key)
        },
      }
    },
  }
}

const newHeld = (most: number): Held => ({ connections: 0, allowance: { taken: 0, most } })
