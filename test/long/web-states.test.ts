import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { reviewPages } from '../web/audit-pages.ts'
import { hasChromium } from '../web/browser.ts'
import { accountOf, useDesk } from '../web/fixture.ts'
import { type Account, goToWork } from '../web/pages.ts'
import { mailed } from '../web/partner-mail.ts'
import { addPasskeyPage, askForPasskey, plugIn } from '../web/passkey-pages.ts'
import { checkPage } from '../web/states/check.ts'
import { walkCompose, walkPush } from '../web/states/compose.ts'
import { picture } from '../web/states/pictures.ts'
import { goTo, ROUTES, type State, walk, walkInVain, walkOutside, walkToTheDoor } from '../web/states/tour.ts'
import { fillWorld } from '../web/states/world.ts'

const FOLDER = process.env.SCREENSHOTS
const PEOPLE = [
  'asb.caseworker',
  'yot.officer',
  'court.listing',
  'council.liaison',
  'co-ordinator',
  'auditor',
]

const accounts = new Map<string, Account>()
/** all the routes that anybody has been to */
const found = new Set<string>()

describe.skipIf(!hasChromium())('every page in every state (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    for (const login of PEOPLE) accounts.set(login, await accountOf(service, login))
  })
  /** Looks at all of it before it complains, so that one run tells everything. */
  const looking = () => {
    const wrong: string[] = []
    const look = async (page: Page, state: State): Promise<void> => {
      await checkPage(page, state).catch((error: unknown) =>
        wrong.push(`${state.login} at ${state.route}, ${state.is}: ${String(error)}`),
      )
      if (FOLDER) await picture(page, FOLDER, state)
    }
    return { wrong, look }
  }
  const sitDown = async (login: string): Promise<Page> => {
    const account = accounts.get(login)
    if (!account) throw new Error(`${login} has no account`)
    await goToWork(desk.page, account)
    await desk.page.getByRole('navigation', { name: 'Menu' }).waitFor()
    return desk.page
  }
  if (FOLDER) mkdirSync(FOLDER, { recursive: true })

  it.each(PEOPLE)('holds while there is nothing, for %s', async (login) => {
    const page = await sitDown(login)
    const { wrong, look } = looking()
    for (const route of await walk(page, login, (at, state) =>
      look(at, { ...state, is: `empty-${state.is}` }),
    ))
      found.add(route)
    expect(wrong).toEqual([])
  })

  it('is filled with what is usual, and with what is as long as it may be', () =>
    fillWorld(desk.service.session))

  it.each(PEOPLE)(
    'holds filled, sent in empty, for what is not there, and without a service: %s',
    async (login) => {
      const page = await sitDown(login)
      const { wrong, look } = looking()
      const own = await walk(page, login, look, await prepare(page, login))
      for (const route of own) found.add(route)
      const about = [...own].filter((route) => route.includes(':'))
      await walkInVain(page, login, { routes: about, is: 'unknown' }, look)
      await walkInVain(page, login, { routes: own, is: 'gone' }, look)
      expect(wrong).toEqual([])
    },
  )

  it('holds on each page of composing a referral', async () => {
    const { wrong, look } = looking()
    await walkCompose(await sitDown('asb.caseworker'), 'asb.caseworker', look)
    found.add('/compose/:step')
    expect(wrong).toEqual([])
  })

  it('holds on each page of pushing an order', async () => {
    const { wrong, look } = looking()
    await walkPush(await sitDown('court.listing'), 'court.listing', look)
    found.add('/push/:step')
    expect(wrong).toEqual([])
  })

  it('holds for whoever has no right to a page', async () => {
    const page = await sitDown('asb.caseworker')
    const { wrong, look } = looking()
    const others = ROUTES.filter((route) =>
      /^\/(agency|partnership|register|reviews|refusals|push)/.test(route),
    )
    await walkInVain(page, 'asb.caseworker', { routes: others, is: 'forbidden' }, look)
    expect(wrong).toEqual([])
  })

  it('holds when it is about to be locked, when it is, and before anybody signs in', async () => {
    const { wrong, look } = looking()
    await walkToTheDoor(await sitDown('asb.caseworker'), 'asb.caseworker', look)
    await walkOutside(desk.page, look)
    expect(wrong).toEqual([])
  })

  it('has left out no page that there is', () => {
    expect(ROUTES.filter((route) => !found.has(route))).toEqual([])
  })

  /** What somebody has to have done before all their pages can be gone to. @returns addresses to which no link leads */
  async function prepare(page: Page, login: string): Promise<string[]> {
    if (login === 'asb.caseworker') {
      const account = accounts.get(login)
      if (!account) throw new Error(`${login} has no account`)
      await plugIn(page)
      await askForPasskey(page, account, 'security key on my ring')
      await addPasskeyPage(page).make.click()
      await addPasskeyPage(page).added.waitFor()
      return ['/account/notices', '/account/notices/end']
    }
    if (login === 'council.liaison') {
      const officer = await desk.service.session(login)
      return (await officer.client.invitations()).map(({ id }) => `/agency/newcomer/${id}`)
    }
    if (login === 'court.listing') return ['/recipient-lists', '/recipient-lists/new']
    if (login === 'yot.officer')
      return [
        `/received/${await mailed(desk.service, { subject: 'about last night', text: 'It was in Nowhere Lane.' })}`,
      ]
    if (login !== 'auditor') return []
    const pages = reviewPages(page)
    await goTo(page, '/reviews/new')
    const now = new Date()
    await page.getByLabel('How many disclosures?').fill('5')
    await page.getByLabel('Month').fill(String(now.getUTCMonth() + 1))
    await page.getByLabel('Year').fill(String(now.getUTCFullYear()))
    await page.getByLabel('What do you call the review?').fill('Test of a month')
    await pages.goOn.click()
    await pages.announce.click()
    await page.getByRole('heading', { level: 1, name: 'Test of a month' }).waitFor()
    const review = new URL(page.url()).pathname
    // It is drawn a moment after it was announced.
    await page.locator(`main a[href^="${review}/"]`).first().waitFor()
    return [`${review}/sign`]
  }
})
