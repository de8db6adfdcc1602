import type { Pins } from '../../sdk/pins.ts'

/**
 * What this browser remembers between two visits, in IndexedDB: keys of the service that were seen, checkpoints that were seen, and
 * the evidence where they contradicted each other. All of it is public, and the same whoever works here. Beside it lies what nobody
 * can read who finds it: a key that waits to be certified, locked by its holder's passphrase and kit, and what a liaison officer meant by
 * an invitation, sealed to their own key. Nothing else is kept anywhere.
 */
export type Kept = {
  get(name: string): Promise<string | null>
  set(values: Readonly<Record<string, string>>): Promise<void>
  forget(name: string): Promise<void>
}

const DATABASE = 'despatch'
const STORE = 'seen'

/** Opens the browser's store of this origin; it is made at the first visit. */
export async function openKept(): Promise<Kept> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  const database = await answerOf(opening)
  return {
    async get(name) {
      const kept: unknown = await answerOf(database.transaction(STORE).objectStore(STORE).get(name))
      return typeof kept === 'string' ? kept : null
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
  }
}

const done = (writing: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    writing.oncomplete = () => resolve()
    writing.onabort = () => reject(writing.error ?? new Error('the browser kept nothing'))
  })

/** The SDK's pins, kept here. */
export const pinsIn = (kept: Kept): Pins => ({
  get: (owner) => kept.get(`pin ${owner}`),
  set: (values) =>
    kept.set(Object.fromEntries(Object.entries(values).map(([owner, value]) => [`pin ${owner}`, value]))),
})

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser’s store does not answer'))
  })
