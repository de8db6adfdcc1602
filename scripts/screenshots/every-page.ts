import { join } from 'node:path'
import type { Page } from 'playwright-core'

const WIDTHS = [320, 768, 1280]

/** Whose pages are looked at: each from their navigation, and where the first links on each page lead. */
const PEOPLE = ['asb.caseworker', 'court.listing', 'council.liaison', 'co-ordinator', 'auditor']

/** Every page that somebody's navigation leads to, and the first of what each lists, for a person to look at. */
export async function everyPage(deskOf: (login: string) => Promise<Page>, folder: string): Promise<void> {
  for (const login of PEOPLE) {
    const page = await deskOf(login)
    const menu = page.getByRole('navigation', { name: 'Menu' }).getByRole('link')
    const names = await menu.allTextContents()
    for (const [at, name] of names.entries()) {
      const go = async () => {
        await page.setViewportSize({ width: 1280, height: 900 })
        await menu.nth(at).click()
        await settled(page)
      }
      await go()
      await look(page, join(folder, `${login}-${at}-${fileName(name)}`))
      const inside = page.locator('main').getByRole('link')
      for (let link = 0; link < Math.min(await inside.count(), 6); link += 1) {
        const href = (await inside.nth(link).getAttribute('href')) ?? ''
        if (!href.startsWith('/') || /^\/(api|docs|help)/.test(href)) continue
        await inside.nth(link).click()
        await settled(page)
        const open = page.getByRole('button', { name: 'Open and sign for it' })
        if (await open.isVisible()) {
          await look(page, join(folder, `${login}-${at}-${fileName(name)}-${link}-unopened`))
          await open.click()
          await page.getByRole('heading', { name: 'Proof' }).waitFor()
        }
        await look(page, join(folder, `${login}-${at}-${fileName(name)}-${link}`))
        await go()
      }
    }
    await page.context().close()
  }
}

const fileName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]+/g, '-')

/** Until it has what it asks for. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  // Several things may be waited for.
  await page.waitForFunction(() => document.querySelector('.app-waiting') === null)
}

async function look(page: Page, path: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    if (wide > width) console.log(`${path} is ${wide} pixels wide where there are ${width}`)
    await page.screenshot({ path: `${path}-${width}.png`, fullPage: true })
  }
  await page.emulateMedia({ forcedColors: 'active' })
  await page.screenshot({ path: `${path}-forced.png`, fullPage: true })
  await page.emulateMedia({ forcedColors: 'none' })
  await page.pdf({ path: `${path}.pdf`, format: 'A4' })
}
