import { join } from 'node:path'
import Type from 'typebox'
import type { KeptTrust, TrustStore } from '../sdk/trust/kept-trust.ts'
import { type Account, personFolder, readJson, type State, writeJson } from './state.ts'

/** Enough to see that it is what this program wrote: what it says is this machine's own. */
const Kept = Type.Unsafe<KeptTrust>(
  Type.Object({
    // An earlier version of this program wrote none.
    format: Type.Optional(Type.Integer()),
    began: Type.String(),
    reader: Type.Optional(Type.String()),
    state: Type.Object({ size: Type.Integer() }),
    leaves: Type.Array(Type.String()),
    checkpoint: Type.String(),
    witnessed: Type.Optional(Type.String()),
  }),
)

/** What a person's machine has read of a service's trust log, in `trust.json` of the account's folder. */
export function trustStore(state: State, account: Account): TrustStore {
  const file = join(personFolder(state, account), 'trust.json')
  return { read: () => readJson(file, Kept), write: (kept) => writeJson(file, kept) }
}
