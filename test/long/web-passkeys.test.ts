import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { expectAccessible, hasChromium } from '../web/browser.ts'
import { accountOf, useDesk } from '../web/fixture.ts'
import { type Account, goToWork, heading, inboxPage, problems, signInPage } from '../web/pages.ts'
import { accountPage, addPasskeyPage, askForPasskey, plugIn, workByPasskey } from '../web/passkey-pages.ts'

/** What may go wrong with a passkey, and by keyboard alone; that it signs in is in `test/web/signing-in.test.ts`. */

const NAME = 'key on my ring'

let worker: Account

describe.skipIf(!hasChromium())('a passkey in the browser client (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    worker = await accountOf(service, 'asb.caseworker')
  })

  it('is not added by an authenticator that has no PRF, and a sentence says what to do', async () => {
    const { page } = desk
    const old = await plugIn(page, { hasPrf: false })
    await goToWork(page, worker)
    await inboxPage(page).heading.waitFor()
    await askForPasskey(page, worker, NAME)
    await addPasskeyPage(page).make.click()
    await problems(page)
      .filter({ hasText: 'This passkey cannot hold the secret that opens your key' })
      .waitFor()
    await expectAccessible(page)
    expect(await (await desk.service.session(worker.login)).client.passkeys()).toEqual([])
    // What was made in vain is not left behind.
    expect(await old.credentials()).toEqual([])
  })

  it('is asked for its PIN or finger each time, and is added once on an authenticator', async () => {
    const { page } = desk
    const ring = await plugIn(page)
    await goToWork(page, worker)
    await inboxPage(page).heading.waitFor()
    await askForPasskey(page, worker, NAME)
    const { make, added } = addPasskeyPage(page)
    await make.click()
    await added.waitFor()
    await askForPasskey(page, worker, 'the same again')
    await make.click()
    await problems(page).filter({ hasText: 'has a passkey for your account already' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await workByPasskey(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await ring.unlocks(false)
    await signInPage(page).passkey.click()
    await problems(page).filter({ hasText: 'No passkey was used' }).waitFor()
    expect(await heading(page).textContent()).toBe('Sign in')
    await expect.poll(() => page.workers()).toEqual([])
  })

  it('can be added and used by keyboard alone, and by whoever must still name their root', async () => {
    const { page } = desk
    await plugIn(page)
    await goToWork(page, worker)
    await inboxPage(page).heading.waitFor()
    const press = async (key: string, until: string) => {
      for (let at = 0; at < 60 && !(await focused(page)).includes(until); at += 1)
        await page.keyboard.press(key)
      expect(await focused(page)).toContain(until)
    }
    await press('Shift+Tab', 'Your account')
    await page.keyboard.press('Enter')
    await accountPage(page).addPasskey.waitFor()
    await press('Tab', 'Add a passkey')
    await page.keyboard.press('Enter')
    await addPasskeyPage(page).name.waitFor()
    await press('Tab', 'Where to keep a passkey')
    await page.keyboard.press('Tab')
    await page.keyboard.type('by keyboard')
    await page.keyboard.press('Tab')
    await page.keyboard.type(worker.passphrase)
    await page.keyboard.press('Enter')
    await addPasskeyPage(page).make.waitFor()
    // From the heading, where the focus is.
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await addPasskeyPage(page).added.waitFor()
    const { anchor } = await (await desk.service.session(worker.login)).trust.state()
    await desk.service.database.owner
      .deleteFrom('anchor')
      .where('person_id', 'in', (person) =>
        person.selectFrom('person').select('id').where('login', '=', worker.login),
      )
      .execute()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await signInPage(page).passkey.waitFor()
    await press('Tab', 'Sign in with a passkey')
    await page.keyboard.press('Enter')
    await page.locator('#root-error').waitFor()
    await expectAccessible(page)
    await page.locator('#root').fill(anchor ?? '')
    await workByPasskey(page)
  })
})

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent ?? '')
