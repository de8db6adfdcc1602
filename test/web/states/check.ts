import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { expectAccessible } from '../browser.ts'
import type { State } from './tour.ts'
import { LONG_WORD } from './world.ts'

/** What no title of a tab may hold: it stands in the history, and in the list of windows. */
const TELLS_OF_SOMEBODY = [
  LONG_WORD.slice(0, 12),
  'Placeholder',
  'Testina',
  'Nowhere',
  '@',
  '.test',
  'caseworker',
]

/** Demands of a page what every page owes everybody, at the width that is left of a small window at 400 % zoom. */
export async function checkPage(page: Page, { is }: State): Promise<void> {
  await page.setViewportSize({ width: 320, height: 900 })
  await expectAccessible(page)
  const seen = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    headings: document.querySelectorAll('h1').length,
    plainLinks: [...document.querySelectorAll('main a:not([class]):not(.govuk-error-summary a)')].map(
      (link) => link.outerHTML,
    ),
    title: document.title,
    // Each error leads to its field.
    lost: [...document.querySelectorAll<HTMLAnchorElement>('.govuk-error-summary a')]
      .map((link) => decodeURIComponent(link.hash.slice(1)))
      .filter((id) => document.getElementById(id) === null),
  }))
  expect(seen).toMatchObject({ wide: 320, headings: 1, plainLinks: [], lost: [] })
  expect(seen.title).toMatch(/^.+ - Despatch$/)
  expect(TELLS_OF_SOMEBODY.filter((words) => seen.title.includes(words))).toEqual([])
  if (is.endsWith('wrong')) {
    expect(seen.title).toMatch(/^Error: /)
    expect(await page.locator('.govuk-error-summary:focus').count()).toBe(1)
  }
  expect(await withoutVisibleFocus(page)).toEqual([])
}

/** What can have the focus and looks the same with it as without. */
async function withoutVisibleFocus(page: Page): Promise<string[]> {
  // From here on the browser shows the focus as to somebody at a keyboard.
  await page.keyboard.press('Tab')
  return page.evaluate(() => {
    const looks = (one: Element, part?: string) => {
      const style = getComputedStyle(one, part)
      const outline = style.outlineColor.endsWith(', 0)')
        ? 'none'
        : `${style.outlineStyle} ${style.outlineWidth}`
      return [outline, style.boxShadow, style.backgroundColor, style.borderColor].join(';')
    }
    const shown = (one: HTMLElement) =>
      looks(one) + (one.nextElementSibling === null ? '' : looks(one.nextElementSibling, '::before'))
    const all = document.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, [tabindex="0"]',
    )
    const same: string[] = []
    for (const one of all) {
      if (!one.checkVisibility() || one.matches(':disabled')) continue
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      const without = shown(one)
      one.focus({ preventScroll: true })
      if (document.activeElement === one && shown(one) === without) same.push(one.outerHTML.slice(0, 200))
    }
    // The link that skips to the content is there while it has the focus, and moves what is below as it goes.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    return same
  })
}
