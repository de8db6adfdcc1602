import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { personOfName } from '../../src/domain/trust/state.ts'
import { spaced } from '../../src/sdk/agreement/words.ts'
import { registerDevice } from '../../src/sdk/devices.ts'
import { appointmentOfNewcomer } from '../../src/sdk/enrolment/appoint-newcomer.ts'
import { inviteSomebody } from '../../src/sdk/enrolment/invite.ts'
import { openInvitation } from '../../src/sdk/enrolment/kept-invitation.ts'
import { newPersonId } from '../../src/sdk/enrolment/write-appointment.ts'
import { signAndEnter } from '../../src/sdk/trust-entry.ts'
import type { TestService } from '../setup/service.ts'
import {
  expectAccessible,
  hasChromium,
  newMachine,
  openWindow,
  startBrowser,
  type Window,
} from './browser.ts'
import { ASB, accountOf, startWithClient } from './fixture.ts'
import { accountPage, button, enrolPages, keepKit, look, typeAskedWords } from './officer-pages.ts'
import { goToWork, handlingPage, heading, inboxPage, problems, signInPage } from './pages.ts'

const NEWCOMER = { login: 'asb.newcomer', passphrase: 'lantern cobweb marmalade' }

let service: TestService
let browser: Browser
let context: BrowserContext
let window: Window

describe.skipIf(!hasChromium())('people and keys in the browser client (needs Chromium)', () => {
  beforeAll(async () => {
    ;[service, browser] = await Promise.all([startWithClient(), startBrowser()])
    context = await newMachine(browser, service.origin)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })
  beforeEach(async () => {
    window = await openWindow(context)
  })
  afterEach(async () => {
    const { complaints } = window
    await window.page.close()
    expect(complaints).toEqual([])
  })

  it('enrols a newcomer from their invitation, who signs in there once they are certified', async () => {
    const officer = await service.session('council.liaison')
    const made = await invite('asb.newcomer')
    const { page } = window
    const enrol = enrolPages(page)
    await page.goto(made.link)
    await enrol.itsMe.waitFor()
    expect(page.url()).toBe(`${service.origin}/enrol`)
    expect(await page.locator('main').innerText()).toContain('ASB Case Worker')
    await expectAccessible(page)
    await look(page, 'enrol-1')
    await enrol.itsMe.click()
    await enrol.passphrase.fill('short')
    await enrol.makeKey.click()
    await page.locator('#passphrase-error').waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      expect.stringMatching(/^A passphrase has at least 12 characters/),
    ])
    await expectAccessible(page)
    await look(page, 'enrol-2')
    await enrol.passphrase.fill(NEWCOMER.passphrase)
    await enrol.again.fill(NEWCOMER.passphrase)
    await enrol.makeKey.click()
    await enrol.kept.waitFor()
    const words = await enrol.words.allTextContents()
    expect(words).toHaveLength(12)
    await expectAccessible(page)
    await look(page, 'enrol-3')
    const [download] = await Promise.all([page.waitForEvent('download'), enrol.download.click()])
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toContain(`For asb.newcomer at ${service.origin}`)
    await enrol.kept.click()
    await typeAskedWords(page, words.with(0, 'wrong').fill('wrong'))
    await enrol.enrol.click()
    await problems(page).nth(1).waitFor()
    expect(await problems(page).first().textContent()).toMatch(/^That is not word \d+ of your kit$/)
    await expectAccessible(page)
    await typeAskedWords(page, words)
    await look(page, 'enrol-4')
    await enrol.enrol.click()
    await enrol.done.waitFor()
    expect(page.workers()).toEqual([])
    const [invitation] = await officer.client.invitations()
    expect(invitation).toMatchObject({ login: 'asb.newcomer', state: 'enrolled' })
    await expectAccessible(page)
    await look(page, 'enrol-5')

    await page.getByRole('link', { name: 'Go to the sign-in page' }).click()
    const signIn = signInPage(page)
    await signIn.fill({ ...NEWCOMER, words: words.join(' ') })
    await signIn.button.click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      expect.stringContaining('your agency has still to certify your key'),
    ])
    const now = new Date()
    const kept = await openInvitation(made.kept, officer.key, now)
    const { certificate, statement, private: own } = await appointmentOfNewcomer(officer, kept, now)
    await signAndEnter(officer, { statement, private: own, certificates: [certificate] }, now)
    await signIn.fill({ ...NEWCOMER, words: words.join(' ') })
    await signIn.button.click()
    await handlingPage(page).agree.click()
    await inboxPage(page).heading.waitFor()

    // From now on by passphrase and kit alone, wherever they are.
    const elsewhere = await newMachine(browser, service.origin)
    const other = await openWindow(elsewhere)
    await signInPage(other.page).open()
    await signInPage(other.page).fill({ ...NEWCOMER, words: words.join(' ') })
    await signInPage(other.page).button.click()
    await handlingPage(other.page).heading.waitFor()
    expect(other.complaints).toEqual([])
    await elsewhere.close()
  })

  it('shows one’s own key and sessions, and changes passphrase and kit', async () => {
    const { page } = window
    const login = 'asb.caseworker2'
    const account = await accountOf(service, login)
    const elsewhere = await service.session(login)
    await registerDevice(elsewhere, 'an old laptop', new Date())
    await goToWork(page, account, '/account')
    const own = accountPage(page)
    await own.sessions.waitFor()
    const text = await page.locator('main').innerText()
    expect(text).toContain(spaced(elsewhere.key.getFingerprint()))
    expect(text).toMatch(/Certified by\s+Example Council of Liverpool/)
    await expectAccessible(page)
    await look(page, 'account-1')
    await own.revoke.click()
    await expectAccessible(page)
    await button(page, 'Let it sign in no more').click()
    await page.getByText('an old laptop signs in for you no more.').waitFor()
    expect((await elsewhere.client.devices())[0]?.revokedAt).not.toBeNull()
    await page.getByRole('link', { name: 'Back to your account' }).click()
    await own.endOthers.click()
    await page.getByText('You are signed in nowhere else.').waitFor()
    await expect(elsewhere.client.account()).rejects.toThrow()

    await page.getByRole('link', { name: 'Change your passphrase' }).click()
    await own.change.click()
    await problems(page).nth(2).waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Enter your passphrase as it is now',
      'Enter the 12 words of your kit',
      'Enter a passphrase',
    ])
    await expectAccessible(page)
    await look(page, 'account-2')
    const wanted = 'gravel sonnet umbrella'
    await own.current.fill('not the passphrase')
    await own.kit.fill(account.words)
    await own.passphrase.fill(wanted)
    await own.again.fill(wanted)
    await own.change.click()
    await page.locator('#current-error').waitFor()
    await own.current.fill(account.passphrase)
    await own.change.click()
    await page.getByText('From now on you sign in with the new passphrase.').waitFor()
    await expectAccessible(page)

    await page.goto('/account/kit')
    await signInPage(page).fill({ ...account, passphrase: wanted })
    await signInPage(page).button.click()
    await handlingPage(page).agree.click()
    await page.getByLabel('Your passphrase').fill(wanted)
    await button(page, 'Make a new kit').click()
    const words = await keepKit(page)
    await button(page, 'Replace my kit').click()
    await page.getByText('The new kit counts.').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await goToWork(page, { login, passphrase: wanted, words: words.join(' ') })
    await inboxPage(page).heading.waitFor()
  })

  it('says of an invitation that was cut, or is none any more, what to do', async () => {
    const { page } = window
    await page.goto('/enrol')
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      expect.stringContaining('This is not a whole invitation.'),
    ])
    await expectAccessible(page)
    await page.goto('about:blank')
    await page.goto(`/enrol#${'A'.repeat(22)}.${'0'.repeat(40)}`)
    await page.getByText('There is no such invitation, or it has ended').waitFor()
    expect(await heading(page).textContent()).toBe('Your invitation to Despatch')
    expect(await button(page, 'This is me, continue').count()).toBe(0)
  })
})

/** Invites somebody to the council, by the SDK. */
async function invite(login: string) {
  const officer = await service.session('council.liaison')
  const now = new Date()
  const agency = personOfName(await officer.trust.state(), 'council.liaison')?.agency ?? ''
  return inviteSomebody(
    officer,
    {
      agency,
      person: newPersonId(),
      login,
      title: 'ASB Case Worker',
      number: '4711',
      account: 'person',
      roles: ['case-worker'],
      mailboxes: [{ address: ASB, rights: ['send', 'open'] }],
      trainedUntil: addDays(dayOf(now), 365),
      until: addDays(dayOf(now), 900),
    },
    now,
  )
}
