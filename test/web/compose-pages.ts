import type { Locator, Page } from 'playwright-core'

/** The pages of composing by what a person sees of them. */

export const composePage = (page: Page) => ({
  start: page.getByRole('link', { name: 'Send a referral' }).first(),
  goOn: page.getByRole('button', { name: 'Continue' }),
  send: page.getByRole('button', { name: 'Sign, seal and send it' }),
  save: page.getByRole('button', { name: 'Save as a draft' }),
  standing: page.locator('.app-standing'),
  readers: page.locator('#readers li'),
  /** a field by its JSON Pointer, which is its id */
  field: (pointer: string): Locator => page.locator(`[id="${pointer}"]`),
  async choose(kind: string) {
    await this.start.click()
    await page.getByRole('radio', { name: kind, exact: true }).check()
    await this.goOn.click()
  },
})

export const headingNamed = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('heading', { level: 1, name })

/** Presses Tab until something of that name has the focus. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const at = document.activeElement
      const label =
        at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement
          ? at.labels?.[0]
          : null
      return (label ?? at)?.textContent?.trim() ?? ''
    })
    if (typeof name === 'string' ? focused === name : name.test(focused)) return
  }
  throw new Error(`nothing called ${name} can be reached by the Tab key`)
}

/** Fills in the form of an incident, by nobody who exists, and goes on after each of its pages. */
export async function fillIncident(page: Page): Promise<void> {
  const { field, goOn } = composePage(page)
  await headingNamed(page, 'Incident').waitFor()
  await page.getByRole('checkbox', { name: 'Rowdy behaviour' }).check()
  await field('/incident/nature/text').fill('Shouting, and bottles thrown at shutters.')
  await field('/incident/from/date').fill('26')
  await field('/incident/from/date-month').fill('2')
  await field('/incident/from/date-year').fill('2010')
  await field('/incident/place').fill('Parade of shops, Nowhere Lane, Testville')
  await goOn.click()
  await headingNamed(page, 'Informer').waitFor()
  await field('/informer/name').fill('Testina Example')
  await page.getByRole('radio', { name: 'Yes' }).last().check()
  await goOn.click()
  await headingNamed(page, 'Suspected perpetrators').waitFor()
  await field('/suspectedPerpetrators/0/name').fill('Placeholder Pat')
  await goOn.click()
  await headingNamed(page, 'Victims').waitFor()
  await goOn.click()
  await headingNamed(page, 'Witnesses').waitFor()
  await goOn.click()
  await headingNamed(page, /^What happened/).waitFor()
  await field('/narrative').fill('A group gathered outside the shops from half past nine.')
  await field('/requestedAction').fill('Please say what you know of them.')
  await field('/justification').fill('A joint visit is planned.')
  await goOn.click()
}
