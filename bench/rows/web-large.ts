import type { Page } from 'playwright-core'
import type { Session } from '../../src/sdk/session.ts'
import type { Entry } from '../../src/web/search/entry.ts'
import { openOwnEntries } from '../../src/web/worker/search/open-own-entries.ts'
import { openBrowserDesk, type Pauses, pausesOf, watchPauses } from '../browser-desk.ts'
import { median } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'
import { BUSY_READER, seedReferrals } from '../seed/referrals.ts'
import { startServiceProcess } from '../service-process.ts'

const PAUSE_MS = 100
/** The first search of a sign-in, which reads the lists and opens the index: until something is shown, and until all is. */
const FIRST_MS = 1_000
const ALL_MS = 3_000
/** Among fifty mailboxes: some 10,000 of them are in the lists of the person whose desk is busy. */
const SEEDED = 60_000
/** Different words of a referral, and how many there are to choose from. */
const WORDS = 150
const VOCABULARY = 20_000

const row: Row = {
  name: 'web-large',
  about:
    'The longest pause of the page, and how long a search takes, in a mailbox of some 10,000 referrals whose words are all in the sealed index; peer: a limit of 100 ms.',
  async measure({ quick, progress }) {
    const service = await startServiceProcess({
      withClient: true,
      prepare: ({ superuserUrl }) => seedReferrals(superuserUrl, quick ? 3_000 : SEEDED, progress),
    })
    try {
      const desk = await openBrowserDesk(service, BUSY_READER)
      try {
        const { page } = desk
        await page.goto('/')
        progress(`${await fillIndex(page, desk.session)} referrals in the index`)
        await desk.signIn('/inbox?show=all')
        await page.locator('.app-row').first().waitFor()
        const scrolled = await watched(page, () => scroll(page, quick ? 3 : 20))
        await page.getByRole('link', { name: 'Search' }).click()
        await page.getByRole('button', { name: 'Search', exact: true }).waitFor()
        let first = { some: 0, all: 0 }
        const begun = await watched(page, async () => {
          first = await millisecondsOf(page, 'w1')
        })
        const times: number[] = []
        const searched = await watched(page, async () => {
          for (const words of ['w77', 'w5 w6', 'court', 'w1234', 'w19', 'wolverhampton'])
            times.push((await millisecondsOf(page, words)).all)
        })
        progress(`${await page.getByText('of them by their words').textContent()}`)
        progress(
          `the first search ${Math.round(first.some)} ms to what was found first, ${Math.round(first.all)} to all; then ${times.map(Math.round).join(' ')} ms`,
        )
        progress(
          `longest tasks ${[scrolled, begun, searched].map(({ task }) => Math.round(task)).join(', ')} ms (0: none of 50 ms)`,
        )
        const limit = { unit: 'ms', peer: 'a limit', peerValue: PAUSE_MS }
        return [
          lessIsBetter({ name: 'web-large, scrolling', ...limit, value: scrolled.gap }),
          lessIsBetter({ name: 'web-large, first search', ...limit, value: begun.gap }),
          lessIsBetter({
            name: 'web-large, first found',
            ...{ unit: 'ms', peer: 'a limit', peerValue: FIRST_MS, value: first.some },
          }),
          lessIsBetter({
            name: 'web-large, all found',
            ...{ unit: 'ms', peer: 'a limit', peerValue: ALL_MS, value: first.all },
          }),
          lessIsBetter({ name: 'web-large, searching', ...limit, value: searched.gap }),
          lessIsBetter({ name: 'web-large, until found', ...limit, value: median(times) }),
        ]
      } finally {
        await desk.close()
      }
    } finally {
      await service.stop()
    }
  },
}

async function watched(page: Page, work: () => Promise<void>): Promise<Pauses> {
  await watchPauses(page)
  await work()
  return pausesOf(page)
}

/** Down each page, and on to the next. */
async function scroll(page: Page, pages: number): Promise<void> {
  for (let at = 0; at < pages; at += 1) {
    for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 500)
    const older = page.locator('a[rel=next]')
    const before = await older.getAttribute('href')
    await older.click()
    await page.locator(`a[rel=next]:not([href="${before}"])`).waitFor()
  }
}

/** From the press of the button until the first that was found is shown, and until all is announced, by the page’s own clock. */
async function millisecondsOf(page: Page, words: string): Promise<{ some: number; all: number }> {
  await page.locator('#words').fill(words)
  return page.evaluate(
    () =>
      new Promise<{ some: number; all: number }>((resolve) => {
        const began = performance.now()
        let some = 0
        const watcher = new MutationObserver(() => {
          if (some === 0 && /^[1-9]/.test(document.querySelector('#found')?.textContent ?? ''))
            some = performance.now() - began
          if (!/found/.test(document.querySelector('main [role=status]')?.textContent ?? '')) return
          watcher.disconnect()
          requestAnimationFrame(() => resolve({ some, all: performance.now() - began }))
        })
        watcher.observe(document.body, { childList: true, subtree: true, characterData: true })
        document.querySelector<HTMLElement>('main form button')?.click()
      }),
  )
}

/** Puts words of every referral in the person's lists where the browser keeps them, as it would have. @returns how many */
async function fillIndex(page: Page, session: Session): Promise<number> {
  const values = new Map<string, string>()
  const sealed: { key: [string, string]; bytes: string }[] = []
  const { kept } = await openOwnEntries(
    {
      get: async (name) => values.get(name) ?? null,
      set: async () => undefined,
      forget: async () => undefined,
      replace: async (name, _before, value) => {
        values.set(name, value)
        return true
      },
    },
    {
      put: async (owner, name, bytes) => {
        sealed.push({ key: [owner, name], bytes: Buffer.from(bytes).toString('latin1') })
      },
      forget: async () => undefined,
      all: async () => [],
    },
    session,
    new Date(),
  )
  for (const which of await listed(session)) await kept.put({ ...which, until: null, parts: someParts() })
  for (let at = 0; at < sealed.length; at += 500)
    await putInto(page, 'despatch-search', 'entries', sealed.slice(at, at + 500))
  await putInto(
    page,
    'despatch',
    'seen',
    [...values].map(([key, text]) => ({ key, text })),
  )
  return sealed.length
}

async function listed({ client }: Session): Promise<Pick<Entry, 'side' | 'id'>[]> {
  const found: Pick<Entry, 'side' | 'id'>[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof client.inbox>> = await client.inbox({
      limit: 200,
      ...(cursor ? { cursor } : {}),
    })
    found.push(...page.rows.map(({ delivery }) => ({ side: 'received', id: delivery }) as const))
    cursor = page.next
  }
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof client.sent>> = await client.sent({
      limit: 200,
      ...(cursor ? { cursor } : {}),
    })
    found.push(...page.rows.map(({ referral }) => ({ side: 'sent', id: referral }) as const))
    cursor = page.next
  }
  return found
}

function someParts(): Entry['parts'] {
  const words = new Set<string>()
  while (words.size < WORDS) words.add(`w${Math.floor(VOCABULARY * Math.random() ** 2)}`)
  const all = [...words]
  return [0, 1, 2].map((at) => ({
    name: `Part ${at + 1}`,
    words: all.slice(at * 50, at * 50 + 50).join(' '),
  }))
}

const putInto = (
  page: Page,
  name: string,
  store: string,
  values: readonly { key: string | [string, string]; bytes?: string; text?: string }[],
): Promise<void> =>
  page.evaluate(
    ([database, into, all]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(database, 1)
        opening.onupgradeneeded = () => opening.result.createObjectStore(into)
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const writing = opening.result.transaction(into, 'readwrite')
          for (const { key, bytes, text } of all)
            writing
              .objectStore(into)
              .put(text ?? Uint8Array.from(bytes ?? '', (one) => one.charCodeAt(0)), key)
          writing.onabort = () => reject(writing.error)
          writing.oncomplete = () => {
            opening.result.close()
            resolve()
          }
        }
      }),
    [name, store, values] as const,
  )

export default row
