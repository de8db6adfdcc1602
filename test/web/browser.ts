import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { CHROMIUM } from '../browser/chromium.ts'

export { hasChromium } from '../browser/chromium.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** A browser for profiles that are forgotten when it is closed. */
export const startBrowser = (): Promise<Browser> => chromium.launch(CHROMIUM)

/**
 * The same with a profile that stays in a folder when it is closed, as a person has one.
 *
 * @param through the port at which a name and port is really to be met, where something stands between
 */
export const startWithProfile = (
  folder: string,
  origin: string,
  through?: { port: number },
): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, {
    ...CHROMIUM,
    args: [
      ...CHROMIUM.args,
      ...(through ? [`--host-resolver-rules=MAP ${new URL(origin).host} 127.0.0.1:${through.port}`] : []),
    ],
    ...PLACE,
    baseURL: origin,
    acceptDownloads: true,
  })

const PLACE = { locale: 'en-GB', timezoneId: 'Europe/London' }

/** A profile of its own, in the place and the language of the partnership. */
export async function newMachine(browser: Browser, origin: string): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: origin, ...PLACE })
  context.setDefaultTimeout(20_000)
  return context
}

/** A page, and everything that it complains of: there is to be nothing. */
export type Window = { page: Page; complaints: string[] }

export async function openWindow(context: BrowserContext): Promise<Window> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // What the service refused is told to the person, and by the browser besides.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  return { page, complaints }
}

type AxeResult = { violations: { id: string; help: string; nodes: { html: string }[] }[] }

/** Demands that axe finds nothing against levels A and AA in the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  // By the debugger, since the page's own policy would take no script from elsewhere.
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResult, string[]>(
    (values) =>
      (globalThis as unknown as { axe: { run(of: Document, options: object): Promise<AxeResult> } }).axe.run(
        document,
        { runOnly: { type: 'tag', values } },
      ),
    LEVELS,
  )
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`)).toEqual([])
}

const PATIENTLY = { timeout: 20_000, interval: 20 }

/** Waits until the tab is called so: an effect of the page says it, after what is seen is there. */
export const expectTitle = (page: Page, title: string | RegExp): Promise<void> =>
  vi.waitFor(
    async () =>
      expect(await page.title()).toEqual(typeof title === 'string' ? title : expect.stringMatching(title)),
    PATIENTLY,
  )

/** Waits until it has the focus, which an effect of the page gives it too. Before that, keys would go elsewhere. */
export const expectFocus = (place: Locator): Promise<void> =>
  vi.waitFor(
    async () => expect(await place.evaluate((one) => one === document.activeElement)).toBe(true),
    PATIENTLY,
  )

/** Waits until nothing of a session is in memory: that a worker has ended is known here later than to the page that ended it. */
export const expectNoWorkers = (page: Page): Promise<void> =>
  vi.waitFor(() => expect(page.workers()).toEqual([]), PATIENTLY)

/**
 * Keeps the page from hearing of what changes. The service looks every 15 seconds whether a session still stands, so that a page whose
 * session ends may be locked at any moment; then it is locked by what is asked for next, and by nothing else.
 */
export const keepFromHearing = (page: Page): Promise<unknown> => page.route('**/api/v1/events*', () => {})
