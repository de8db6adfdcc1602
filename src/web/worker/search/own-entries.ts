import type { Session } from '../../../sdk/session.ts'
import type { Entry } from '../../search/entry.ts'
import { keptHere } from '../open-session.ts'
import { openBrowserStore } from './browser-store.ts'
import { type OwnEntries, openOwnEntries } from './open-own-entries.ts'

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
