/** The views of `migrations/` (0023), which are read and never written. */
export interface Views {
  /** the entries of the log that are released: all that are published, or those that enough witnesses have seen */
  released_entry: { idx: bigint; staged_id: bigint; entry: string; leaf: Uint8Array }
  /** the checkpoints that are shown, each with the lines of the witnesses that have seen it */
  shown_checkpoint: { size: bigint; note: string }
}
