import { mkdirSync } from 'node:fs'
import type { Download, Locator, Page, Route } from 'playwright-core'

/** The auditor’s pages by what a person sees of them. */

export const navigation = (page: Page) => ({
  all: page.getByRole('navigation', { name: 'Menu' }).getByRole('link'),
  link: (name: string) => page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name }),
})

export const registerPage = (page: Page) => ({
  heading: page.getByRole('heading', { level: 1, name: 'Register of disclosures' }),
  rows: page.locator('.app-row'),
  choose: page.getByText('Choose what is listed'),
  show: page.getByRole('button', { name: 'Show these disclosures' }),
  csv: page.getByRole('button', { name: 'Download as CSV' }),
})

export const disclosurePage = (page: Page) => ({
  holds: page.getByText('The proof holds.'),
  links: page.locator('.app-timeline li'),
})

export const logPage = (page: Page) => ({
  heading: page.getByRole('heading', { level: 1, name: 'Check the log' }),
  whole: page.getByRole('button', { name: 'Check the whole log' }),
  news: page.getByRole('button', { name: 'Check what is new' }),
  progress: page.getByRole('progressbar'),
  stop: page.getByRole('button', { name: 'Stop checking' }),
  holds: page.getByText(/The log holds: \d+ entr/),
  entries: page.getByRole('link', { name: 'List each entry' }),
})

export const entriesPage = (page: Page) => ({
  row: (entry: number | bigint) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: String(entry), exact: true }) }),
})

/**
 * Has the log checked once more, by one of the buttons. What was found the time before stands there until the page has looked how it goes
 * on: so nothing is answered before it shows that it checks.
 */
export async function checkAgain(page: Page, button: Locator): Promise<void> {
  const { promise: isShown, resolve: show } = Promise.withResolvers<void>()
  const context = page.context()
  const hold = async (route: Route): Promise<void> => {
    await isShown
    await route.fallback()
  }
  await context.route('**/log/checkpoint', hold)
  await button.click()
  await logPage(page).progress.waitFor()
  show()
  await logPage(page).progress.waitFor({ state: 'detached' })
  await context.unroute('**/log/checkpoint', hold)
}

export const statisticsPage = (page: Page) => ({
  count: page.getByRole('button', { name: 'Count these months' }),
  plots: page.getByRole('img'),
  tables: page.locator('.app-statistics table'),
  download: page.getByRole('button', { name: 'Download tables and plots' }),
})

export const reviewPages = (page: Page) => ({
  start: page.getByRole('link', { name: 'Start a sample' }),
  goOn: page.getByRole('button', { name: 'Continue', exact: true }),
  announce: page.getByRole('button', { name: 'Announce and draw the sample' }),
  items: page.locator('.app-row'),
  save: page.getByRole('button', { name: 'Save and continue' }),
  toSign: page.getByRole('link', { name: 'Continue to sign' }),
  check: page.getByRole('button', { name: 'Check the report' }),
  countersign: page.getByRole('button', { name: 'Countersign the report' }),
  sign: page.getByRole('button', { name: 'Sign the review and download its report' }),
})

export const exportPage = (page: Page) => ({
  begin: page.getByRole('button', { name: 'Export the log' }),
  again: page.getByRole('button', { name: 'Export it again' }),
  progress: page.getByRole('progressbar'),
  stop: page.getByRole('button', { name: 'Stop exporting' }),
  download: page.getByRole('button', { name: 'Download the export' }),
})

export const exportCheckPage = (page: Page) => ({
  file: page.getByLabel('The archive of the export'),
  check: page.getByRole('button', { name: 'Check the export' }),
  holds: page.getByText(/The export holds: \d+ entr/),
  holdsNot: page.getByText('The export does not hold.'),
})

/** The page as three screens show it, where somebody wants to look at it. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true })
  }
}

export async function bytesOf(download: Download): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk)
  return Buffer.concat(chunks)
}
