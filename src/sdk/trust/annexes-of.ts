import { own, type TrustState } from '../../domain/trust/state.ts'
import type { Annex } from '../../domain/wire/trust/annex.ts'

/**
 * The annexes in which the reader's own agency has agreed on the keys of the service at this address, with whomever: those of
 * the agreements that it has signed. What others agree on among themselves concerns them.
 */
export const annexesOf = (state: TrustState, origin: string): Annex[] =>
  Object.values(state.agreements)
    .filter(({ signed }) => signed.some((name) => own(state.agencies, name)?.root === state.anchor))
    .flatMap(({ annex }) => annex?.document ?? [])
    .filter((annex) => URL.parse(annex.origin)?.origin === URL.parse(origin)?.origin)

/** The verifier keys of all the witnesses that annexes name, each once. */
export const witnessKeysOf = (annexes: readonly Annex[]): string[] => [
  ...new Set(annexes.flatMap(({ witnesses }) => witnesses.map(({ key }) => key))),
]
