import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import { POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import type { SentReferral } from '../../src/sdk/send.ts'
import { withdraw } from '../../src/sdk/withdraw.ts'
import { encryptedMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import { orderMail, setPolicy } from '../services/arrivals/court-mail.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import { expectAccessible, expectFocus, expectNoWorkers, expectTitle, hasChromium } from './browser.ts'
import { filingJourneys } from './filing-journeys.ts'
import { ASB, accountOf, sendIncident, useDesk, YOT } from './fixture.ts'
import { itInLongRun } from './long-journeys.ts'
import {
  type Account,
  goToWork,
  handlingPage,
  heading,
  inboxPage,
  problems,
  referralPage,
  searchPage,
  signInPage,
} from './pages.ts'
import { sealedIndex } from './sealed-index.ts'

/** What somebody does with what came in, and what is left of it afterwards. */

/** Somebody who is in the example, and must be nowhere once the page is locked. */
const SUSPECT = 'Testina'

let officer: Account
let sent: SentReferral

describe.skipIf(!hasChromium())('the browser client (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    officer = await accountOf(service, 'yot.officer')
    sent = await sendIncident(service, [
      { name: 'photo <b>of</b> the wall.txt', type: 'text/plain', bytes: new TextEncoder().encode('a wall') },
    ])
    const reader = await service.session('yot.officer')
    await vi.waitFor(async () => expect((await reader.client.inbox()).rows).toHaveLength(1), {
      timeout: 30_000,
      interval: 50,
    })
  })

  /** Looks at the page as it stands; with SHOTS=folder it is kept as pictures at three widths. */
  async function look(name: string): Promise<void> {
    await expectAccessible(desk.page)
    const { SHOTS } = process.env
    if (!SHOTS) return
    for (const width of [320, 768, 1280]) {
      await desk.page.setViewportSize({ width, height: 900 })
      await desk.page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true })
    }
  }

  it('shows the handling statement before anything else, then the inbox', async () => {
    const { page } = desk
    const signIn = signInPage(page)
    await signIn.open('/sent')
    await signIn.fill(officer)
    await signIn.button.click()
    const handling = handlingPage(page)
    await expectFocus(handling.heading)
    expect(await page.getByRole('navigation').count()).toBe(0)
    await expectAccessible(page)
    await handling.agree.click()
    await page.getByText('Nothing has been sent.').waitFor()
    await expectTitle(page, 'Sent - Despatch')
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Drafts' }).click()
    await page.getByText('There are no drafts.').waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Inbox' }).click()
    const inbox = inboxPage(page)
    await inbox.rows.first().waitFor()
    await expectFocus(inbox.heading)
    expect(await inbox.rows.first().textContent()).toContain(sent.reference)
    await inbox.filter(/^New \(1\)$/).waitFor()
    await inbox.filter(/^Overdue \(0\)$/).click()
    await page.getByText('No answer is overdue.').waitFor()
    await expectAccessible(page)
    await page.goto('/no-such-page')
    await heading(page).waitFor()
    expect(await heading(page).textContent()).toBe('Sign in')
  })

  it('opens what was sent, in the reading order of its kind, with receipts, evidence and proof', async () => {
    const { page } = desk
    await goToWork(page, officer)
    const referral = referralPage(page)
    await page.getByRole('link', { name: new RegExp(sent.reference) }).click()
    await referral.open.waitFor()
    await expectTitle(page, 'ASB incident - Despatch')
    await expectAccessible(page)
    await referral.open.click()
    await referral.recipients.waitFor()
    expect(await referral.markings.allTextContents()).toEqual(['Marking: RESTRICTED', 'Marking: RESTRICTED'])
    expect(await referral.valueOf('From').textContent()).toBe(ASB)
    expect(await referral.valueOf('To').textContent()).toBe(YOT)
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(
      expect.arrayContaining(['Suspected perpetrators', 'What happened', 'Delivered to', 'Proof']),
    )
    const text = await page.locator('main').innerText()
    expect(text).toContain(SUSPECT)
    expect(text).toContain(`Sealed and signed by ${ASB}. Its key is certified by`)
    expect(text).toMatch(/entry \d+ of the log\. This browser has checked the proof/)
    expect(page.url()).not.toContain('liverpool')
    await expectTitle(page, 'ASB incident - Despatch')
    await expectAccessible(page)

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /Download/ }).click(),
    ])
    // What its sender called it would stay in the history of the browser.
    expect(download.suggestedFilename()).toBe(`${sent.reference}-1.txt`)
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('a wall')

    await page.getByRole('button', { name: 'Acknowledge it' }).click()
    await page.getByText('Its sender has your signed receipt that you have seen it').waitFor()
    // The button is gone: the keyboard goes on from what came of it.
    await expectFocus(page.locator('.app-news', { hasText: 'Its sender has your signed receipt' }))
    await expectAccessible(page)
    const view = await (await desk.service.session('asb.caseworker')).client.referral(sent.referral)
    expect(view.deliveries[0]).toMatchObject({ mailbox: YOT, answer: 'acknowledged' })
    expect(view.deliveries[0]?.receipts.map(({ event }) => event)).toEqual([
      'collected',
      'opened',
      'acknowledged',
    ])
  })

  itInLongRun('is found again by its words, which stand in no address and go nowhere', async () => {
    const { page } = desk
    const asked: string[] = []
    page.on('request', (request) => asked.push(`${request.url()} ${request.postData() ?? ''}`))
    await goToWork(page, officer, '/search')
    const search = searchPage(page)
    await search.words.fill('testina perpetrator')
    await search.words.press('Enter')
    await search.found(0).waitFor()
    await search.words.fill('téstin')
    await search.words.press('Enter')
    await search.found(1).waitFor()
    expect(await search.rows.first().innerText()).toMatch(/Found in: Informer/)
    await expectAccessible(page)
    await search.rows.getByRole('link', { name: new RegExp(sent.reference) }).click()
    await referralPage(page).recipients.waitFor()
    await page.goBack()
    await search.found(1).waitFor()
    expect(await search.words.inputValue()).toBe('téstin')
    expect(`${page.url()} ${await page.title()} ${asked.join(' ')}`).not.toMatch(/t[ée]stin/i)
  })

  it('has nothing of it left once it is locked, on the page, behind it, or in what the browser keeps', async () => {
    const { page } = desk
    await goToWork(page, officer, '/inbox?show=all')
    await page.getByRole('link', { name: new RegExp(sent.reference) }).click()
    const { open, recipients } = referralPage(page)
    await open.or(recipients).waitFor()
    if (await open.isVisible()) await open.click()
    await recipients.waitFor()
    expect(await page.content()).toContain(SUSPECT)
    await page.getByRole('button', { name: 'Lock' }).click()
    await signInPage(page).button.waitFor()
    await expectNoWorkers(page)
    const left = async () => {
      const content = await page.content()
      return [SUSPECT, sent.reference, YOT].filter((word) => content.includes(word))
    }
    expect(await left()).toEqual([])
    await page.goBack()
    expect(await heading(page).textContent()).toBe('Sign in')
    expect(await left()).toEqual([])
    expect(await page.getByLabel('Sign-in name').inputValue()).toBe(officer.login)
    await expectAccessible(page)

    const kept = await page.evaluate(async () => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      cookies: document.cookie,
      databases: (await indexedDB.databases()).map(({ name }) => name),
    }))
    expect(kept).toEqual({
      local: {},
      session: {},
      cookies: '',
      databases: ['despatch', 'despatch-search'],
    })
    expect(await seen(page)).toEqual([
      'browser mark',
      'checkpoint',
      'pin log',
      'pin service',
      'pin trust',
      expect.stringMatching(/^search key [0-9a-f]{64}$/),
      'service',
      'trust head',
    ])
    const index = await sealedIndex(page)
    expect(index.length).toBeGreaterThan(1000)
    expect(index).not.toMatch(new RegExp(`${SUSPECT}|${sent.referral}|${YOT}|received`, 'i'))
  })

  itInLongRun('narrows the lists to one of several mailboxes', async () => {
    const { page } = desk
    const { owner } = desk.service.database
    const idOf = async (address: string) =>
      (
        await owner
          .selectFrom('mailbox')
          .select('id')
          .where('address', '=', address)
          .executeTakeFirstOrThrow()
      ).id
    const [yot, asb] = await Promise.all([idOf(YOT), idOf(ASB)])
    // By the table, and not by an appointment: the lists need no key.
    await sql`insert into membership select (jsonb_populate_record(m, jsonb_build_object('mailbox_id', ${asb}::text))).*
      from membership m where mailbox_id = ${yot}`.execute(owner)
    await goToWork(page, officer, '/received/0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90')
    // That there is no such delivery is told on the way.
    await problems(page).first().waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Back to your inbox' }).click()
    await inboxPage(page).filter(/^All$/).click()
    await inboxPage(page).rows.first().waitFor()
    await expectAccessible(page)
    await page.getByLabel('Mailbox').selectOption(ASB)
    await page.getByText('Nothing has been received.').waitFor()
    await page.getByRole('link', { name: 'Sent' }).click()
    await page.locator('.app-row').first().waitFor()
    await page.getByLabel('Mailbox').selectOption(YOT)
    await page.getByText('Nothing has been sent.').waitFor()
  })

  it('shows the sender their own copy, with who has read it and how that is known', async () => {
    const { page } = desk
    const reader = await desk.service.session('yot.officer')
    const row = (await reader.client.inbox()).rows.find(({ referral }) => referral === sent.referral)
    await openDelivery({ session: reader, delivery: row?.delivery ?? '', now: new Date() })
    await goToWork(page, await accountOf(desk.service, 'asb.caseworker'), `/sent/${sent.referral}`)
    await referralPage(page).recipients.waitFor()
    await page.getByText(`Evidence for ${YOT}`).click()
    const evidence = await page.locator('details[open] li').allTextContents()
    expect(evidence).toContainEqual(
      expect.stringMatching(/Receipt: opened.*\(signed by the key of the person\)/),
    )
    await expectAccessible(page)
  })

  it('shows an order that came by mail, with what nothing bears out, and never a word of it as HTML', async () => {
    const { page } = desk
    await setPolicy(desk.service.database, 'seal-on-arrival')
    const mail = orderMail({
      subject: 'RESTRICTED: an order',
      text: 'Please find <img src=x onerror="document.title=1"> the order\u202e attached.',
    })
    expect(await bringOnce(desk.service, { to: [YOT], message: mail.message })).toMatchObject({ code: 250 })
    const { client } = await desk.service.session('yot.officer')
    const delivery = await vi.waitFor(
      async () => {
        const row = (await client.inbox()).rows.find(({ fromDomain }) => fromDomain !== null)
        if (!row) throw new Error('not yet delivered')
        return row.delivery
      },
      { timeout: 30_000, interval: 50 },
    )
    await goToWork(page, officer, `/received/${delivery}`)
    await referralPage(page).open.click()
    await referralPage(page).recipients.waitFor()
    expect(await referralPage(page).markings.allTextContents()).toEqual([
      'Marking: RESTRICTED',
      'Marking: RESTRICTED',
    ])
    const text = await page.locator('main').innerText()
    expect(text).toContain('It came unsealed from liverpool-mc.cjsm.test over its accredited network')
    expect(text).toContain('It was not encrypted by its sender')
    expect(await referralPage(page).valueOf('Its signature').count()).toBe(1)
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toContain('Prohibitions')
    expect(await page.locator('blockquote').first().textContent()).toContain('<img src=x onerror=')
    expect(await page.locator('main img').count()).toBe(0)
    expect(text).not.toContain('\u202e')
    await expectAccessible(page)
  })

  itInLongRun(
    'shows what was held back and why; it is released, or laid aside, by keyboard alone',
    async () => {
      const { page, service } = desk
      const from = POLICE_INTELLIGENCE
      for (let n = 0; n < 2; n += 1) {
        const { message } = await encryptedMail(service, { from, to: ASB })
        const brought = { from, to: [YOT], message, localAddress: POLICE_RELAY }
        expect(await bringOnce(service, brought)).toMatchObject({ code: 250 })
      }
      await goToWork(page, officer, '/inbox')
      await page.getByRole('link', { name: 'Mail that was held back' }).click()
      const held = page.getByRole('heading', {
        level: 2,
        name: /^Mail \d: Encrypted to a key that this mailbox/,
      })
      await held.nth(1).waitFor()
      expect(await page.locator('main').innerText()).toContain('merseyside.pnn.police.test')
      await look('quarantine')
      const press = async (name: string) => {
        await page.getByRole('button', { name }).focus()
        await page.keyboard.press('Enter')
      }
      await press('Release mail 1')
      await page.getByText('Let it into the inbox? That you decided').waitFor()
      await look('quarantine-asked')
      await press('Let mail 1 into the inbox')
      await page.getByText('It goes to the inbox.').waitFor()
      await expectFocus(page.locator('.app-news', { hasText: 'It goes to the inbox.' }))
      // The list is asked for anew.
      await held.nth(1).waitFor({ state: 'detached' })
      await press('Lay mail 1 aside')
      await press('Lay mail 1 aside for good')
      await page.getByText('Nothing is held back.').waitFor()
      await look('quarantine-empty')
      const decided = await service.database.db
        .selectFrom('quarantine')
        .select('outcome')
        .orderBy('outcome')
        .execute()
      expect(decided).toEqual([{ outcome: 'dismissed' }, { outcome: 'released' }])
    },
  )

  it('signs for none but the one that its reader has asked to open, wherever they came from', async () => {
    const { page } = desk
    const [looked, read] = [await sendIncident(desk.service), await sendIncident(desk.service)]
    const { client } = await desk.service.session('asb.caseworker')
    const deliveryOf = async ({ referral }: SentReferral) => (await client.referral(referral)).deliveries[0]
    const { open, recipients } = referralPage(page)
    await goToWork(page, officer)
    await page.getByRole('link', { name: new RegExp(looked.reference) }).click()
    await open.waitFor()
    await page.getByRole('link', { name: 'Back to your inbox' }).click()
    await page.getByRole('link', { name: new RegExp(read.reference) }).click()
    await open.click()
    await recipients.waitFor()
    // As whoever chooses from the list behind the button Back.
    await page.evaluate(() => history.go(-2))
    await page.getByText(looked.reference).first().waitFor()
    await page.getByText('Nobody in your team has opened it.').or(recipients).waitFor()
    expect(await open.isVisible()).toBe(true)
    expect(await deliveryOf(looked)).toMatchObject({ state: 'delivered', answer: null, receipts: [] })
    expect((await deliveryOf(read))?.answer).toBe('opened')
  })

  itInLongRun('says of what was withdrawn that it cannot be opened, and why', async () => {
    const { page } = desk
    const late = await sendIncident(desk.service)
    const sender = await desk.service.session('asb.caseworker')
    const { client } = await desk.service.session('yot.officer')
    const isThere = async () => (await client.inbox()).rows.some(({ referral }) => referral === late.referral)
    await vi.waitFor(async () => expect(await isThere()).toBe(true), { timeout: 30_000, interval: 50 })
    await withdraw({ session: sender, referral: late.referral, reason: 'sent-in-error', now: new Date() })
    const [delivery] = (await sender.client.referral(late.referral)).deliveries
    await goToWork(page, officer, `/received/${delivery?.delivery}`)
    await page.getByText('It should not have been sent.').waitFor()
    expect(await referralPage(page).open.count()).toBe(0)
    await expectAccessible(page)
  })

  filingJourneys(desk, () => officer, look)
})

/** The names of what the browser keeps of this site. */
const seen = (page: Page): Promise<string[]> =>
  page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const opening = indexedDB.open('despatch')
        opening.onsuccess = () => {
          const asked = opening.result.transaction('seen').objectStore('seen').getAllKeys()
          asked.onsuccess = () =>
            resolve(asked.result.map(String).filter((name) => !name.startsWith('pin log:')))
        }
      }),
  )
