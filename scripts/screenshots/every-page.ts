import type { Page } from 'playwright-core'
import { walkCompose, walkPush } from '../../test/web/states/compose.ts'
import { picture } from '../../test/web/states/pictures.ts'
import { type Look, walk, walkInVain, walkOutside, walkToTheDoor } from '../../test/web/states/tour.ts'

/** Whose pages are looked at. */
const PEOPLE = ['asb.caseworker', 'court.listing', 'council.liaison', 'co-ordinator', 'auditor']

/**
 * Every page that somebody's links lead to, for a person to look at: filled, with what is said when it is sent in empty, of what is
 * not there, and with no service to ask; each page of composing; the warning of the idle lock, a locked page and the door.
 */
export async function everyPage(deskOf: (login: string) => Promise<Page>, folder: string): Promise<void> {
  const look: Look = (page, state) => picture(page, folder, state)
  for (const login of PEOPLE) {
    const page = await deskOf(login)
    const own = await walk(page, login, look)
    const about = [...own].filter((route) => route.includes(':'))
    await walkInVain(page, login, { routes: about, is: 'unknown' }, look)
    await walkInVain(page, login, { routes: own, is: 'gone' }, look)
    if (login === 'asb.caseworker') {
      await walkCompose(page, login, look)
      await walkToTheDoor(page, login, look)
      await walkOutside(page, look)
    }
    if (login === 'court.listing') await walkPush(page, login, look)
    await page.context().close()
  }
}
