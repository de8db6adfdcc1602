import type { Route } from 'playwright-core'
import { expect, it } from 'vitest'
import type { SentResponse } from '../../src/domain/wire/referral-response.ts'
import { expectTitle } from './browser.ts'
import type { CaseWork } from './case-work-fixture.ts'
import { YOT } from './fixture.ts'
import { goToWork, problems } from './pages.ts'
import { exchangeOf, exchangePage, questions } from './thread-pages.ts'

/** Looking at an exchange, and withdrawing from it. */
export function exchangeJourneys({ desk, people, sent, look, shots }: CaseWork): void {
  it('shows an exchange as one timeline, newest first, with who has answered and what stands behind it', async () => {
    const { page } = desk
    await goToWork(page, people.caseWorker, '/sent')
    await exchangeOf(page, sent.request.reference).click()
    const exchange = exchangePage(page)
    await exchange.answered.waitFor()
    const text = await page.locator('main').innerText()
    expect(text).toContain('1 of 1 has answered')
    const times = await exchange.events
      .locator('time')
      .evaluateAll((all) => all.map((one) => one.getAttribute('datetime') ?? ''))
    expect(times.length).toBeGreaterThan(3)
    expect(times).toEqual([...times].sort().reverse())
    expect(await exchange.events.last().textContent()).toContain(sent.request.reference)
    expect(text).toContain('signed by the key of the person')
    await expectTitle(page, 'Exchange - Despatch')
    await look('exchange')

    await page.emulateMedia({ media: 'print' })
    const marked = await page.locator('.app-marking').evaluateAll((all) =>
      all.map((one) => {
        const { display, breakInside } = getComputedStyle(one)
        return `${display} ${breakInside}`
      }),
    )
    // As the head and the foot of a table they stand on each page that is printed.
    expect(marked).toEqual(['table-header-group avoid', 'table-footer-group avoid'])
    expect(await page.getByRole('navigation').isVisible()).toBe(false)
    const margins = await page.evaluate(() =>
      [...document.styleSheets]
        .flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText))
        .join(''),
    )
    expect(margins).toMatch(/@page[^@]*@bottom-center[^}]*"Page " counter\(page\) " of " counter\(pages\)/)
    if (shots) await page.pdf({ path: `${shots}/exchange.pdf`, format: 'A5' })
    await page.emulateMedia({ media: 'screen' })
  })

  it('withdraws what nobody has collected, and says of the rest why not', async () => {
    const { page } = desk
    const [returned, , untouched] = sent.incidents
    await goToWork(page, people.caseWorker, `/sent/${returned?.referral}/withdraw`)
    await page.getByText('It cannot be withdrawn from anybody any more.').waitFor()
    expect(await page.locator('main').innerText()).toContain(
      `Not from ${YOT}: somebody there has collected it.`,
    )
    expect(await page.getByRole('button', { name: 'Continue' }).count()).toBe(0)
    await look('withdraw-too-late')
    await page.getByRole('link', { name: 'Sent', exact: true }).click()
    await page.getByRole('link', { name: new RegExp(`^ASB incident ${untouched?.reference}`) }).click()
    await page.getByRole('link', { name: 'Withdraw it' }).click()
    const steps = questions(page)
    await steps.goOn.click()
    await problems(page).first().waitFor()
    await page.getByLabel(YOT).check()
    await page.getByLabel('It should not have been sent.').check()
    await look('withdraw')
    await steps.goOn.click()
    await page.getByRole('button', { name: 'Withdraw it' }).click()
    await steps.panel.waitFor()
    await look('withdrawn')
    const { client } = await desk.service.session('asb.caseworker')
    expect((await client.referral(untouched?.referral ?? '')).deliveries[0]).toMatchObject({
      state: 'withdrawn',
      withdrawn: { reason: 'sent-in-error' },
    })
    await page.getByRole('link', { name: 'Sent', exact: true }).click()
    await page.getByText(`To ${YOT}: withdrawn. It should not have been sent.`).waitFor()
    expect(await page.getByText('Not believed').count()).toBe(0)
    await look('sent-with-reasons')
  })

  it('shows the marking that was signed, and says where the service lists another', async () => {
    const { page } = desk
    const [listed] = sent.incidents
    const lie = async (route: Route) => {
      const response = await route.fetch()
      const { rows, ...page } = (await response.json()) as SentResponse
      const lower = rows.map((row) =>
        row.referral === listed?.referral ? { ...row, marking: 'NOT PROTECTIVELY MARKED' } : row,
      )
      return route.fulfill({ response, json: { ...page, rows: lower } })
    }
    await page.context().route('**/api/v1/sent?*', lie)
    await goToWork(page, people.caseWorker, '/sent')
    const row = page.getByRole('listitem').filter({ has: page.getByText('Not believed') })
    await row.waitFor()
    await page.context().unroute('**/api/v1/sent?*', lie)
    const words = await row.innerText()
    expect(words).toContain(listed?.reference ?? 'a reference')
    expect(words).toContain('The service shows it as asb-incident, NOT PROTECTIVELY MARKED')
    expect(await row.locator('.app-row__marking').innerText()).toBe('RESTRICTED')
    await look('sent-not-believed')
  })
}
