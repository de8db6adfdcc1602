import { describe, expect, it, vi } from 'vitest'
import { expectAccessible, hasChromium } from '../web/browser.ts'
import { accountOf, sendIncident, useDesk } from '../web/fixture.ts'
import { type Account, goToWork, problems, referralPage, searchPage, signInPage } from '../web/pages.ts'
import { damageIndex } from '../web/sealed-index.ts'

/** Searching as somebody does it, page by page and state by state. */

let officer: Account

describe.skipIf(!hasChromium())('searching in the browser (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    officer = await accountOf(service, 'yot.officer')
    await sendIncident(service)
    await sendIncident(service)
    const reader = await service.session('yot.officer')
    await vi.waitFor(async () => expect((await reader.client.inbox()).rows).toHaveLength(2), {
      timeout: 30_000,
      interval: 50,
    })
  })

  it('opens nothing by itself, and finds words only of what was opened', async () => {
    const { page } = desk
    await goToWork(page, officer, '/search')
    const search = searchPage(page)
    await search.button.click()
    expect(await problems(page).allTextContents()).toEqual(['Enter a word to search for'])
    await expect.poll(() => page.title()).toBe('Error: Search - Despatch')
    await expectAccessible(page)
    // The keyboard alone, from the field on.
    await search.words.focus()
    await page.keyboard.type('testina')
    await page.keyboard.press('Enter')
    await search.found(0).waitFor()
    expect(await page.getByRole('status').allTextContents()).toContain('Nothing found')
    await page.getByText('2 referrals searched, 0 of them by their words').waitFor()
    await expectAccessible(page)
    const view = await desk.service.session('yot.officer')
    expect((await view.client.inbox()).rows.map(({ answer }) => answer)).toEqual([null, null])
    await search.words.fill('asb')
    await search.words.press('Enter')
    await search.found(2).waitFor()
    await search.chosen('Received or sent').selectOption('Sent')
    await search.found(0).waitFor()
    await search.chosen('Received or sent').selectOption('Both')
    await search.chosen('Kind').selectOption('ASB incident')
    await search.found(2).waitFor()
    for (const width of [320, 768, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      await expectAccessible(page)
      const shots = process.env.SCREENSHOTS
      if (shots) await page.screenshot({ path: `${shots}/search-${width}.png`, fullPage: true })
    }
  })

  it('finds what was opened a moment ago, and what was opened at an earlier visit', async () => {
    const { page } = desk
    await goToWork(page, officer, '/search')
    const search = searchPage(page)
    await search.words.fill('asb')
    await search.words.press('Enter')
    await search.rows
      .first()
      .getByRole('link', { name: /^ASB incident/ })
      .click()
    const { open, recipients } = referralPage(page)
    await open.click()
    await recipients.waitFor()
    await page.goBack()
    await search.found(2).waitFor()
    await search.words.fill('testina')
    await search.words.press('Enter')
    await search.found(1).waitFor()
    await page.getByRole('button', { name: 'Lock' }).click()
    await signInPage(page).button.waitFor()
    expect(await page.content()).not.toMatch(/testina/i)
    await goToWork(page, officer, '/search')
    expect(await search.words.inputValue()).toBe('')
    await search.words.fill('testina')
    await search.words.press('Enter')
    await search.found(1).waitFor()
    await page.getByText('Found in: Informer').waitFor()
  })

  it('begins anew where what was kept is damaged, says so, and fails in nothing', async () => {
    const { page } = desk
    await goToWork(page, officer, '/search')
    await damageIndex(page)
    const search = searchPage(page)
    await search.words.fill('testina')
    await search.words.press('Enter')
    await search.found(0).waitFor()
    await page.getByText('Some of what this browser had kept for searching could not be read').waitFor()
    await expectAccessible(page)
    await search.words.fill('asb')
    await search.words.press('Enter')
    await search.found(2).waitFor()
  })
})
