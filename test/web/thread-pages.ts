import type { Locator, Page } from 'playwright-core'

/** The pages of exchanges, answers and cases by what a person sees of them. */

/** Where a row of a list leads to its exchange. */
export const exchangeOf = (page: Page, reference: string): Locator =>
  page.locator('.app-row', { hasText: reference }).getByRole('link', { name: /^See the exchange/ })

export const exchangePage = (page: Page) => ({
  answered: page.getByRole('heading', { name: 'Who has answered' }),
  events: page.locator('.app-timeline__item'),
})

export const questions = (page: Page) => ({
  goOn: page.getByRole('button', { name: 'Continue' }),
  panel: page.locator('.govuk-panel'),
  original: page.getByRole('complementary', { name: 'What you are answering' }),
})
