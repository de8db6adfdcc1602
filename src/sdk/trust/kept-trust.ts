import type { TrustState } from '../../domain/trust/state.ts'

/** What this machine has read of a service's trust log. Plain JSON. */
export type KeptTrust = {
  /** the root that it was read from: `state.anchor` may be its successor by now */
  began: string
  /**
   * the fingerprint of the person who read it: private parts in it are those of their agency. Whoever else reads here, or
   * the same person with another key, reads everything anew
   */
  reader: string
  state: TrustState
  /** the leaf hashes, in base64, in the log's order */
  leaves: string[]
  /** the newest signed checkpoint that was seen */
  checkpoint: string
}

/** Where it is kept between two uses: losing it costs reading the log anew, from the anchor. */
export type TrustStore = {
  read(): Promise<KeptTrust | null>
  write(kept: KeptTrust): Promise<void>
}

/** Kept as long as the process lasts. */
export function trustInMemory(): TrustStore {
  let kept: KeptTrust | null = null
  return {
    read: async () => kept,
    write: async (next) => {
      kept = next
    },
  }
}
