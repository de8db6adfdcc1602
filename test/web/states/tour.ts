/// <reference path="../../../src/web/env.d.ts" />
import type { Page, Route } from 'playwright-core'
import { PAGES } from '../../../src/web/routes.ts'

/** Everywhere that somebody can go by links, each page once and in its states: for tests, and for people to look at. */

export const ROUTES: readonly string[] = PAGES.map(({ path }) => path)

/** A page as it stands at one moment. */
export type State = {
  login: string
  /** as `routes.ts` has it */
  route: string
  /** `unopened`, `filled`, `wrong` (sent in empty, and refused), `unknown` (there is no such thing), `forbidden` (to others) and `gone` (the service does not answer) */
  is: string
}
export type Look = (page: Page, state: State) => Promise<void>

/** Pages of which several are gone to, since what they show differs by kind. */
const SEVERAL: Readonly<Record<string, number>> = {
  '/inbox': 4,
  '/cases': 2,
  '/received/:id': 6,
  '/sent/:id': 4,
  '/thread/:id': 2,
  '/cases/:id': 3,
}

/** An id of nothing. */
const NOTHING = '019ac000-0000-7000-8000-000000000000'

/**
 * Goes wherever the links lead from the navigation on.
 * @param more addresses to which no link leads there
 * @returns the routes that were found
 */
export async function walk(
  page: Page,
  login: string,
  look: Look,
  more: readonly string[] = [],
): Promise<Set<string>> {
  const found = new Map<string, Set<string>>()
  const ahead = [...(await links(page)), ...more]
  for (let href = ahead.shift(); href !== undefined; href = ahead.shift()) {
    const [path = ''] = href.split('?')
    const route = routeOf(path)
    if (route === null) continue
    const known = found.get(route) ?? new Set()
    if (known.has(href) || known.size >= (SEVERAL[route] ?? 1)) continue
    found.set(route, known.add(href))
    const at = (is: string): State => ({
      login,
      route: known.size > 1 ? `${route} ${known.size}` : route,
      is,
    })
    await goTo(page, href)
    const open = page.getByRole('button', { name: 'Open and sign for it' })
    if (await open.isVisible()) {
      await look(page, at('unopened'))
      await open.click()
      await settled(page)
    }
    await look(page, at('filled'))
    ahead.push(...(await links(page)))
    if (known.size === 1 && (await sendInEmpty(page))) await look(page, at('wrong'))
  }
  return new Set(found.keys())
}

/** Every page that is about something, asked for something that is not there; and each with no service to ask. */
export async function walkInVain(
  page: Page,
  login: string,
  { routes, is }: { routes: Iterable<string>; is: 'unknown' | 'gone' | 'forbidden' },
  look: Look,
): Promise<void> {
  const cut = (route: Route) => route.abort('connectionrefused')
  if (is === 'gone') await page.route(/\/(api|log|trust)\//, cut)
  for (const route of routes) {
    await goTo(page, route.replaceAll(/:[a-z]+/g, NOTHING))
    await look(page, { login, route, is })
  }
  if (is === 'gone') await page.unroute(/\/(api|log|trust)\//, cut)
}

/** What is shown over a page, and what is shown once it is locked; then nobody is signed in any more. */
export async function walkToTheDoor(page: Page, login: string, look: Look): Promise<void> {
  await goTo(page, '/about')
  await page.evaluate(() => document.querySelector('dialog')?.showModal())
  await look(page, { login, route: '/about', is: 'warned' })
  await page.evaluate(() => document.querySelector('dialog')?.close())
  await page.getByRole('button', { name: 'Lock' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await look(page, { login, route: '/sign-in', is: 'locked' })
}

/** The pages of those who are not signed in. */
export async function walkOutside(page: Page, look: Look): Promise<void> {
  const at = (route: string, is: string): State => ({ login: 'nobody', route, is })
  await page.goto('/')
  const button = page.getByRole('button', { name: 'Sign in', exact: true })
  await button.waitFor()
  await look(page, at('/sign-in', 'filled'))
  await button.click()
  await page.locator('.govuk-error-summary').waitFor()
  await look(page, at('/sign-in', 'wrong'))
  await page.goto('/enrol')
  await page.locator('.govuk-error-summary').waitFor()
  await look(page, at('/enrol', 'cut'))
}

/** Goes there as a link leads, without loading the client anew, which would sign out. */
export async function goTo(page: Page, href: string): Promise<void> {
  const follow = (to: string) =>
    page.evaluate((address) => {
      const link = document.createElement('a')
      link.href = address
      document.body.append(link)
      link.click()
      link.remove()
    }, to)
  // In between somewhere else, by which it is known that the page is another.
  await follow('/nowhere')
  await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor()
  await follow(href)
  await page.waitForFunction(() => {
    const heading = document.querySelector('h1')
    return heading !== null && heading.textContent !== 'Page not found'
  })
  await settled(page)
}

/** Until it has what it asks for; several things may be waited for, one after the other. */
export async function settled(page: Page): Promise<void> {
  const nothingIsWaitedFor = () => page.waitForFunction(() => document.querySelector('.app-waiting') === null)
  await nothingIsWaitedFor()
  // What follows from an answer is asked for once the page was drawn with it.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  await nothingIsWaitedFor()
}

/** The first form of the page, sent in as it stands, to a service that takes nothing. @returns whether there are errors to be looked at */
export async function sendInEmpty(page: Page): Promise<boolean> {
  const button = page.locator('main form button:not([type="button"])').first()
  if (!(await button.isVisible())) return false
  // It is gone with the first thing that it is told to do: nothing is done in earnest.
  let gone = false
  const refuse = (route: Route) => {
    gone ||= !['GET', 'HEAD'].includes(route.request().method())
    return gone ? route.abort('connectionrefused') : route.continue()
  }
  await page.route('**/api/**', refuse)
  await page.evaluate(() => {
    for (const field of document.querySelectorAll<HTMLInputElement>('main form input, main form textarea'))
      if (!['checkbox', 'radio', 'hidden', 'file'].includes(field.type) && field.value !== '') {
        field.value = ''
        field.dispatchEvent(new Event('input', { bubbles: true }))
      }
  })
  await button.click()
  const summary = page.locator('.govuk-error-summary')
  const wrong = await summary.waitFor({ timeout: 3000 }).then(
    () => true,
    () => false,
  )
  await page.unroute('**/api/**', refuse)
  return wrong
}

const routeOf = (path: string): string | null =>
  ROUTES.find((route) => new RegExp(`^${route.replaceAll(/:[a-z]+/g, '[^/]+')}$`).test(path)) ?? null

const links = (page: Page): Promise<string[]> =>
  page
    .locator('nav[aria-label="Menu"] a, main a[href^="/"], .govuk-footer a[href^="/"]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
