import { type Browser, chromium, type Page } from 'playwright-core'
import { kitOf, newAccountSecret } from '../src/sdk/kit.ts'
import { setPassphrase } from '../src/sdk/passphrase.ts'
import type { Session } from '../src/sdk/session.ts'
import { lessIsBetter, type Measured } from './row.ts'
import type { ServiceProcess } from './service-process.ts'

/** Somebody who works in the browser client, in a browser of their own: Debian's Chromium, as the tests start it. */
export type BrowserDesk = {
  page: Page
  /** whose it is, as the SDK has them */
  session: Session
  /**
   * From the sign-in page, filled in, to the handling statement agreed to; what follows is the page at `path`.
   * @param filled what is done before the button is pressed
   */
  signIn(path: string, filled?: (page: Page) => Promise<void>): Promise<void>
  close(): Promise<void>
}

const PASSPHRASE = 'drizzle teapot lanyard'

/** Gives somebody of the demonstration a passphrase and a kit, and a browser. */
export async function openBrowserDesk(service: ServiceProcess, login: string): Promise<BrowserDesk> {
  const session = await service.session(login)
  const secret = newAccountSecret()
  const now = new Date()
  await setPassphrase(session, { passphrase: PASSPHRASE, secret }, { replaces: 0, now })
  const { words } = kitOf(secret, { login, origin: service.origin, made: now })
  const browser: Browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    // As root it has no sandbox; the pages are this project's own.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  })
  const context = await browser.newContext({
    baseURL: service.origin,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  return {
    page,
    session,
    async signIn(path, filled) {
      await page.goto(path)
      await page.getByLabel('Sign-in name').fill(login)
      await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
      await page.getByLabel('The 12 words of your kit').fill(words.join(' '))
      await filled?.(page)
      await page.evaluate(() => performance.mark('sign-in'))
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByRole('button', { name: 'I have read this and agree' }).click()
    },
    close: () => browser.close(),
  }
}

/** The longest task and the longest time between two frames since it began to look, ms. */
export type Pauses = { task: number; gap: number }

type Watched = { pauses: Pauses }

/** Begins to look for pauses of the main thread, anew. */
export const watchPauses = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const watching = globalThis as unknown as Watched & { stopWatching?: () => void }
    watching.stopWatching?.()
    const pauses = { task: 0, gap: 0 }
    watching.pauses = pauses
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) pauses.task = Math.max(pauses.task, duration)
    })
    observer.observe({ type: 'longtask' })
    let last = performance.now()
    let frame = requestAnimationFrame(function next() {
      const now = performance.now()
      pauses.gap = Math.max(pauses.gap, now - last)
      last = now
      frame = requestAnimationFrame(next)
    })
    watching.stopWatching = () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  })

/** What no task of the main thread may be longer than: shorter ones are not told of by the browser. Milliseconds. */
const TASK_LIMIT_MS = 50

/**
 * The line of the longest task. Whatever else the machine does makes tasks longer and none shorter: of several rounds the best counts.
 * @param tasks the longest of each round, ms
 */
export const longestTask = (name: string, tasks: readonly number[]): Measured =>
  lessIsBetter({
    name: `${name}, longest task`,
    ...{ unit: 'ms', peer: 'a limit', peerValue: TASK_LIMIT_MS },
    value: Math.max(Math.min(...tasks), TASK_LIMIT_MS),
  })

/** What was seen of pauses since `watchPauses`; a task under 50 ms is none, by the browser's own reckoning. */
export const pausesOf = (page: Page): Promise<Pauses> =>
  page.evaluate(() => ({ ...(globalThis as unknown as Watched).pauses }))

/**
 * The processor's time that the longest task of the page's main thread took while something was done, ms. The clock on the wall says
 * more than that of a page beside a service, its database and the page's own worker on two cores: how long it had to wait for one.
 */
export async function busiestTask(page: Page, work: () => Promise<void>): Promise<number> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('the page is in no browser of its own')
  await browser.startTracing(page, { categories: ['toplevel'] })
  await work()
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(String(await browser.stopTracing()))
  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  const ofPages = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(thread),
  )
  const tasks = traceEvents.filter(
    (event) => event.name === 'ThreadControllerImpl::RunTask' && ofPages.has(thread(event)),
  )
  if (tasks.length === 0)
    throw new Error('Chromium traced no task of the page: are they called otherwise now?')
  return tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1000
}

/** As much of an event of Chromium's trace as is read; `tdur`: the processor's time, µs. */
type TraceEvent = { name: string; pid: number; tid: number; tdur?: number; args?: { name?: string } }

/**
 * Milliseconds in the page from what is done there until something is to be seen, as the page's own clock has it.
 *
 * @param act clicks, for instance; run in the page
 * @param seen a selector of what is to be seen then
 */
export const millisecondsUntil = (page: Page, act: string, seen: string): Promise<number> =>
  page.evaluate(
    ([clicked, awaited]) =>
      new Promise<number>((resolve) => {
        const began = performance.now()
        const look = () => {
          if (document.querySelector(awaited) === null) return
          watcher.disconnect()
          // Seen is what has been drawn.
          requestAnimationFrame(() => resolve(performance.now() - began))
        }
        const watcher = new MutationObserver(look)
        watcher.observe(document.body, { childList: true, subtree: true, attributes: true })
        document.querySelector<HTMLElement>(clicked)?.click()
        look()
      }),
    [act, seen] as const,
  )
