import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import { POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'

import { encryptedMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import { expectAccessible, hasChromium, newMachine, openWindow } from '../web/browser.ts'
import { ASB, accountOf, sendIncident, useDesk, YOT } from '../web/fixture.ts'
import { answerHostilely } from '../web/hostile-answers.ts'
import { goToWork } from '../web/pages.ts'

/** Every page of everybody, of a service whose every text is hostile that its wire format lets be. */

const PLACE = process.env.SCREENSHOTS

/** Goes there as by a link, without leaving the site; the page that was there is gone. */
async function go(page: Page, path: string): Promise<void> {
  const isThere = new URL(page.url()).pathname === path
  if (!isThere)
    await page.evaluate((to) => {
      document.querySelector('main')?.setAttribute('data-left', '')
      const link = document.createElement('a')
      link.href = to
      document.body.append(link)
      link.click()
      link.remove()
    }, path)
  await page.locator('main:not([data-left]) h1').waitFor()
  await vi.waitFor(async () => expect(await page.locator('.app-waiting').count()).toBe(0), {
    timeout: 30_000,
    interval: 50,
  })
}

/** What of a page is not as it must be, whatever it shows. */
async function wrongWith(page: Page): Promise<string[]> {
  const wrong: string[] = []
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    if (wide > width) wrong.push(`${wide} px wide at ${width}`)
  }
  const drawn = await page.evaluate(() => document.body.innerText)
  for (const sign of ['\u202e', '\u2066', '\u200b'])
    if (drawn.includes(sign)) wrong.push(`draws U+${sign.charCodeAt(0).toString(16)}`)
  if (drawn.includes('Something went wrong in this page')) wrong.push('a fault')
  if (drawn.includes('[object ') || drawn.includes('native code')) wrong.push('draws what is no text')
  if (/[\u202e\u2066\u200b]/.test(await page.title())) wrong.push('its title')
  const count = await page.locator('main img, main iframe, main object, main script, [onerror]').count()
  if (count > 0) wrong.push('has elements of others')
  const links = await page
    .locator('a')
    .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href))
  for (const link of links) if (!link.startsWith(new URL(page.url()).origin)) wrong.push(`leads to ${link}`)
  return wrong
}

describe.skipIf(!hasChromium())('pages of a service that says hostile things (needs Chromium)', () => {
  let places: { thread: string; sent: string; received: string; unopened: string; registered: string }
  const desk = useDesk(async (service) => {
    const [read, other] = [await sendIncident(service), await sendIncident(service)]
    const reader = await service.session('yot.officer')
    const rows = await vi.waitFor(
      async () => {
        const { rows } = await reader.client.inbox()
        expect(rows).toHaveLength(2)
        return rows
      },
      { timeout: 30_000, interval: 50 },
    )
    const of = (referral: string) => rows.find((row) => row.referral === referral)
    await openDelivery({ session: reader, delivery: of(read.referral)?.delivery ?? '', now: new Date() })
    places = {
      thread: of(read.referral)?.thread ?? '',
      sent: read.referral,
      received: of(read.referral)?.delivery ?? '',
      unopened: of(other.referral)?.delivery ?? '',
      registered: `${read.referral}/${of(read.referral)?.delivery}`,
    }
    const from = POLICE_INTELLIGENCE
    const { message } = await encryptedMail(service, { from, to: ASB })
    await bringOnce(service, { from, to: [YOT], message, localAddress: POLICE_RELAY })
  })

  const looksAt = (who: string, pathsOf: () => string[], needed: readonly string[]) =>
    it(`are harmless to ${who}`, async () => {
      const { service, context } = desk
      const browser = context.browser()
      if (!browser) throw new Error('no browser')
      const account = await accountOf(service, who)
      const machine = await newMachine(browser, service.origin)
      const { page, complaints } = await openWindow(machine)
      const done: string[] = []
      page.on('dialog', (dialog) => void dialog.dismiss().then(() => done.push('dialog')))
      page.on('popup', () => done.push('popup'))
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url())
        if (protocol !== 'blob:' && origin !== service.origin) done.push(request.url())
      })
      const changed = await answerHostilely(machine)
      await goToWork(page, account).catch(async (error: unknown) => {
        throw new Error(await page.locator('main').innerText(), { cause: error })
      })
      await page.locator('main h1').waitFor()
      const found: Record<string, string[]> = {}
      for (const path of pathsOf()) {
        await go(page, path)
        const wrong = await wrongWith(page)
        if (wrong.length > 0) found[path] = wrong
        if (PLACE) {
          mkdirSync(PLACE, { recursive: true })
          await page.setViewportSize({ width: 320, height: 900 })
          const name = `${who}${path.replaceAll(/[/?]/g, '-').slice(0, 60)}.png`
          await page.screenshot({
            path: join(PLACE, name),
            clip: { x: 0, y: 0, width: 320, height: 4000 },
            fullPage: true,
          })
        }
        await expectAccessible(page)
      }
      expect(found).toEqual({})
      expect(done).toEqual([])
      expect(complaints).toEqual([])
      expect([...changed]).toEqual(expect.arrayContaining([...needed]))
      await machine.close()
    })

  looksAt(
    'yot.officer',
    () => [
      ...['/inbox', '/sent', '/drafts', '/search', '/quarantine', '/cases', '/cases/new', '/cases/find'],
      ...[`/received/${places.unopened}`, `/received/${places.received}`, `/thread/${places.thread}`],
      ...['reply', 'note', 'return', 'decline'].map((task) => `/received/${places.received}/${task}`),
      ...[`/cases/put/${places.thread}`, '/compose', '/about', '/account', '/account/share', '/account/kit'],
    ],
    ['readInbox', 'readDelivery', 'readThread', 'readQuarantine', 'readSessions'],
  )
  looksAt(
    'asb.caseworker',
    () => ['/sent', `/sent/${places.sent}`, `/sent/${places.sent}/receipts`, `/sent/${places.sent}/withdraw`],
    ['readSent', 'readReferral'],
  )
  looksAt(
    'auditor',
    () => [
      ...[
        '/register',
        `/register/${places.registered}`,
        '/refusals',
        '/reconcile',
        '/log-check',
        '/log-check/entries',
        '/statistics',
      ],
      ...['/reviews', '/reviews/new', '/reviews/select', '/reviews/check', '/key-history', '/account'],
    ],
    ['readDisclosures'],
  )
  looksAt(
    'council.liaison',
    () => [
      ...['', '/invite', '/people', '/ending', '/mailboxes', '/mailboxes/new', '/answers', '/keys'].map(
        (path) => `/agency${path}`,
      ),
      ...['/hand-in', '/certify', '/find', '/take-back'].map((path) => `/agency/keys${path}`),
      '/agency/answers/months',
    ],
    ['readPeople', 'readStatistics'],
  )
  looksAt(
    'co-ordinator',
    () =>
      ['', '/agencies', '/mailboxes', '/networks', '/draft', '/enter', '/rules', '/rules/amend', '/root'].map(
        (path) => `/partnership${path}`,
      ),
    ['readPartners', 'readDirectory'],
  )
  looksAt('court.listing', () => ['/push', '/compose'], ['readDirectory'])
})
