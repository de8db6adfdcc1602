import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { addAction, addNote } from '../../src/domain/cases/change.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import { addPeople } from '../../src/sdk/cases/add-people.ts'
import { beginCase, changeCase, newItemId, writtenBy } from '../../src/sdk/cases/notes.ts'
import { putThread } from '../../src/sdk/cases/put-thread.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { send } from '../../src/sdk/send.ts'
import { expectAccessible, hasChromium } from '../web/browser.ts'
import { ASB, accountOf, useDesk, YOT } from '../web/fixture.ts'
import { HOSTILE, hostile } from '../web/hostile-answers.ts'
import { type Account, goToWork, referralPage, searchPage } from '../web/pages.ts'

/** What a colleague's own program seals: every field as long as it may be, every name hostile, as many files as there may be. */

const PLACE = process.env.SCREENSHOTS
const FILES = 99

let officer: Account

describe.skipIf(!hasChromium())(
  'what a colleague seals who means harm, in the browser client (needs Chromium)',
  () => {
    const desk = useDesk(async (service) => {
      officer = await accountOf(service, 'yot.officer')
    })
    const harmless = async (page: Page, name: string): Promise<void> => {
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(width)
      }
      if (PLACE) {
        mkdirSync(PLACE, { recursive: true })
        await page.screenshot({ path: join(PLACE, `sealed-${name}.png`) })
      }
      expect(await page.locator('main img, main svg, main iframe, main object, main script').count()).toBe(0)
      expect(await page.evaluate(() => document.body.innerText)).not.toMatch(/[\u202e\u200b\u2066]/)
      expect(await page.title()).not.toContain('evil')
      await expectAccessible(page)
    }
    const sendIt = async (data: unknown, files: number) => {
      const session = await desk.service.session('asb.caseworker')
      const prepared = await prepareReferral({
        ...{ session, now: new Date(), from: ASB, to: [YOT], kind: 'asb-incident', data },
        ...{ bases: SENSITIVE_BASES, consent: UNASKED },
        attachments: Array.from({ length: files }, (_, n) => ({
          name: n % 2 === 0 ? 'order.pdf' : `\u202efdp.${'x'.repeat(n % 200)}.exe`,
          type: 'application/pdf',
          bytes: new TextEncoder().encode(`%PDF-1.7\n${n}`),
        })),
      })
      if (!prepared.ready) throw new Error(JSON.stringify(prepared.decision))
      const sent = await send({ session, prepared })
      const { client } = await desk.service.session('yot.officer')
      return vi.waitFor(
        async () => {
          const row = (await client.inbox()).rows.find(({ referral }) => referral === sent.referral)
          if (!row) throw new Error('not yet delivered')
          return row
        },
        { timeout: 30_000, interval: 50 },
      )
    }

    it('shows a form that is filled to its last character, prints it, finds it, and keeps it in a case', async () => {
      const { page, service } = desk
      const kind = kindOf('asb-incident')
      const data = hostile(kind.schema, asbIncidentExample, new Set())
      expect(kind.check(data)).toEqual([])
      expect(JSON.stringify(data).length).toBeGreaterThan(10_000)
      const row = await sendIt(data, 0)
      await goToWork(page, officer, `/received/${row.delivery}`)
      await referralPage(page).open.click()
      await referralPage(page).recipients.waitFor()
      expect(await page.locator('main').innerText()).toContain('<img src=https://evil.test/x')
      await harmless(page, 'form')
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('.app-marking').first().isVisible()).toBe(true)
      expect(await page.evaluate(() => document.body.innerText)).not.toMatch(/[\u202e\u200b\u2066]/)
      await page.emulateMedia({ media: null })

      await page.getByRole('link', { name: 'Search', exact: true }).click()
      const search = searchPage(page)
      for (const words of [
        'evil onerror',
        '\u202e<script>',
        'W'.repeat(10_000),
        `${'(a+)+'.repeat(40)}$`,
        '__proto__ constructor',
      ]) {
        await search.words.fill(words)
        await search.button.click()
        await page.getByRole('heading', { level: 2, name: /found/ }).waitFor()
        await harmless(page, 'search')
      }
      await search.words.fill('evil onerror')
      await search.button.click()
      await search.found(1).waitFor()
      expect(page.url()).toBe(`${service.origin}/search`)

      const session = await service.session('yot.officer')
      const now = new Date()
      const begun = await beginCase(session, {
        mailbox: YOT,
        title: HOSTILE.slice(0, 200),
        number: '\u202e../1',
        now,
      })
      const held = await putThread(session, begun, { thread: row.thread, now })
      const person = { name: HOSTILE.slice(0, 100), aliases: ['\u202ealias', '__proto__'] }
      const { changed } = await addPeople(session, held, [{ person, roles: [] }], { again: true, now })
      const by = writtenBy(session, now)
      const noted = await changeCase(
        session,
        changed,
        addNote(newItemId(now), HOSTILE.slice(0, 4_000), by),
        now,
      )
      const action = { text: HOSTILE.slice(0, 1_000), owner: '\u202eevil', due: '2010-03-02' }
      const { file } = await changeCase(session, noted, addAction(newItemId(now), action, by), now)
      await page.getByRole('link', { name: 'Cases', exact: true }).click()
      await page.locator('.app-row').first().waitFor()
      await harmless(page, 'cases')
      await page.locator('.app-row a').first().click()
      await page.locator('.app-timeline').waitFor()
      await harmless(page, 'case')
      for (const link of ['Add a person', 'Link it to another case', 'Add an action']) {
        const to = page.getByRole('link', { name: link })
        if ((await to.count()) === 0) continue
        await to.first().click()
        await page.locator('h1').waitFor()
        await harmless(page, link)
        await page.goBack()
        await page.locator('.app-timeline').waitFor()
      }
      expect(page.url()).toBe(`${service.origin}/cases/${file.id}`)
      await page.getByRole('link', { name: 'Cases', exact: true }).click()
      await page.getByRole('link', { name: 'Look for somebody in your cases' }).click()
      await page.getByLabel('Name, or another name').fill('evil')
      await page.getByRole('button', { name: 'Look for them' }).click()
      await page.getByRole('heading', { level: 2, name: /found|No case/ }).waitFor()
      await harmless(page, 'case-find')
    })

    it('shows a referral with as many files as there may be, of which each is said what it is, and lets it be locked meanwhile', async () => {
      const { page } = desk
      const row = await sendIt(asbIncidentExample, FILES)
      await goToWork(page, officer, `/received/${row.delivery}`)
      await referralPage(page).open.click()
      await referralPage(page).recipients.waitFor({ timeout: 60_000 })
      const files = page.locator('main li', { has: page.getByRole('button', { name: /Download/ }) })
      expect(await files.count()).toBe(FILES)
      expect(await files.nth(1).innerText()).toContain('Do not open it')
      await harmless(page, 'files')
      await page.getByRole('button', { name: 'Lock' }).click()
      await page.getByLabel('Sign-in name').waitFor()
      await expect.poll(() => page.workers()).toEqual([])
    })
  },
)
