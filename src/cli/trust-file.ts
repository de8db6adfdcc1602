import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import Type from 'typebox'
import type { KeptTrust, TrustStore } from '../sdk/trust/kept-trust.ts'
import { type Account, personFolder, readJson, type State, serverFolder, writeJson } from './state.ts'

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

/** What everybody who has an account of a server here has read of its trust log. */
export async function keptTrustOf(state: State, host: string): Promise<KeptTrust[]> {
  const origin = `https://${host}`
  const people = await readdir(join(serverFolder(state, origin), 'people')).catch(() => [])
  const kept = await Promise.all(people.map((login) => trustStore(state, { origin, login }).read()))
  return kept.filter((one) => one !== null)
}
