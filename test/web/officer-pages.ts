import type { Locator, Page } from 'playwright-core'

/** The pages of enrolling, of one's own account, and of liaison officers and co-ordinators, by what a person sees of them. */

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

export const enrolPages = (page: Page) => ({
  invited: page.getByRole('heading', { level: 1, name: 'Your invitation to Despatch' }),
  itsMe: button(page, 'This is me, continue'),
  passphrase: page.getByLabel('New passphrase', { exact: true }),
  again: page.getByLabel('The same passphrase again'),
  makeKey: button(page, 'Make my key'),
  words: page.getByRole('list', { name: 'The words of your kit' }).getByRole('listitem'),
  download: button(page, 'Download the kit'),
  kept: button(page, 'I have kept it, continue'),
  enrol: button(page, 'Enrol with this key'),
  done: page.getByRole('heading', { level: 1, name: 'You have enrolled' }),
})

export const accountPage = (page: Page) => ({
  sessions: page.getByRole('heading', { name: 'Where you are signed in' }),
  endOthers: button(page, 'End all other sessions'),
  revoke: page.getByRole('link', { name: /let it sign in no more/ }),
  current: page.getByLabel('Your passphrase as it is now'),
  kit: page.getByLabel('The 12 words of your kit'),
  passphrase: page.getByLabel('New passphrase', { exact: true }),
  again: page.getByLabel('The same passphrase again'),
  change: button(page, 'Change my passphrase'),
})

export const invitePage = (page: Page) => ({
  go: button(page, 'Continue'),
  login: page.getByLabel('Sign-in name'),
  opens: page.getByLabel('yot@liverpool.gcsx.gov.test: open what comes in'),
  day: page.getByLabel('Day'),
  year: page.getByLabel('Year'),
})

/** Presses Tab until something has the focus. */
export async function tabTo(page: Page, place: Locator): Promise<void> {
  for (let at = 0; at < 40; at += 1) {
    if (await place.evaluate((one) => one === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab does not lead there')
}

/** Goes through the pages of a new kit. @returns its words */
export async function keepKit(page: Page): Promise<string[]> {
  const { kept, words } = enrolPages(page)
  await kept.waitFor()
  const shown = await words.allTextContents()
  await kept.click()
  await typeAskedWords(page, shown)
  return shown
}

/** All that the browser keeps of this site, names and values. */
export const keptBy = (page: Page): Promise<[name: string, value: string][]> =>
  page.evaluate(
    () =>
      new Promise<[string, string][]>((resolve) => {
        const opening = indexedDB.open('despatch')
        opening.onsuccess = () => {
          const store = opening.result.transaction('seen').objectStore('seen')
          const [names, values] = [store.getAllKeys(), store.getAll()]
          values.onsuccess = () =>
            resolve(names.result.map((name, at) => [String(name), String(values.result[at])]))
        }
      }),
  )

/** Types the words of the kit that the page asks for. */
export async function typeAskedWords(page: Page, words: readonly string[]): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Check that you have kept your kit' }).waitFor()
  for (const field of await page.getByLabel(/^Word \d+$/).all()) {
    const number = Number((await field.getAttribute('id'))?.replace('word-', ''))
    await field.fill(words[number - 1] ?? '')
  }
}

/** Screenshots for people to look at, where a folder is named: at the widths of a telephone, a tablet and a desk. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (folder === undefined) return
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true })
  }
}
