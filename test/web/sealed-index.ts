import type { Page } from 'playwright-core'

/** All that lies in the browser of sealed indexes, keys and values, a byte a character. */
export const sealedIndex = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('despatch-search')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const texts: string[] = []
          const walking = opening.result.transaction('entries').objectStore('entries').openCursor()
          walking.onerror = () => reject(walking.error)
          walking.onsuccess = () => {
            const at = walking.result
            if (at === null) {
              opening.result.close()
              resolve(texts.join('\n'))
              return
            }
            texts.push(JSON.stringify(at.key), new TextDecoder('latin1').decode(at.value as Uint8Array))
            at.continue()
          }
        }
      }),
  )

/** Turns a bit of everything that lies there. */
export const damageIndex = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('despatch-search')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const writing = opening.result.transaction('entries', 'readwrite')
          const walking = writing.objectStore('entries').openCursor()
          walking.onsuccess = () => {
            const at = walking.result
            if (at === null) return
            const sealed = at.value as Uint8Array
            sealed[40] = (sealed[40] ?? 0) ^ 1
            at.update(sealed)
            at.continue()
          }
          writing.onerror = () => reject(writing.error)
          writing.oncomplete = () => {
            opening.result.close()
            resolve()
          }
        }
      }),
  )
