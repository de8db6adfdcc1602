import type { CDPSession, Page } from 'playwright-core'
import { type Account, handlingPage, signInPage } from './pages.ts'

/** The pages of passkeys by what a person sees of them, and an authenticator for them. */

/** An authenticator of Chromium's own, which is always touched and unlocked; `hasPrf` whether it can hold the secret of a key. */
export async function plugIn(page: Page, { hasPrf = true } = {}) {
  const cdp: CDPSession = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf,
    },
  })
  return {
    credentials: held,
    /** whether it takes the finger or the PIN that it is given */
    unlocks: (isUserVerified: boolean) =>
      cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  }
  async function held() {
    return (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials
  }
}

export const accountPage = (page: Page) => ({
  link: page.getByRole('link', { name: 'Your account', exact: true }),
  addPasskey: page.getByRole('link', { name: 'Add a passkey' }),
  removal: (name: string) => page.getByRole('link', { name: new RegExp(`^remove it.*${name}`) }),
  /** a row of what is said of that passkey */
  valueOf: (name: string, row: string) =>
    page.locator(`dl:has(dd:text-is("${name}"))`).locator(`dt:text-is("${row}") + dd`),
})

export const addPasskeyPage = (page: Page) => ({
  name: page.getByLabel('Name of the passkey'),
  passphrase: page.getByLabel('Your passphrase', { exact: true }),
  goOn: page.getByRole('button', { name: 'Continue' }),
  make: page.getByRole('button', { name: 'Make the passkey' }),
  added: page.getByRole('heading', { level: 1, name: 'Your passkey is added' }),
})

export const removePasskeyPage = (page: Page) => ({
  remove: page.getByRole('button', { name: 'Remove this passkey' }),
  removed: page.getByRole('heading', { level: 1, name: 'The passkey is removed' }),
})

/** From the page of the account to the page on which the authenticator is asked. */
export async function askForPasskey(page: Page, { passphrase }: Account, name: string): Promise<void> {
  await accountPage(page).link.click()
  await accountPage(page).addPasskey.click()
  const add = addPasskeyPage(page)
  await add.name.fill(name)
  await add.passphrase.fill(passphrase)
  await add.goOn.click()
  await add.make.waitFor()
}

/** Signs in by passkey and agrees to the handling statement. */
export async function workByPasskey(page: Page): Promise<void> {
  await signInPage(page).passkey.click()
  await handlingPage(page).agree.click()
  // On the page that was left.
  await page.getByRole('button', { name: 'Lock' }).waitFor()
}
