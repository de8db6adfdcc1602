import { emptyTrust, type TrustState } from '../../domain/trust/state.ts'

/** Goes up whenever a version of this program keeps a state of another shape: what an earlier one kept is read anew. */
const KEPT_FORMAT = 5

/** What this machine has read of a service's trust log. Plain JSON. */
export type KeptTrust = {
  /** which shape the state has; an earlier version of this program wrote none */
  format?: number
  /** the root that it is believed from: another may have taken its place by now */
  began: string
  /**
   * the fingerprint of the person who read it: private parts in it are those of their agency. Whoever else reads here, or
   * the same person with another key, reads everything anew
   */
  reader?: string
  /** all that the log says, of which `believedFrom` is believed */
  state: TrustState
  /** the leaf hashes, in base64, in the log's order */
  leaves: string[]
  /** the newest signed checkpoint that was seen */
  checkpoint: string
  /** when enough witnesses last said that they knew nothing newer than what was read then; ISO 8601 */
  witnessed?: string
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

/** Nothing read yet, of a log that is to be believed from this root, by whoever has the key of this fingerprint. */
export const nothingKept = (began: string, reader: string): KeptTrust => ({
  format: KEPT_FORMAT,
  began,
  reader,
  state: emptyTrust(),
  leaves: [],
  checkpoint: '',
})

/** Whether it can be gone on from, by this reader. */
export const canGoOn = (kept: KeptTrust, reader: string): boolean =>
  kept.format === KEPT_FORMAT && kept.reader === reader
