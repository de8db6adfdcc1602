import type { SealedStore } from './sealed-entries.ts'

/** Where the sealed indexes of those who work in this browser lie: beside what it remembers of the service, and never among it. */
const DATABASE = 'despatch-search'
const STORE = 'entries'

/** Opens it; it is made at the first visit. @throws DOMException where the browser keeps nothing */
export async function openBrowserStore(browser = () => indexedDB): Promise<SealedStore> {
  const opening = browser().open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  const database = await answerOf(opening)
  const writing = () => database.transaction(STORE, 'readwrite')
  const ofOwner = (owner: string) => IDBKeyRange.bound([owner], [owner, []])
  return {
    async put(owner, name, sealed) {
      await answerOf(writing().objectStore(STORE).put(sealed, [owner, name]))
    },
    async forget(owner, names) {
      const entries = writing().objectStore(STORE)
      await Promise.all(names.map((name) => answerOf(entries.delete([owner, name]))))
    },
    async all(owner) {
      const entries = database.transaction(STORE).objectStore(STORE)
      const [names, values] = await Promise.all([
        answerOf(entries.getAllKeys(ofOwner(owner))),
        answerOf(entries.getAll(ofOwner(owner))),
      ])
      return names.map((key, at) => ({ name: String((key as string[])[1]), sealed: bytesOf(values[at]) }))
    },
  }
}

/** What is no bytes does not open either. */
const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array())

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser’s store does not answer'))
  })
