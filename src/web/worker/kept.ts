import { ClientError } from '../../sdk/errors.ts'
import type { Pins } from '../../sdk/pins.ts'

/**
 * What this browser remembers between two visits, in IndexedDB: keys of the service that were seen, checkpoints that were seen, and
 * the evidence where they contradicted each other. All of it is public, and the same whoever works here. So is what the browser drew to
 * be known again (`browser-mark.ts`), which is no secret that opens or signs in anything. Beside it lies what nobody
 * can read who finds it: a key that waits to be certified, locked by its holder's passphrase and kit, and what a liaison officer meant by
 * an invitation, and the key of somebody's search index (`search/sealed-entries.ts`), each sealed to their own key. Nothing else is
 * kept anywhere but that index.
 */
export type Kept = {
  get(name: string): Promise<string | null>
  set(values: Readonly<Record<string, string>>): Promise<void>
  forget(name: string): Promise<void>
  /** Keeps a value where `before` is kept still; false where another tab, or another call, was quicker. */
  replace(name: string, before: string | null, value: string): Promise<boolean>
}

const DATABASE = 'despatch'
const STORE = 'seen'

/**
 * Opens the browser's store of this origin; it is made at the first visit.
 * @throws ClientError where the browser keeps nothing: without it a service could be another at each visit, and nobody would see
 */
export async function openKept(browser = () => indexedDB): Promise<Kept> {
  const database = await opened(browser).catch(() => {
    throw new ClientError(
      'This browser keeps nothing of this site, so that it could not notice if the service changed its keys, and nothing was sent. Allow the site to keep data, or use a window that is not private.',
    )
  })
  return {
    async get(name) {
      return textOf(await answerOf(database.transaction(STORE).objectStore(STORE).get(name)))
    },
    async set(values) {
      const writing = database.transaction(STORE, 'readwrite', { durability: 'strict' })
      for (const [name, value] of Object.entries(values)) writing.objectStore(STORE).put(value, name)
      await done(writing)
    },
    async forget(name) {
      const writing = database.transaction(STORE, 'readwrite', { durability: 'strict' })
      writing.objectStore(STORE).delete(name)
      await done(writing)
    },
    async replace(name, before, value) {
      const writing = database.transaction(STORE, 'readwrite', { durability: 'strict' })
      const store = writing.objectStore(STORE)
      const is = textOf(await answerOf(store.get(name))) === before
      if (is) store.put(value, name)
      await done(writing)
      return is
    },
  }
}

async function opened(browser: () => IDBFactory): Promise<IDBDatabase> {
  const opening = browser().open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  return answerOf(opening)
}

const textOf = (kept: unknown): string | null => (typeof kept === 'string' ? kept : null)

const done = (writing: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    writing.oncomplete = () => resolve()
    writing.onabort = () => reject(writing.error ?? new Error('the browser kept nothing'))
  })

/** The SDK's pins, kept here. */
export const pinsIn = (kept: Kept): Pins => ({
  get: (owner) => kept.get(`pin ${owner}`),
  async first(owner, value) {
    if (await kept.replace(`pin ${owner}`, null, value)) return value
    return (await kept.get(`pin ${owner}`)) ?? value
  },
  set: (values) =>
    kept.set(Object.fromEntries(Object.entries(values).map(([owner, value]) => [`pin ${owner}`, value]))),
})

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser’s store does not answer'))
  })
