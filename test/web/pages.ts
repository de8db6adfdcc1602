import type { Locator, Page } from 'playwright-core'

/** The pages of the browser client by what a person sees of them. */

export type Account = { login: string; passphrase: string; words: string }

export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 })
export const problems = (page: Page): Locator => page.locator('.govuk-error-summary li')

export const signInPage = (page: Page) => ({
  open: (path = '/') => page.goto(path),
  name: page.getByLabel('Sign-in name'),
  passphrase: page.getByLabel('Passphrase', { exact: true }),
  words: page.getByLabel('The 12 words of your kit'),
  button: page.getByRole('button', { name: 'Sign in', exact: true }),
  passkey: page.getByRole('button', { name: 'Sign in with a passkey' }),
  async fill({ login, passphrase, words }: Account) {
    await this.name.fill(login)
    await this.passphrase.fill(passphrase)
    await this.words.fill(words)
  },
})

export const handlingPage = (page: Page) => ({
  heading: page.getByRole('heading', { name: 'How to handle what you read here' }),
  agree: page.getByRole('button', { name: 'I have read this and agree' }),
})

export const inboxPage = (page: Page) => ({
  heading: page.getByRole('heading', { level: 1, name: 'Inbox' }),
  filter: (name: RegExp) =>
    page.getByRole('navigation', { name: 'Which of them' }).getByRole('link', { name }),
  rows: page.locator('.app-row'),
})

export const referralPage = (page: Page) => ({
  open: page.getByRole('button', { name: 'Open and sign for it' }),
  markings: page.locator('.app-marking'),
  valueOf: (name: string) => page.locator(`dt:text-is("${name}") + dd`).first(),
  recipients: page.getByRole('heading', { name: 'Delivered to' }),
})

export const searchPage = (page: Page) => ({
  words: page.getByLabel('Search what your team has received and sent'),
  button: page.getByRole('button', { name: 'Search', exact: true }),
  found: (count: number) =>
    page.getByRole('heading', {
      level: 2,
      name: count === 0 ? 'Nothing found' : new RegExp(`^${count} referrals? found`),
    }),
  rows: page.locator('.app-row'),
  chosen: (name: 'Received or sent' | 'Kind' | 'Mailbox') => page.getByLabel(name, { exact: true }),
})

/** Signs in and agrees to the handling statement: then the inbox is shown, or the page that was asked for. */
export async function goToWork(page: Page, account: Account, path = '/'): Promise<void> {
  const signIn = signInPage(page)
  await signIn.open(path)
  await signIn.fill(account)
  await signIn.button.click()
  await handlingPage(page).agree.click()
}
