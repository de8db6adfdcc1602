import { openOwn, sealToOneself } from '../../../sdk/own-sealed.ts'
import type { Session } from '../../../sdk/session.ts'
import type { Entry } from '../../search/entry.ts'
import type { Kept } from '../kept.ts'
import { keptHere } from '../open-session.ts'
import { openBrowserStore } from './browser-store.ts'
import { type SealedEntries, type SealedStore, sealedEntries } from './sealed-entries.ts'

const KEY_LENGTH = 32

/** The index of one person at one service, and whether it had to be begun anew because its key did not open. */
export type OwnEntries = { kept: SealedEntries; anew: boolean }

let own: Promise<OwnEntries> | null = null

/** The sealed index of whoever is signed in. */
export function ownEntries(session: Session, now: Date): Promise<OwnEntries> {
  own ??= open(session, now).catch((error: unknown) => {
    own = null
    throw error
  })
  return own
}

async function open(session: Session, now: Date): Promise<OwnEntries> {
  return openOwnEntries(await keptHere(), await openBrowserStore(), session, now)
}

/** The same, of whatever stores there are. */
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

/** What hears of entries as they come and go. */
type Listener = { put(entry: Entry): void; forget(entry: Pick<Entry, 'side' | 'id'>): void }
let listener: Listener | null = null

/** The index in memory hears of what is opened from now on. */
export const listen = (to: Listener): void => {
  listener = to
}

/**
 * Puts what was just opened, or sent, into the index. It never keeps anybody from reading: what cannot be kept can only be searched
 * by its row.
 */
export function remember(session: Session, entry: Entry, now: Date): void {
  listener?.put(entry)
  void ownEntries(session, now)
    .then(({ kept }) => kept.put(entry))
    .catch(() => undefined)
}

/** Takes out what the service gives out no more, such as what was withdrawn. */
export function forgetEntry(session: Session, of: Pick<Entry, 'side' | 'id'>, now: Date): void {
  listener?.forget(of)
  void ownEntries(session, now)
    .then(({ kept }) => kept.forget([of]))
    .catch(() => undefined)
}
