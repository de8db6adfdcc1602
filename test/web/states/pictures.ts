import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { State } from './tour.ts'

const WIDTHS = [320, 768, 1280]

/** Keeps the page as it stands at three widths, in forced colours and on paper. */
export async function picture(page: Page, folder: string, { login, route, is }: State): Promise<void> {
  const path = join(folder, `${login}${route.replaceAll(/[^a-z0-9]+/g, '-')}-${is}`)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${path}-${width}.png`, fullPage: true })
  }
  await page.emulateMedia({ forcedColors: 'active' })
  await page.screenshot({ path: `${path}-forced.png`, fullPage: true })
  await page.emulateMedia({ forcedColors: 'none' })
  await page.pdf({ path: `${path}.pdf`, format: 'A4' })
}
