import type { Page } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import { inWords } from '../../src/sdk/agreement/words.ts'
import { ownKeyWords } from '../../src/sdk/changed-keys.ts'
import { browserMark } from '../../src/sdk/passphrase.ts'
import {
  expectAccessible,
  expectFocus,
  expectNoWorkers,
  expectTitle,
  hasChromium,
  keepFromHearing,
} from './browser.ts'
import { accountOf, sendIncident, useDesk } from './fixture.ts'
import { itInLongRun } from './long-journeys.ts'
import { keptBy, look } from './officer-pages.ts'
import {
  type Account,
  goToWork,
  handlingPage,
  heading,
  inboxPage,
  problems,
  referralPage,
  signInPage,
} from './pages.ts'
import { accountPage, addPasskeyPage, plugIn, removePasskeyPage, workByPasskey } from './passkey-pages.ts'

/** Getting in and out of the browser client, and what keeps somebody out. */

let officer: Account

describe.skipIf(!hasChromium())('signing in to the browser client (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    officer = await accountOf(service, 'yot.officer')
  })

  it('tells at its field what is missing or wrong, in the words of the summary', async () => {
    const { page } = desk
    const signIn = signInPage(page)
    await signIn.open()
    await expectTitle(page, 'Sign in - Despatch')
    await expectAccessible(page)
    await signIn.button.click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Enter your sign-in name',
      'Enter your passphrase',
      'Enter the 12 words of your kit, or choose its file',
    ])
    await expectTitle(page, 'Error: Sign in - Despatch')
    expect(await page.locator('.govuk-error-summary').evaluate((box) => box === document.activeElement)).toBe(
      true,
    )
    expect(await page.locator('#login-error').textContent()).toBe('Error: Enter your sign-in name')
    await expectAccessible(page)

    await signIn.fill({ ...officer, words: officer.words.replace(/^\w+/, 'despatch') })
    await signIn.button.click()
    await page.locator('#kit-error').waitFor()
    expect(await signIn.passphrase.inputValue()).toBe(officer.passphrase)

    await signIn.fill({ ...officer, passphrase: 'not the passphrase' })
    await signIn.button.click()
    await page.locator('#passphrase-error').waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      expect.stringContaining('The name or the passphrase is not right.'),
    ])
    expect(await signIn.passphrase.inputValue()).toBe('')
  })

  it('keeps the chosen file of a kit, whatever is wrong', async () => {
    const { page } = desk
    const signIn = signInPage(page)
    const file = page.getByLabel('Or the file of your kit')
    const chosen = () => file.evaluate((input: HTMLInputElement) => input.files?.[0]?.name ?? null)
    await signIn.open()
    await file.setInputFiles({ name: 'kit.txt', mimeType: 'text/plain', buffer: Buffer.from(officer.words) })
    await signIn.button.click()
    await page.locator('#login-error').waitFor()
    expect(await chosen()).toBe('kit.txt')
    // A file that is another: it can be looked at which, and be changed.
    const other = { name: 'other.txt', mimeType: 'text/plain', buffer: Buffer.from('twelve other words') }
    await file.setInputFiles(other)
    await signIn.fill({ ...officer, words: '' })
    await signIn.button.click()
    await page.locator('#kit-error').waitFor()
    expect(await chosen()).toBe('other.txt')
    await file.setInputFiles({ name: 'kit.txt', mimeType: 'text/plain', buffer: Buffer.from(officer.words) })
    await signIn.fill({ ...officer, words: '', passphrase: 'not the passphrase' })
    await signIn.button.click()
    await problems(page).filter({ hasText: 'The name or the passphrase is not right.' }).waitFor()
    expect(await chosen()).toBe('kit.txt')
  })

  it('locks by itself after a quarter of an hour without input, and says so a minute before', async () => {
    const { page } = desk
    await page.clock.install()
    await goToWork(page, officer)
    await inboxPage(page).heading.waitFor()
    await page.clock.fastForward('14:01')
    await page.getByRole('heading', { name: 'Despatch will be locked in a minute' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Stay signed in' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.clock.fastForward('15:01')
    await page.getByText('since nothing was done for 15 minutes').waitFor()
    expect(await heading(page).textContent()).toBe('Sign in')
  })

  it('can be signed in to and out of by keyboard alone', async () => {
    const { page } = desk
    const { client } = await desk.service.session(officer.login)
    const sessions = async () => (await client.sessions()).map(({ id }) => id).sort()
    const before = await sessions()
    await page.goto('/')
    await heading(page).waitFor()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to main content')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type(officer.login)
    await page.keyboard.press('Tab')
    await page.keyboard.type(officer.passphrase)
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Show')
    await page.keyboard.press('Tab')
    await page.keyboard.type(officer.words)
    await page.keyboard.press('Enter')
    await expectFocus(handlingPage(page).heading)
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('I have read this and agree')
    await page.keyboard.press('Enter')
    await expectFocus(inboxPage(page).heading)
    await page.keyboard.press('Shift+Tab')
    for (let at = 0; at < 20 && (await focused(page)) !== 'Sign out'; at += 1)
      await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.getByText('You have signed out.').waitFor()
    await vi.waitFor(async () => expect(await sessions()).toEqual(before), { timeout: 30_000, interval: 50 })
  })

  it('by a passkey takes neither name, passphrase nor kit, and once it is removed nothing is opened by it', async () => {
    const { page } = desk
    const name = 'key on my ring'
    await keepFromHearing(page)
    const ring = await plugIn(page)
    await goToWork(page, officer)
    await inboxPage(page).heading.waitFor()
    await accountPage(page).link.click()
    await accountPage(page).addPasskey.click()
    const add = addPasskeyPage(page)
    await add.goOn.click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Enter a name for the passkey',
      'Enter your passphrase',
    ])
    await expectAccessible(page)
    await add.name.fill(name)
    await add.passphrase.fill('not the passphrase')
    await add.goOn.click()
    await page.locator('#passphrase-error').waitFor()
    expect(await add.name.inputValue()).toBe(name)
    await add.passphrase.fill(officer.passphrase)
    await add.goOn.click()
    await add.make.waitFor()
    await expectAccessible(page)
    await add.make.click()
    await add.added.waitFor()
    await expectAccessible(page)
    const [credential] = await ring.credentials()
    expect(credential).toMatchObject({ isResidentCredential: true, rpId: 'localhost' })

    await page.getByRole('button', { name: 'Sign out' }).click()
    await workByPasskey(page)
    await page.getByRole('button', { name: 'Lock' }).click()
    await signInPage(page).button.waitFor()
    await expectAccessible(page)
    await workByPasskey(page)

    await accountPage(page).link.click()
    await page.getByText('by passkey').first().waitFor()
    expect(await accountPage(page).valueOf(name, 'Last used').textContent()).not.toBe('never')
    await expectAccessible(page)
    await accountPage(page).removal(name).click()
    const removal = removePasskeyPage(page)
    await removal.remove.waitFor()
    await expectAccessible(page)
    // As in a browser that cannot tell an authenticator that a passkey is of no more use: it goes on being offered.
    await page.evaluate(() => Reflect.deleteProperty(PublicKeyCredential, 'signalUnknownCredential'))
    await removal.remove.click()
    await removal.removed.waitFor()
    await expectAccessible(page)

    // Its session has ended with it.
    await page.getByRole('link', { name: 'Back to your account' }).click()
    await signInPage(page).passkey.waitFor()
    expect(await ring.credentials()).toHaveLength(1)
    await signInPage(page).passkey.click()
    await problems(page).filter({ hasText: 'That passkey signs in nobody here.' }).waitFor()
    await expectAccessible(page)
    await expectNoWorkers(page)
  })

  it('does not go on with a service that is another than the browser has seen, by its certificate, its trust log or its address', async () => {
    const { page } = desk
    const marks: unknown[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/session/passphrase/start')) marks.push(request.postDataJSON().browser)
    })
    await goToWork(page, officer)
    await inboxPage(page).heading.waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You have signed out.').waitFor()
    const isTold = async (hasText: RegExp) => {
      await signInPage(page).fill(officer)
      await signInPage(page).button.click()
      await problems(page).filter({ hasText }).waitFor()
    }
    const known = new Map(await keptBy(page))
    const [service, log] = [known.get('pin service') ?? '', known.get('pin log') ?? '']
    const [otherService, otherLog] = ['0'.repeat(40), log.replace(/.{8}$/, 'AAAAAAA=')]
    await forge(page, 'pin service', otherService)
    await forge(page, 'pin log', otherLog)
    await isTold(/has changed since this machine first saw it/)
    const words = page.getByLabel(/^The words of the new key/)
    await expect.poll(() => words.count()).toBe(2)
    const main = await page.locator('main').innerText()
    for (const said of [
      await ownKeyWords('log', otherLog),
      await ownKeyWords('log', log),
      inWords(otherService),
      inWords(service),
    ])
      expect(main).toContain(said)
    await expectAccessible(page)
    await look(page, 'changed-1')

    const accept = page.getByRole('button', { name: 'Accept the change and sign in' })
    // Once the service shows the keys again that are known here, nobody is asked for words.
    await forge(page, 'pin service', service)
    await forge(page, 'pin log', log)
    await accept.click()
    await handlingPage(page).heading.waitFor()
    await signInPage(page).open()
    await forge(page, 'pin service', otherService)
    await forge(page, 'pin log', otherLog)
    await isTold(/has changed since this machine first saw it/)
    await expect.poll(() => words.count()).toBe(2)

    // What was typed stays, and nothing is signed in to while the words are not those of the key that is shown.
    const isRefused = async (heard: readonly [string, string], hasText: RegExp) => {
      await words.nth(0).fill(heard[0])
      await words.nth(1).fill(heard[1])
      await accept.click()
      await problems(page).filter({ hasText }).first().waitFor()
    }
    const right = [await ownKeyWords('log', log), inWords(service)] as const
    await isRefused(['', ''], /^Enter the words of the new key/)
    await isRefused([right[0], 'able about above'], /^There are 3 words/)
    await isRefused([right[0], inWords(otherService)], /knows of no change/)
    await isRefused([right[1], right[1]], /are not the words of the key that the service shows/)
    await page.locator('#words-log-error').waitFor()
    await expectAccessible(page)
    await look(page, 'changed-2')
    expect(await signInPage(page).passphrase.inputValue()).toBe(officer.passphrase)

    // Right words let nothing in that contradicts what was seen, and are then not kept either.
    const head = await forge(page, 'trust head', `1 ${'0'.repeat(64)}`)
    await isRefused(right, /^This browser was at an earlier visit shown another trust log/)
    expect(new Map(await keptBy(page))).toEqual(
      new Map(known)
        .set('pin service', otherService)
        .set('pin log', otherLog)
        .set('trust head', `1 ${'0'.repeat(64)}`),
    )
    await forge(page, 'trust head', head)
    await signInPage(page).fill(officer)
    const spoken = await forge(page, 'service', 'https://other.example.test')
    await isRefused(right, /^This page spoke to the service at https:\/\/other\.example\.test/)
    await forge(page, 'service', spoken)
    await signInPage(page).fill(officer)
    await accept.click()
    await handlingPage(page).heading.waitFor()
    const kept = new Map(await keptBy(page))
    expect([kept.get('pin service'), kept.get('pin log')]).toEqual([service, log])
    expect([kept.get('pin trust'), kept.get('pin log:former')]).toEqual([known.get('pin trust'), otherLog])
    // What the service's key before has signed goes on counting for what the log has by now.
    const size = kept.get('checkpoint')?.split('\n')[1]
    expect(kept.get('pin service:former')).toBe(`${otherService} ${size} ${log.split('+')[0]}`)
    // The service knows the browser again by what it drew once, and learns not even that.
    const mark = await browserMark(known.get('browser mark') ?? '', officer.login)
    expect(new Set(marks)).toEqual(new Set([mark]))
    expect(marks.length).toBeGreaterThan(1)
  })

  itInLongRun(
    'gives up signing in, and what was typed for it, when somebody leaves the page meanwhile',
    async () => {
      const { page } = desk
      const signIn = signInPage(page)
      await signIn.open()
      await signIn.fill(officer)
      const [worker] = await Promise.all([page.waitForEvent('worker'), signIn.button.click()])
      const ended = worker.waitForEvent('close')
      // The browser may keep the page as it is for whoever comes back to it.
      await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
      await ended
      await page.getByText('You left Despatch, and it was locked.').waitFor()
      expect(await signIn.passphrase.inputValue()).toBe('')
      expect(await signIn.words.inputValue()).toBe('')
      await signIn.fill(officer)
      await signIn.button.click()
      await handlingPage(page).heading.waitFor()
    },
  )

  it('locks when the session was ended from elsewhere', async () => {
    const { page } = desk
    const { client } = await desk.service.session(officer.login)
    await goToWork(page, officer)
    await inboxPage(page).heading.waitFor()
    await client.endSessions('others')
    // The page may hear of it before anything is pressed, and the link is gone then.
    await page.getByRole('link', { name: 'Drafts' }).evaluateAll((links) => {
      for (const link of links) if (link instanceof HTMLElement) link.click()
    })
    await signInPage(page).button.waitFor()
    await expectNoWorkers(page)
  })

  itInLongRun('ends the session at the service though its token has ended before', async () => {
    const { page } = desk
    const { client } = await desk.service.session(officer.login)
    const before = (await client.sessions()).length
    let renewed = false
    await page.route('**/api/v1/session/passphrase', async (route) => {
      const response = await route.fetch()
      const answer = await response.json()
      await route.fulfill({ response, json: { ...answer, expiresAt: new Date().toISOString() } })
    })
    await page.route('**/api/v1/session/refresh', (route) => {
      renewed = true
      return route.fallback()
    })
    await page.route('**/api/v1/sessions?*', (route) =>
      renewed
        ? route.fallback()
        : route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{}' }),
    )
    await signInPage(page).open()
    await signInPage(page).fill(officer)
    await signInPage(page).button.click()
    await handlingPage(page).heading.waitFor()
    expect(await client.sessions()).toHaveLength(before + 1)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You have signed out.').waitFor()
    await expectNoWorkers(page)
    expect(await client.sessions()).toHaveLength(before)
  })

  itInLongRun(
    'keeps nothing in memory for a service that does not answer when somebody signs out',
    async () => {
      const { page } = desk
      await page.clock.install()
      await goToWork(page, officer)
      await inboxPage(page).heading.waitFor()
      const asked = page.waitForRequest('**/api/v1/sessions?*')
      await page.route('**/api/v1/sessions?*', () => {})
      await page.getByRole('button', { name: 'Sign out' }).click()
      await asked
      await page.clock.fastForward(5_000)
      await expectNoWorkers(page)
      await page.getByText('You have signed out.').waitFor()
    },
  )

  itInLongRun('asks for the fingerprint of the root where nobody has signed for one yet', async () => {
    const { page } = desk
    const login = 'asb.caseworker2'
    const newcomer = await accountOf(desk.service, login)
    const { anchor } = await (await desk.service.session(login)).trust.state()
    if (anchor === null) throw new Error('nothing is believed')
    await desk.service.database.owner
      .deleteFrom('anchor')
      .where('person_id', 'in', (person) =>
        person.selectFrom('person').select('id').where('login', '=', login),
      )
      .execute()
    const signIn = signInPage(page)
    await signIn.open()
    expect(await page.locator('#root').count()).toBe(0)
    await signIn.fill(newcomer)
    await signIn.button.click()
    await page.locator('#root-error').waitFor()
    await expectAccessible(page)
    await signIn.passphrase.fill(newcomer.passphrase)
    await page.locator('#root').fill(anchor.toUpperCase().replaceAll(/(.{4})/g, '$1 '))
    await signIn.button.click()
    await handlingPage(page).heading.waitFor()
    expect(await (await desk.service.session(login)).client.anchor()).not.toBeNull()
  })

  it('stops once the log contradicts what was seen, whatever is asked for next', async () => {
    const { page } = desk
    const { referral } = await sendIncident(desk.service)
    const { client } = await desk.service.session('asb.caseworker')
    const [delivery] = (await client.referral(referral)).deliveries
    const received = (await desk.service.session(officer.login)).client
    await vi.waitFor(async () => expect((await received.inbox()).rows).toHaveLength(1), {
      timeout: 30_000,
      interval: 50,
    })
    await goToWork(page, officer, `/received/${delivery?.delivery}`)
    await referralPage(page).open.waitFor()
    await forge(page, 'checkpoint', 'another past')
    await referralPage(page).open.click()
    await problems(page).filter({ hasText: 'Nothing is sent to this service from now on.' }).waitFor()
    await page.getByRole('link', { name: 'Sent' }).click()
    await problems(page).filter({ hasText: 'once contradicted what this browser had seen' }).waitFor()
  })
})

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent ?? '')

/** As if the browser had seen something else before. @returns what it kept */
const forge = (page: Page, name: string, value: string): Promise<string> =>
  page.evaluate(
    ([name, value]) =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('despatch')
        opening.onsuccess = () => {
          const writing = opening.result.transaction('seen', 'readwrite')
          const before = writing.objectStore('seen').get(name)
          writing.objectStore('seen').put(value, name)
          writing.oncomplete = () => resolve(String(before.result))
        }
      }),
    [name, value] as const,
  )
