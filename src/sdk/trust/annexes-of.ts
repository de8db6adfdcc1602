import type { TrustState } from '../../domain/trust/state.ts'
import type { Annex } from '../../domain/wire/trust/annex.ts'

/** The annexes in which agencies have agreed on the keys of the service at this address. */
export const annexesOf = (state: TrustState, origin: string): Annex[] =>
  Object.values(state.agreements)
    .flatMap(({ annex }) => annex?.document ?? [])
    .filter((annex) => URL.parse(annex.origin)?.origin === URL.parse(origin)?.origin)
