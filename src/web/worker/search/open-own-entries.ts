import { openOwn, sealToOneself } from '../../../sdk/own-sealed.ts'
import type { Session } from '../../../sdk/session.ts'
import type { Kept } from '../kept.ts'
import { type SealedEntries, type SealedStore, sealedEntries } from './sealed-entries.ts'

const KEY_LENGTH = 32

/** The index of one person at one service, and whether it had to be begun anew because its key did not open. */
export type OwnEntries = { kept: SealedEntries; anew: boolean }

/** Opens the sealed index of somebody, by the index key that is sealed to their own; where that does not open, both are made anew. */
export async function openOwnEntries(
  kept: Kept,
  store: SealedStore,
  { key, person, service }: Pick<Session, 'key' | 'person' | 'service'>,
  now: Date,
): Promise<OwnEntries> {
  const owner = await ownerOf(service.origin, person.id)
  const name = `search key ${owner}`
  const before = await kept.get(name)
  const known = before === null ? null : await openOwn(before, key, now).catch(() => null)
  if (known?.length === KEY_LENGTH)
    return { kept: await sealedEntries(store, new Uint8Array(known), owner), anew: false }
  // What an unknown key sealed opens never again.
  const old = await store.all(owner)
  const secret = crypto.getRandomValues(new Uint8Array(KEY_LENGTH))
  if (!(await kept.replace(name, before, await sealToOneself(secret, key, now))))
    return openOwnEntries(kept, store, { key, person, service }, now)
  await store.forget(
    owner,
    old.map((entry) => entry.name),
  )
  return { kept: await sealedEntries(store, secret, owner), anew: before !== null }
}

/** By what somebody’s entries are known here: it names nobody to those who look into the browser’s files. */
async function ownerOf(origin: string, person: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${origin}\n${person}`))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
