import { describe, expect, it, vi } from 'vitest'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { informationRequest } from '../../src/domain/kinds/information-request.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { type SentReferral, send } from '../../src/sdk/send.ts'
import type { TestService } from '../setup/service.ts'
import { expectAccessible, hasChromium } from './browser.ts'
import { composePage, headingNamed, tabTo } from './compose-pages.ts'
import { ASB, accountOf, sendIncident, useDesk, YOT } from './fixture.ts'
import { type Account, goToWork, heading, inboxPage, problems, referralPage } from './pages.ts'
import { exchangeOf, exchangePage, questions } from './thread-pages.ts'

/** What is written in the tests, and must stand in no address and no title. */
const ANSWER = 'We hold no file on this household.'

let officer: Account
let caseWorker: Account
let request: SentReferral
let incidents: SentReferral[]

/** Asks the YOT for information, by the SDK. */
async function sendRequest(service: TestService): Promise<SentReferral> {
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
  const desk = useDesk(async (service) => {
    officer = await accountOf(service, 'yot.officer')
    caseWorker = await accountOf(service, 'asb.caseworker')
    request = await sendRequest(service)
    incidents = []
    for (let n = 0; n < 3; n += 1) incidents.push(await sendIncident(service))
    const reader = await service.session('yot.officer')
    await vi.waitFor(async () => expect((await reader.client.inbox()).rows).toHaveLength(4), {
      timeout: 10_000,
      interval: 50,
    })
  })

  /** The delivery of one of the incidents to the YOT. */
  async function deliveryOf({ referral }: SentReferral | undefined = request): Promise<string> {
    const { rows } = await (await desk.service.session('yot.officer')).client.inbox()
    return rows.find((row) => row.referral === referral)?.delivery ?? ''
  }

  /** Looks at the page as it stands; with SHOTS=folder it is kept as pictures at three widths. */
  async function look(name: string): Promise<void> {
    await expectAccessible(desk.page)
    if (!shots) return
    for (const width of [320, 768, 1280]) {
      await desk.page.setViewportSize({ width, height: 900 })
      await desk.page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
    }
  }

  describe('of whoever received something', () => {
    it('replies in words, with what is answered beside: the rules are asked, and nothing typed is lost', async () => {
      const { page } = desk
      await goToWork(page, officer)
      await page
        .getByRole('link', { name: new RegExp(request.reference) })
        .first()
        .click()
      await referralPage(page).open.click()
      await page.getByRole('link', { name: 'Reply in words' }).click()
      const compose = composePage(page)
      const { original } = questions(page)
      await original.waitFor()
      expect(await original.textContent()).toContain(request.reference)
      await look('reply-answer')
      await compose.goOn.click()
      await problems(page).first().waitFor()
      expect(await problems(page).allTextContents()).toEqual([
        'Answer the question: How do you answer?',
        'Enter your answer',
      ])
      expect(await page.title()).toMatch(/^Error: .*: Reply - Despatch$/)
      await look('reply-answer-errors')
      await page.getByLabel('Answered in part').check()
      await page.getByLabel('Your answer').fill(ANSWER)
      await page.getByLabel('Day', { exact: true }).fill('31')
      await page.getByLabel('Month').fill('2')
      await page.getByLabel('Year').fill('2027')
      await compose.goOn.click()
      await problems(page).getByText('must be a real date').waitFor()
      expect(await page.getByLabel('Your answer').inputValue()).toBe(ANSWER)
      await page.getByLabel('Day', { exact: true }).fill('26')
      await compose.goOn.click()

      await page.getByRole('button', { name: 'Add an item' }).click()
      await compose.field('/items/0/title').fill('Lead worker')
      await compose.field('/items/0/text').fill('On Tuesdays.')
      await compose.field('/justification').fill('You are to visit.')
      await look('reply-items')
      await compose.goOn.click()
      await page.getByLabel('It tells of somebody', { exact: true }).check()
      await page.getByLabel('Young person').check()
      await look('reply-people')
      await compose.goOn.click()
      await headingNamed(page, 'Attach files').waitFor()
      const diary = { name: 'diary.txt', mimeType: 'text/plain', buffer: Buffer.from('a diary') }
      await page.getByLabel('Choose files, or drop them here').setInputFiles(diary)
      await compose.goOn.click()
      await headingNamed(page, 'Purpose and legal bases').waitFor()
      await page.locator('input[name="bases"]').first().waitFor()
      await compose.goOn.click()
      await headingNamed(page, 'Consent').waitFor()
      await page.getByRole('radio', { name: 'Not sought' }).check()
      await page.getByRole('radio', { name: 'Asking would prejudice' }).check()
      await look('reply-consent')
      await compose.goOn.click()

      // What was typed is saved when it is locked, and gone on with from the drafts.
      await headingNamed(page, /^Check your answers/).waitFor()
      await compose.standing.getByText('More is needed').waitFor()
      await look('reply-check-unmet')
      await page.getByRole('button', { name: 'Lock' }).click()
      await page.getByText('What you had begun was saved as a sealed draft.').waitFor()
      expect(await page.content()).not.toContain(ANSWER)
      await goToWork(page, officer, '/drafts')
      await page.getByRole('button', { name: 'Open draft 1' }).click()
      await page.getByText('diary.txt (7 bytes)').waitFor()
      expect(await page.locator('main').innerText()).toContain(ANSWER)
      await compose.standing.getByRole('link', { name: /legal bases for rule L1$/ }).click()
      for (const basis of SENSITIVE_BASES) await page.locator(`input[value="${basis}"]`).check()
      await compose.goOn.click()
      await compose.standing.getByText('Allowed', { exact: true }).waitFor()
      await look('reply-check')
      await page.getByRole('button', { name: 'Send the reply' }).click()
      await headingNamed(page, 'Reply sent').waitFor()
      await look('reply-done')
      await page.getByRole('link', { name: 'See the exchange' }).click()
      await exchangePage(page).answered.waitFor()
      expect(await page.locator('main').innerText()).toContain('You have answered it')
      expect(page.url()).not.toContain('household')

      const session = await desk.service.session('asb.caseworker')
      const [delivery] = (await session.client.referral(request.referral)).deliveries
      expect(delivery?.answeredBy).not.toBeNull()
    })

    it('shows and says what comes in while the inbox is open, and leaves the reader where they are', async () => {
      const { page, service } = desk
      await page.clock.install()
      await goToWork(page, officer, '/inbox?show=all')
      const inbox = inboxPage(page)
      await inbox.filter(/^New \(3\)$/).waitFor()
      const link = page.getByRole('link', { name: new RegExp(`^Information request ${request.reference}`) })
      await link.focus()
      const { reference } = await sendIncident(service)
      const reader = await service.session('yot.officer')
      await vi.waitFor(async () => expect((await reader.client.inbox()).rows).toHaveLength(5), {
        timeout: 10_000,
        interval: 50,
      })
      await page.clock.fastForward('01:01')
      await inbox.filter(/^New \(4\)$/).waitFor()
      await page.getByRole('link', { name: new RegExp(`^ASB incident ${reference}`) }).waitFor()
      expect(await page.locator('[aria-live=polite]').textContent()).toBe('1 new referral came in.')
      expect(await link.evaluate((one) => one === document.activeElement)).toBe(true)
    })

    it('returns with advice, by keyboard alone', async () => {
      const { page } = desk
      const [incident] = incidents
      await goToWork(page, officer, `/received/${await deliveryOf(incident)}`)
      await referralPage(page).open.focus()
      await page.keyboard.press('Enter')
      const link = page.getByRole('link', { name: 'Return it, with your advice' })
      await link.focus()
      await page.keyboard.press('Enter')
      const press = async (name: string | RegExp, key: string) => {
        await tabTo(page, name)
        await page.keyboard.press(key)
      }
      await headingNamed(page, 'Return it to its sender').waitFor()
      await press('Continue', 'Enter')
      await problems(page).first().waitFor()
      await look('return-error')
      await press('The matter lies outside the area of this agency.', 'Space')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await press('Yes', 'Space')
      await press('Continue', 'Enter')
      await tabTo(page, 'Your advice')
      await page.keyboard.type('Ask the Sefton team.')
      await press('Continue', 'Enter')
      await headingNamed(page, 'What it says of people').waitFor()
      await press('It tells of nobody', 'Space')
      await press('Continue', 'Enter')
      await headingNamed(page, 'Attach files').waitFor()
      await press('Continue', 'Enter')
      await headingNamed(page, /^Check your answers/).waitFor()
      await composePage(page).standing.getByText('Allowed', { exact: true }).waitFor()
      expect(await referralPage(page).valueOf('Why it is returned').textContent()).toBe(
        'It was meant for another mailbox.',
      )
      await look('return-check')
      await press('Return it', 'Enter')
      await headingNamed(page, 'Returned to its sender').waitFor()
      await look('return-done')
      const { client } = await desk.service.session('asb.caseworker')
      expect((await client.referral(incident?.referral ?? '')).deliveries[0]).toMatchObject({
        answer: 'returned',
        answeredBy: expect.any(String),
      })
    })

    it('declines by a coded reason', async () => {
      const { page } = desk
      const [, incident] = incidents
      const delivery = await deliveryOf(incident)
      await goToWork(page, officer, `/received/${delivery}/decline`)
      await problems(page).first().waitFor()
      expect(await problems(page).allTextContents()).toEqual([
        'Nobody in your team has opened it. Open it first.',
      ])
      await page.getByRole('link', { name: 'Back to the referral' }).click()
      await referralPage(page).open.click()
      await page.getByRole('link', { name: 'Decline it with a reason' }).click()
      const steps = questions(page)
      await steps.goOn.click()
      await page.locator('#code-error').waitFor()
      await look('decline-error')
      await page.getByLabel('The team works by consent, and has none.').check()
      await steps.goOn.click()
      await headingNamed(page, 'Check your answers').waitFor()
      await page.getByRole('button', { name: 'Decline it' }).click()
      await steps.panel.waitFor()
      const { client } = await desk.service.session('asb.caseworker')
      const [view] = (await client.referral(incident?.referral ?? '')).deliveries
      expect(view?.receipts.at(-1)).toMatchObject({ event: 'declined', reason: 'consent-not-obtained' })
      await page.getByRole('link', { name: 'Go back to' }).click()
      await referralPage(page).recipients.waitFor()
      expect(await page.getByRole('link', { name: 'Decline it with a reason' }).count()).toBe(0)
    })
  })

  describe('of whoever sent it', () => {
    it('shows an exchange as one timeline, newest first, with who has answered and what stands behind it', async () => {
      const { page } = desk
      await goToWork(page, caseWorker, '/sent')
      await exchangeOf(page, request.reference).click()
      const exchange = exchangePage(page)
      await exchange.answered.waitFor()
      const text = await page.locator('main').innerText()
      expect(text).toContain('1 of 1 has answered')
      const times = await exchange.events
        .locator('time')
        .evaluateAll((all) => all.map((one) => one.getAttribute('datetime') ?? ''))
      expect(times.length).toBeGreaterThan(3)
      expect(times).toEqual([...times].sort().reverse())
      expect(await exchange.events.last().textContent()).toContain(request.reference)
      expect(text).toContain('signed by the key of the person')
      expect(await page.title()).toBe('Exchange - Despatch')
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

    it('writes a note after what was sent, which asks for no answer', async () => {
      const { page } = desk
      await goToWork(page, caseWorker, `/sent/${request.referral}`)
      await page.getByRole('link', { name: 'Write a note to those who have it' }).click()
      const compose = composePage(page)
      await headingNamed(page, 'Topic, title and more').waitFor()
      await compose.goOn.click()
      await problems(page).first().waitFor()
      await page.getByRole('radio', { name: 'A case' }).check()
      await page.getByLabel('Title').fill('Cameras')
      await page.getByLabel('What you want to tell').fill('RESTRICTED: two are out of order. CONFIDENTIAL')
      await compose.field('/justification').fill('You are to visit.')
      await compose.goOn.click()
      await page.getByLabel('It tells of nobody').check()
      await compose.goOn.click()
      await headingNamed(page, 'Attach files').waitFor()
      await compose.goOn.click()
      const send = page.getByRole('button', { name: 'Send the note' })
      await page.getByLabel('RESTRICTED is meant: send it so').waitFor()
      await send.click()
      await problems(page).getByText('Say which marking is meant').waitFor()
      await page.getByLabel('RESTRICTED is meant: send it so').check()
      await compose.standing.getByText('Allowed', { exact: true }).waitFor()
      await send.click()
      await headingNamed(page, 'Note sent').waitFor()
      const { client } = await desk.service.session('yot.officer')
      expect((await client.thread(request.thread)).referrals.map(({ kind }) => kind)).toEqual([
        'information-request',
        'reply',
        'note',
      ])
    })

    it('withdraws what nobody has collected, and says of the rest why not', async () => {
      const { page } = desk
      const [returned, , untouched] = incidents
      await goToWork(page, caseWorker, `/sent/${returned?.referral}/withdraw`)
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
    })

    it('keeps a case: an exchange, a person, an action with its owner and day, until it is closed', async () => {
      const { page } = desk
      await goToWork(page, caseWorker, '/cases')
      await page.getByText('There are no open cases.').waitFor()
      await look('cases-none')
      await page.getByRole('link', { name: 'Sent', exact: true }).click()
      await exchangeOf(page, request.reference).click()
      await page.getByRole('link', { name: 'Put this exchange into a case' }).click()
      await page.getByRole('link', { name: 'Begin a new case with it' }).click()
      await page.getByRole('button', { name: 'Begin the case' }).click()
      await page.locator('#title-error').waitFor()
      await page.getByLabel('What is it about?').fill('x'.repeat(201))
      await page.getByRole('button', { name: 'Begin the case' }).click()
      await page
        .getByText(/What it is about must/)
        .first()
        .waitFor()
      expect(await page.getByLabel('What is it about?').inputValue()).toHaveLength(201)
      await look('case-new-error')
      await page.getByLabel('What is it about?').fill('Made-Up Court, noise')
      await page.getByRole('button', { name: 'Begin the case' }).click()
      await page.getByText('The case is begun.').waitFor()
      expect(await heading(page).textContent()).toBe('Made-Up Court, noise')
      expect(await page.title()).toBe('Case - Despatch')
      expect(await page.locator('.app-timeline').textContent()).toContain(request.reference)

      await page.getByRole('link', { name: 'Add a person' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Placeholder Pat')
      await page.getByLabel('Day', { exact: true }).fill('1')
      await page.getByLabel('Month').fill('4')
      await page.getByLabel('Year').fill('1994')
      await look('case-person')
      await page.getByRole('button', { name: 'Add the person' }).click()
      await page.getByText('The person is in the case.').waitFor()
      expect(await referralPage(page).valueOf('Date of birth').textContent()).toBe('1 April 1994')

      await page.getByRole('link', { name: 'Add an action' }).click()
      await page.getByLabel('What is to be done?').fill('Visit the court')
      await page.getByLabel('Day', { exact: true }).fill('2')
      await page.getByLabel('Month').fill('3')
      await page.getByLabel('Year').fill('2010')
      await page.getByRole('button', { name: 'Add the action' }).click()
      await page.getByText('The action is in the case.').waitFor()
      expect(await referralPage(page).valueOf('Owner').textContent()).toBe('asb.caseworker')
      await look('case')

      await page.getByRole('link', { name: 'Cases', exact: true }).click()
      await page.getByText('1 action overdue').waitFor()
      await look('cases')
      await page.getByRole('link', { name: 'Made-Up Court, noise' }).click()
      await page.getByRole('link', { name: 'Settle action 1' }).click()
      await page.getByLabel('It was done').check()
      await page.getByRole('button', { name: 'Settle the action' }).click()
      await page.getByText('The action is settled.').waitFor()
      await page.getByRole('link', { name: 'Close the case' }).click()
      await look('case-close')
      await page.getByRole('button', { name: 'Close the case' }).click()
      await page.getByText('The case is closed.').waitFor()
      await page.getByRole('link', { name: 'Cases', exact: true }).click()
      await page.getByText('There are no open cases.').waitFor()
      await page.getByRole('link', { name: 'Closed' }).click()
      await page.getByRole('link', { name: 'Made-Up Court, noise' }).waitFor()
    })
  })
})
