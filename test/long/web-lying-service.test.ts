import type { Page, Route } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import type { InboxRow, ReferralView } from '../../src/domain/wire/referral-response.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { hasChromium } from '../web/browser.ts'
import { accountOf, sendIncident, useDesk } from '../web/fixture.ts'
import { type Account, goToWork, inboxPage, problems, referralPage, signInPage } from '../web/pages.ts'

/** A service that answers a browser otherwise than it should: with another referral, for ever, too much, or from elsewhere. */

const ORIGINAL = Symbol('as the service really answers')
type Lie = (honest: unknown) => unknown

describe.skipIf(!hasChromium())('what a lying service answers the browser client (needs Chromium)', () => {
  let officer: Account
  let rows: InboxRow[]
  const desk = useDesk(async (service) => {
    officer = await accountOf(service, 'yot.officer')
    for (let n = 0; n < 4; n += 1) await sendIncident(service)
    const { client } = await service.session('yot.officer')
    rows = await vi.waitFor(
      async () => {
        const { rows } = await client.inbox()
        expect(rows).toHaveLength(4)
        return rows
      },
      { timeout: 30_000, interval: 50 },
    )
  })
  const row = (at: number): InboxRow => rows[at] as InboxRow

  /** Puts another answer in the place of those to a path; what it is asked by others stays. */
  const lie = async (page: Page, path: string, as: Lie): Promise<void> => {
    await page.route(`**/api/v1/${path}`, async (route: Route) => {
      if (route.request().method() !== 'GET') return route.continue()
      const response = await route.fetch()
      const json = as(await response.json())
      return route.fulfill(json === ORIGINAL ? { response } : { response, json })
    })
  }
  /** The view of one referral under the delivery of another. */
  const passedOff = async (other: InboxRow, as: InboxRow): Promise<ReferralView> => {
    const view = await (await desk.service.session('yot.officer')).client.delivery(other.delivery)
    return { ...view, deliveries: view.deliveries.map((one) => ({ ...one, delivery: as.delivery })) }
  }
  /** What this page has signed of deliveries. */
  const signedBy = (page: Page): string[] => {
    const signed: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().includes('/receipts'))
        signed.push(request.postData() ?? '')
    })
    return signed
  }

  it('has nobody sign for another referral than the one that they asked to open', async () => {
    const { page } = desk
    const signed = signedBy(page)
    const other = await passedOff(row(1), row(0))
    let honest = true
    await lie(page, `deliveries/${row(0).delivery}`, () => (honest ? ORIGINAL : other))
    await goToWork(page, officer, `/received/${row(0).delivery}`)
    await referralPage(page).open.waitFor()
    honest = false
    // Later than the answer of a moment ago is good for.
    const shown = await page.evaluate(() => performance.now())
    await page.waitForFunction((since) => performance.now() > since + 2_100, shown)
    await referralPage(page).open.click()
    await problems(page).first().waitFor()
    expect(await problems(page).first().textContent()).toContain('answers with another referral')
    expect(signed).toEqual([])
  })

  it('has nobody acknowledge another one than they have read', async () => {
    const { page } = desk
    const signed = signedBy(page)
    const reader = await desk.service.session('yot.officer')
    for (const at of [0, 1])
      await openDelivery({ session: reader, delivery: row(at).delivery, now: new Date() })
    const other = await passedOff(row(1), row(0))
    let honest = true
    await lie(page, `deliveries/${row(0).delivery}`, () => (honest ? ORIGINAL : other))
    await goToWork(page, officer, `/received/${row(0).delivery}`)
    await referralPage(page).recipients.waitFor()
    signed.splice(0)
    honest = false
    await page.getByRole('button', { name: 'Acknowledge it' }).click()
    await problems(page).first().waitFor()
    expect(await problems(page).first().textContent()).toContain('answers with another referral')
    expect(signed).toEqual([])
  })

  it('puts no other name, sender or receipts over what was opened', async () => {
    const { page } = desk
    const other = await passedOff(row(1), row(0))
    const { client } = await desk.service.session('yot.officer')
    const first = await client.delivery(row(0).delivery)
    for (const after of [
      other,
      { ...other, referral: first.referral },
      { ...first, reference: other.reference, kind: 'court-order', marking: 'UNCLASSIFIED' },
    ]) {
      let asked = 0
      await page.unrouteAll()
      // The first is the headline, by which it is opened; the second is how it stands since.
      await lie(page, `deliveries/${row(0).delivery}`, () => (asked++ === 0 ? ORIGINAL : after))
      await goToWork(page, officer, `/received/${row(0).delivery}`)
      await referralPage(page).recipients.or(problems(page).first()).waitFor()
      const text = await page.locator('main').innerText()
      expect(text).not.toContain(other.reference)
      expect(text).not.toContain('UNCLASSIFIED')
      expect(text).not.toContain('Court order')
    }
  })

  it('is not followed elsewhere, nor believed where its answers are of other types', async () => {
    const { page } = desk
    const elsewhere: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(desk.service.origin)) elsewhere.push(request.url())
    })
    await goToWork(page, officer)
    await inboxPage(page).rows.first().waitFor()
    const [one] = (await (await desk.service.session('asb.caseworker')).client.sent()).rows
    const answers: { body?: string; status?: number; headers?: Record<string, string>; says: RegExp }[] = [
      { status: 302, headers: { location: 'https://evil.test/' }, says: /no answer/ },
      { body: '[]', says: /not one that this program understands/ },
      { body: '{"rows":{"__proto__":{"polluted":1}},"next":null}', says: /not one that this program/ },
      { body: '{"__proto__":{"polluted":1},"rows":[],"next":null}', says: /not one that this program/ },
      {
        body: `{"rows":${'['.repeat(100_000)}${']'.repeat(100_000)},"next":null}`,
        says: /not one that|went wrong/,
      },
      {
        body: `{"rows":[],"next":"${'x'.repeat(40 * 1024 * 1024)}"}`,
        says: /longer than this program accepts/,
      },
      {
        body: JSON.stringify({ rows: Array.from({ length: 5_000 }, () => one), next: null }),
        says: /not one that this program/,
      },
      {
        status: 500,
        body: JSON.stringify({
          type: 'javascript:alert(1)',
          title: '\u202e<img src=x>',
          detail: '<b>x',
          status: { a: 1 },
        }),
        says: /<b>x/,
      },
    ]
    for (const { says, ...answer } of answers) {
      await page.unrouteAll()
      await page.route('**/api/v1/sent?*', (route) =>
        route.fulfill({ contentType: 'application/json', ...answer }),
      )
      await page.getByRole('link', { name: 'Sent', exact: true }).click()
      await problems(page).filter({ hasText: says }).waitFor()
      await page.getByRole('link', { name: 'Drafts', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Drafts' }).waitFor()
    }
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false)
    expect(
      await Promise.all(page.workers().map((worker) => worker.evaluate(() => 'polluted' in {}))),
    ).toEqual([false])
    expect(elsewhere).toEqual([])
  })

  it('does not keep it busy for ever: lists that do not end, a flood of events, content that never comes', async () => {
    const { page } = desk
    let asked = 0
    await lie(page, 'cases*', (honest) => {
      asked += 1
      return { ...(honest as object), next: row(0).referral }
    })
    await goToWork(page, officer, '/cases')
    await problems(page).filter({ hasText: 'a list that does not end' }).waitFor()
    expect(asked).toBeLessThan(20)

    await page.unrouteAll()
    const flood = `event: changed\ndata: ${JSON.stringify({ list: 'inbox', mailbox: row(0).mailbox, referral: null, thread: null })}\n\n`
    let [streams, lists] = [0, 0]
    await page.route('**/api/v1/events*', (route) => {
      streams += 1
      return route.fulfill({ contentType: 'text/event-stream', body: flood.repeat(20_000) })
    })
    page.on('request', (request) => {
      if (request.url().includes('/inbox')) lists += 1
    })
    await goToWork(page, officer)
    await inboxPage(page).rows.first().waitFor()
    await vi.waitFor(() => expect(streams).toBeGreaterThan(1), { timeout: 30_000, interval: 50 })
    // Twenty thousand times as much was told.
    expect(lists).toBeLessThan(400)

    await page.unrouteAll()
    let content = false
    await page.route('**/api/v1/deliveries/*/content', () => {
      content = true
    })
    await inboxPage(page)
      .rows.getByRole('link', { name: new RegExp(row(2).reference) })
      .first()
      .click()
    await referralPage(page).open.click()
    await vi.waitFor(() => expect(content).toBe(true), { timeout: 30_000, interval: 50 })
    await page.getByRole('button', { name: 'Lock' }).click()
    await signInPage(page).name.waitFor()
    await expect.poll(() => page.workers()).toEqual([])
  })
})
