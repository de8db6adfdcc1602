import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { papers } from '../../src/demo/journeys/court-papers.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { keepList } from '../../src/sdk/recipient-lists.ts'
import { readDirectory } from '../../src/sdk/trust/trusted.ts'
import { expectAccessible, hasChromium } from '../web/browser.ts'
import { composePage, headingNamed, tabTo } from '../web/compose-pages.ts'
import { ASB, accountOf, useDesk, YOT } from '../web/fixture.ts'
import { type Account, goToWork, problems } from '../web/pages.ts'

const COURT = 'listing@liverpool-mc.cjsm.test'
const SUBJECT = 'Placeholder Pat'
const WHY = 'You asked for it and will see whether it is kept.'
const PLACE = process.env.SCREENSHOTS

let officer: Account

describe.skipIf(!hasChromium())('pushing an order in the browser client (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    officer = await accountOf(service, 'court.listing')
    const session = await service.session(officer.login)
    const directory = await readDirectory(session)
    await keepList(session, { mailbox: COURT, name: 'teams', members: [ASB, YOT], directory }, new Date())
  })
  beforeEach(async () => {
    await goToWork(desk.page, officer)
    await headingNamed(desk.page, 'Push an order').waitFor()
  })
  const looked = async (name: string) => {
    for (const width of [320, 768, 1280]) {
      await desk.page.setViewportSize({ width, height: 900 })
      expect(await desk.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      if (PLACE) await desk.page.screenshot({ path: join(PLACE, `${name}-${width}.png`), fullPage: true })
    }
    await expectAccessible(desk.page)
  }
  const pdf = () => ({
    name: 'order.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(papers()[0]?.bytes ?? []),
  })
  const readBy = async (login: string, reference: string) => {
    const reader = await desk.service.session(login)
    const delivery = await vi.waitFor(
      async () => {
        const row = (await reader.client.inbox()).rows.find((one) => one.reference === reference)
        if (!row) throw new Error('not delivered yet')
        return row.delivery
      },
      { timeout: 30_000, interval: 50 },
    )
    const opened = await openDelivery({ session: reader, delivery, now: new Date() })
    if (opened.outcome === 'unreadable' || opened.origin !== 'submitted') throw new Error('not opened')
    return opened
  }

  it('takes four pages, and some dozen answers and clicks, and then shows the receipts of both teams', async () => {
    const { page } = desk
    const compose = composePage(page)
    const took = { pages: 1, clicks: 0, typed: 0, waits: 0 }
    const click = async (name: string, then: Promise<unknown>) => {
      const from = performance.now()
      await page.getByRole('button', { name }).click()
      await then
      took.waits += performance.now() - from
      took.clicks += 1
      took.pages += 1
    }
    const type = async (pointer: string, text: string) => {
      await compose.field(pointer).fill(text)
      took.typed += text.length
    }
    // A court’s officer begins with this, wherever else they go.
    expect(await page.getByRole('navigation', { name: 'Menu' }).getByRole('link').first().innerText()).toBe(
      'Push an order',
    )
    await page.getByLabel('Which type of order is it?').waitFor()
    expect(await page.getByLabel('Which type of order is it?').locator('option').allTextContents()).toContain(
      'Anti-social behaviour order',
    )
    await page.getByRole('button', { name: 'Continue' }).click()
    await problems(page).getByText('Select which type of order it is').waitFor()
    await looked('push')
    await page.getByLabel('Which type of order is it?').selectOption('asbo')
    took.clicks += 2
    await click('Continue', headingNamed(page, 'The order').waitFor())

    // The navigation marks what is done, and that alone.
    const marked = page.getByRole('navigation', { name: 'Menu' }).locator('[aria-current]')
    expect(await marked.allInnerTexts()).toEqual(['Push an order'])
    await page.getByText('Court: Name: Example Magistrates').first().waitFor()
    await compose.goOn.click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Enter the name (subject)',
      'Enter the case number',
      'Enter the agency (applicant)',
      'Say why it is shared',
    ])
    await looked('order-errors')
    const dropped = await page.evaluateHandle((base64) => {
      const data = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      data.items.add(new File([bytes], 'order.pdf', { type: 'application/pdf' }))
      return data
    }, pdf().buffer.toString('base64'))
    await page.dispatchEvent('.app-drop', 'drop', { dataTransfer: dropped })
    await page.getByRole('heading', { name: /^1 file/ }).waitFor()
    took.clicks += 1
    await type('/subject/name', SUBJECT)
    await type('/subject/dateOfBirth', '1')
    await type('/subject/dateOfBirth-month', '4')
    await type('/subject/dateOfBirth-year', '1990')
    await type('/caseNumber', 'LIV-26-0117')
    await type('/applicant/agency', 'Liverpool City Council')
    await page.getByRole('checkbox', { name: 'Yes' }).check()
    took.clicks += 1
    await type('/justification', WHY)
    await looked('order')
    await click('Continue', headingNamed(page, 'Whom it goes to, and by which law').waitFor())

    const mailboxes = page.locator('input[name="to"]')
    const bases = page.locator('input[name="bases"]')
    await mailboxes.first().waitFor()
    await bases.first().waitFor()
    // Nobody and no law is chosen for anybody (L15).
    expect(await page.locator('input:checked').count()).toBe(0)
    await compose.goOn.click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Select at least one mailbox to send it to',
      'Select the legal bases that hold in this case',
    ])
    expect(
      await mailboxes.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value).slice(0, 3)),
    ).toEqual(expect.arrayContaining([ASB, YOT]))
    await page.getByRole('button', { name: 'Add the list teams' }).click()
    for (const box of await bases.all()) {
      await box.check()
      took.clicks += 1
    }
    took.clicks += 1
    const asked = performance.now()
    await compose.standing.getByText('Allowed', { exact: true }).waitFor()
    took.waits += performance.now() - asked
    await looked('share')
    await click('Continue', headingNamed(page, 'Check your answers before you send it').waitFor())
    const again = performance.now()
    await compose.standing.getByText('Allowed', { exact: true }).waitFor()
    took.waits += performance.now() - again
    // What it rests on stands there as well, each with where it is changed.
    expect(await page.locator('main').innerText()).toContain('Legal bases')
    expect(await page.locator('#change-share').getAttribute('href')).toBe('/push/share')
    await looked('check')
    await click('Sign, seal and send it', headingNamed(page, 'Referral sent').waitFor())

    if (PLACE) console.log(took)
    // The fifth page says that it was sent.
    expect(took.pages).toBe(5)
    expect(took.clicks).toBeLessThanOrEqual(13)
    expect(took.typed).toBeLessThanOrEqual(130)

    const main = page.locator('main')
    await main.getByText('0 of 2 have opened it').waitFor()
    const reference = /ORD-\w{5}-\w{5}-\w|[A-Z]{3}-\w{5}-\w{5}-\w/.exec(await main.innerText())?.[0] ?? ''
    const atAsb = await readBy('asb.caseworker', reference)
    expect(atAsb.text).toContain(SUBJECT)
    expect(atAsb.attachments.map(({ name }) => name)).toEqual(['order.pdf'])
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await main.getByText('1 of 2 has opened it').waitFor()
    await looked('receipts-one')
    await readBy('yot.officer', reference)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await main.getByText('2 of 2 have opened it').waitFor()
    for (const team of [ASB, YOT]) {
      const rows = page.getByRole('table', { name: team }).getByRole('row')
      expect(await rows.filter({ hasText: 'Collected' }).innerText()).toMatch(
        /signed by the key of the person/,
      )
      expect(await rows.filter({ hasText: 'Opened' }).innerText()).toMatch(/signed by the key of the person/)
      expect(await rows.filter({ hasText: 'Acknowledged' }).innerText()).toMatch(/Not yet/)
    }
    await page.getByRole('link', { name: 'See the receipts as they come' }).click()
    await headingNamed(page, 'Receipts').waitFor()
    await main.getByText('2 of 2 have opened it').waitFor()
    // Each state is said once.
    expect(await main.getByText('Opened', { exact: true }).count()).toBe(2)
    await looked('receipts')
  })

  it('is pushed by keyboard alone', async () => {
    const { page } = desk
    const press = async (name: string | RegExp, key: string) => {
      await tabTo(page, name)
      await page.keyboard.press(key)
    }
    const write = async (name: string, words: string) => {
      await tabTo(page, name)
      await page.keyboard.type(words)
    }
    // Asked for before the first key: Chromium tells of a chooser only once it has heard that somebody waits for it.
    const choosing = page.waitForEvent('filechooser')
    await tabTo(page, 'Which type of order is it?')
    await page.keyboard.type('Anti-social')
    await press('Continue', 'Enter')
    await headingNamed(page, 'The order').waitFor()
    await tabTo(page, 'The order itself, as a PDF')
    await page.keyboard.press('Enter')
    await (await choosing).setFiles(pdf())
    await write('Name', SUBJECT)
    await write('Day', '1')
    await write('Month', '4')
    await write('Year', '1990')
    await write('Case number', 'LIV-26-0118')
    await write('Agency', 'Liverpool City Council')
    await press('Yes', 'Space')
    await write('Why it is shared', WHY)
    await press('Continue', 'Enter')
    await headingNamed(page, 'Whom it goes to, and by which law').waitFor()
    await page.locator('input[name="bases"]').first().waitFor()
    await press('Add the list teams', 'Enter')
    const bases = await page.locator('input[name="bases"]').count()
    await tabTo(page, /community safety|crime and disorder|power|functions/i)
    for (let at = 0; at < bases; at += 1) {
      await page.keyboard.press('Space')
      await page.keyboard.press('Tab')
    }
    await composePage(page).standing.getByText('Allowed', { exact: true }).waitFor()
    await press('Continue', 'Enter')
    await headingNamed(page, 'Check your answers before you send it').waitFor()
    await composePage(page).standing.getByText('Allowed', { exact: true }).waitFor()
    await press('Sign, seal and send it', 'Enter')
    await headingNamed(page, 'Referral sent').waitFor()
  })

  it('asks what the law asks besides, and can go on with every question of the form', async () => {
    const { page } = desk
    const compose = composePage(page)
    await page.getByLabel('Which type of order is it?').selectOption('asbo')
    await compose.goOn.click()
    await headingNamed(page, 'The order').waitFor()
    await compose.field('/subject/name').fill(SUBJECT)
    await compose.field('/subject/dateOfBirth').fill('1')
    await compose.field('/subject/dateOfBirth-month').fill('4')
    await compose.field('/subject/dateOfBirth-year').fill('2012')
    await compose.field('/caseNumber').fill('LIV-26-0119')
    await compose.field('/applicant/agency').fill('Liverpool City Council')
    await page.getByRole('checkbox', { name: 'Yes' }).check()
    await compose.field('/justification').fill(WHY)
    await page.getByLabel('The order itself, as a PDF').setInputFiles(pdf())
    // On somebody under 17 an order is reviewed.
    await compose.field('/review/due').waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Answer every question of the form instead' }).click()
    await headingNamed(page, /Status/).waitFor()
    await page.getByRole('link', { name: 'Push an order' }).click()
    await page.getByText('You have begun a Court order, and it is not sent.').waitFor()
  })
})
