import type { Witnessing } from '../sdk/witnessing.ts'

export { witnessingFor, witnessingLines, witnessingOrNone } from '../sdk/witnessing-for.ts'

/** Which witnesses have seen a checkpoint, for programs. */
export const witnessingJson = (witnessing: Witnessing | null) =>
  witnessing && {
    asked: witnessing.asked,
    seen: witnessing.seen,
    witnessed: witnessing.seen >= witnessing.asked,
    at: witnessing.at,
  }
