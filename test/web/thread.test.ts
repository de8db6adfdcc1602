import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { informationRequest } from '../../src/domain/kinds/information-request.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { type SentReferral, send } from '../../src/sdk/send.ts'
import type { TestService } from '../setup/service.ts'
import {
  expectAccessible,
  hasChromium,
  newMachine,
  openWindow,
  startBrowser,
  type Window,
} from './browser.ts'
import { ASB, accountOf, sendIncident, startWithClient, YOT } from './fixture.ts'
import { type Account, goToWork, heading, problems, referralPage } from './pages.ts'
import { exchangePage, questions } from './thread-pages.ts'

/** What is written in the tests, and must stand in no address and no title. */
const ANSWER = 'We hold no file on this household.'

let service: TestService
let browser: Browser
let officer: BrowserContext
let caseWorker: BrowserContext
let officerAccount: Account
let caseWorkerAccount: Account
let request: SentReferral
let incident: SentReferral
let window: Window

/** Asks the YOT for information, by the SDK. */
async function sendRequest(): Promise<SentReferral> {
  const session = await service.session('asb.caseworker')
  const prepared = await prepareReferral({
    session,
    now: new Date(),
    from: ASB,
    to: [YOT],
    kind: 'information-request',
    data: informationRequest.example,
    bases: SENSITIVE_BASES,
    consent: UNASKED,
  })
  if (!prepared.ready) throw new Error(JSON.stringify(prepared.decision))
  return send({ session, prepared })
}

const shots = process.env.SHOTS

describe.skipIf(!hasChromium())('exchanges, answers and cases in the browser (needs Chromium)', () => {
  beforeAll(async () => {
    ;[service, browser] = await Promise.all([startWithClient(), startBrowser()])
    ;[officer, caseWorker] = await Promise.all([
      newMachine(browser, service.origin),
      newMachine(browser, service.origin),
    ])
    officerAccount = await accountOf(service, 'yot.officer')
    caseWorkerAccount = await accountOf(service, 'asb.caseworker')
    request = await sendRequest()
    incident = await sendIncident(service)
    const reader = await service.session('yot.officer')
    await vi.waitFor(async () => expect((await reader.client.inbox()).rows).toHaveLength(2), {
      timeout: 10_000,
      interval: 50,
    })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })
  afterEach(async () => {
    const { complaints } = window
    await window.page.close()
    expect(complaints).toEqual([])
  })

  /** Looks at the page as it stands; with SHOTS=folder it is kept as pictures at three widths. */
  async function look(name: string): Promise<void> {
    await expectAccessible(window.page)
    if (!shots) return
    for (const width of [320, 768, 1280]) {
      await window.page.setViewportSize({ width, height: 900 })
      await window.page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
    }
  }

  describe('of whoever received something', () => {
    beforeEach(async () => {
      window = await openWindow(officer)
    })

    it('replies in words, with what is answered beside: the rules are asked, and nothing typed is lost', async () => {
      const { page } = window
      await goToWork(page, officerAccount)
      await page
        .getByRole('link', { name: new RegExp(request.reference) })
        .first()
        .click()
      await referralPage(page).open.click()
      await page.getByRole('link', { name: 'Reply in words' }).click()
      const reply = questions(page)
      await reply.original.waitFor()
      expect(await reply.original.textContent()).toContain(request.reference)
      await look('reply-answer')
      await reply.goOn.click()
      await problems(page).first().waitFor()
      expect(await problems(page).allTextContents()).toEqual(['Select how you answer', 'Enter your answer'])
      expect(await page.title()).toBe('Error: Reply - Despatch')
      await look('reply-answer-errors')
      await page.getByLabel('Answered in part').check()
      await page.getByLabel('Your answer').fill(ANSWER)
      await page.getByLabel('Day', { exact: true }).fill('31')
      await page.getByLabel('Month').fill('2')
      await page.getByLabel('Year').fill('2027')
      await reply.goOn.click()
      await page.locator('#canSupplyBy-error').waitFor()
      expect(await page.getByLabel('Your answer').inputValue()).toBe(ANSWER)
      await page.getByLabel('Day', { exact: true }).fill('26')
      await reply.goOn.click()

      await page.getByLabel('It tells of somebody', { exact: true }).check()
      await reply.goOn.click()
      await problems(page).first().waitFor()
      await look('reply-people-errors')
      await page.getByLabel('Young person').check()
      await page.getByLabel('Why it is shared').fill('You are to visit.')
      await reply.goOn.click()

      await page.getByLabel('Not sought').check()
      await look('reply-grounds')
      await reply.goOn.click()
      await page.locator('#notAsked-error').waitFor()
      await page.getByLabel('Asking would prejudice').check()
      await reply.goOn.click()
      await reply.unmet.first().waitFor()
      expect(await heading(page).textContent()).toBe('Check your answers')
      expect(await page.getByRole('button', { name: 'Send the reply' }).count()).toBe(0)
      await look('reply-check-unmet')
      await reply.change('legal basis').click()
      expect(await page.getByLabel('Asking would prejudice').isChecked()).toBe(true)
      for (const basis of SENSITIVE_BASES) await page.locator(`input[value="${basis}"]`).check()
      await reply.goOn.click()
      await page.getByRole('button', { name: 'Send the reply' }).waitFor()
      expect(await page.locator('form').textContent()).toContain('Who will be able to read it')
      await look('reply-check')
      await page.getByRole('button', { name: 'Send the reply' }).click()
      await reply.panel.waitFor()
      expect(await heading(page).textContent()).toBe('Reply sent')
      await look('reply-done')
      await page.getByRole('link', { name: 'See the exchange' }).click()
      await exchangePage(page).answered.waitFor()
      expect(await page.locator('main').innerText()).toContain('You have answered it')
      expect(page.url()).not.toContain('household')

      const session = await service.session('asb.caseworker')
      const [delivery] = (await session.client.referral(request.referral)).deliveries
      expect(delivery?.answeredBy).not.toBeNull()
    })
  })
})
