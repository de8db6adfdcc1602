import type { Locator, Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { headingNamed } from './compose-pages.ts'

/** The pages of the demonstration's journeys by what a person sees of them, and the waiting for what others do. */

/** Comes back to the window, as from another: what is new is asked for at once. */
export const comeBack = (page: Page): Promise<unknown> =>
  page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))

/** Goes to the inbox, and waits until something with these words in its row has come. @returns where it is opened */
export async function awaited(page: Page, words: string): Promise<Locator> {
  const row = page.locator('.app-row').filter({ hasText: words })
  await page.getByRole('link', { name: 'Inbox' }).first().click()
  await headingNamed(page, 'Inbox').waitFor()
  await vi.waitFor(
    async () => {
      await comeBack(page)
      expect(await row.count()).toBe(1)
    },
    { timeout: 30_000, interval: 250 },
  )
  return row.getByRole('link').first()
}

/** Signs for what came in, the only new thing with these words, and opens it. */
export async function openReceived(page: Page, words: string): Promise<void> {
  await (await awaited(page, words)).click()
  await page.getByRole('button', { name: 'Open and sign for it' }).click()
  await page.getByRole('heading', { name: 'Proof' }).waitFor()
}

/** How a referral that was sent stands with one recipient: its tag, and what that rests on. */
export const standingWith = (page: Page, mailbox: string) => {
  const section = page.locator('section').filter({ has: page.getByText(mailbox, { exact: true }) })
  return {
    tag: section.locator('.govuk-tag'),
    evidence: section.locator('details'),
  }
}

/** Looks at what was sent again and again until it says that. */
export async function untilSentSays(
  page: Page,
  reference: string,
  says: (shown: Page) => Promise<unknown>,
): Promise<void> {
  await vi.waitFor(
    async () => {
      await page.getByRole('link', { name: 'Sent', exact: true }).click()
      await page
        .locator('.app-row')
        .getByRole('link', { name: new RegExp(`${reference}$`) })
        .first()
        .click()
      await page.getByRole('heading', { name: 'Delivered to' }).waitFor()
      await says(page)
    },
    { timeout: 30_000, interval: 250 },
  )
}
