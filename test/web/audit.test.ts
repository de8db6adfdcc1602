import { createHash } from 'node:crypto'
import { unzipSync, zipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { verifyReport } from '../../src/sdk/audit/verify-report.ts'
import { decideDestruction } from '../../src/sdk/decide-destruction.ts'
import type { SentReferral } from '../../src/sdk/send.ts'
import { eraseRecords } from '../../src/services/log/erase.ts'
import { appointSecondAuditor } from '../cli/audit/second-auditor.ts'
import { altered, prepared, refusal, until } from '../services/sending.ts'
import type { TestService } from '../setup/service.ts'
import {
  bytesOf,
  checkAgain,
  disclosurePage,
  entriesPage,
  logPage,
  look,
  navigation,
  registerPage,
  reviewPages,
  statisticsPage,
} from './audit-pages.ts'
import {
  expectAccessible,
  expectFocus,
  expectNoWorkers,
  expectTitle,
  hasChromium,
  openWindow,
  type Window,
} from './browser.ts'
import { accountOf, sendIncident, useDesk, YOT } from './fixture.ts'
import { itInLongRun } from './long-journeys.ts'
import { type Account, goToWork, problems } from './pages.ts'

let auditor: Account
let sent: SentReferral
let window: Window
/** the report that was signed: its files by their paths */
let report: Record<string, Uint8Array>

describe.skipIf(!hasChromium())('the auditor’s pages (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    auditor = await accountOf(service, 'auditor')
    sent = await sendIncident(service)
    // Both are to be told of it: that it was accepted, and then that it was delivered, which is published later.
    await until('its delivery was published', async () => {
      const entries = await service.database.db.selectFrom('log_entry').select('idx').execute()
      return entries.length > 1
    })
  })
  // One person works through all of it, in one window.
  beforeAll(async () => {
    window = await openWindow(desk.context)
  })
  afterEach(() => expect(window.complaints.splice(0)).toEqual([]))

  it('says where others have their referrals that an auditor sees no content', async () => {
    const { page } = window
    await goToWork(page, auditor, '/inbox')
    await page.getByRole('heading', { level: 1, name: 'You see no content' }).waitFor()
    expect(await navigation(page).all.allTextContents()).toEqual([
      'Register',
      'Log',
      'Statistics',
      'Reviews',
      'Keys',
      'Your account',
    ])
    await expectAccessible(page)
    await page.getByRole('link', { name: 'register of disclosures' }).click()
    await registerPage(page).heading.waitFor()
  })

  it('lists what was disclosed, narrowed as one asks, and says that there is no content', async () => {
    const { page } = window
    const register = registerPage(page)
    await register.rows.first().waitFor()
    expect(await register.rows.first().textContent()).toContain(sent.reference)
    await expectAccessible(page)
    await look(page, 'register')

    await register.choose.click()
    await page.getByLabel('Mailbox').fill('nobody')
    await page.getByLabel('Marking', { exact: true }).fill('SECRET SAUCE')
    await page.getByRole('group', { name: 'First day' }).getByLabel('Day').fill('31')
    await page.getByRole('group', { name: 'First day' }).getByLabel('Month').fill('2')
    await page.getByRole('group', { name: 'First day' }).getByLabel('Year').fill('2010')
    await register.show.click()
    await problems(page).first().waitFor()
    await look(page, 'register-errors')
    expect(await problems(page).allTextContents()).toEqual([
      expect.stringContaining('Enter a mailbox in full'),
      expect.any(String),
      'Enter a real day, such as 27 3 2010',
    ])
    await expectTitle(page, 'Error: Register of disclosures - Despatch')
    expect(await page.getByLabel('Mailbox').inputValue()).toBe('nobody')
    await expectAccessible(page)
    await page.getByLabel('Mailbox').fill('anna.smith@liverpool.gcsx.gov.test')
    await page.getByLabel('Marking', { exact: true }).fill('restricted')
    await page.getByRole('group', { name: 'First day' }).getByLabel('Month').fill('1')
    await register.show.click()
    await page.getByText('Enter a mailbox that is in the directory').first().waitFor()
    expect(page.url()).not.toContain('anna')
    await page.getByLabel('Mailbox').fill(YOT)
    await page.getByLabel('Kind').selectOption('Court order')
    await register.show.click()
    await page.getByText('The register has nothing of that kind.').waitFor()
    expect(new URL(page.url()).search).toBe(
      `?mailbox=${encodeURIComponent(YOT)}&kind=court-order&marking=RESTRICTED&since=2010-01-31`,
    )
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Remove kind' }).click()
    await register.rows.first().waitFor()
    expect(await register.rows.count()).toBe(1)
    const [csv] = await Promise.all([page.waitForEvent('download'), register.csv.click()])
    const text = Buffer.from(await bytesOf(csv)).toString()
    expect(text).toContain(sent.reference)
    expect(text.trimEnd().split('\r\n')).toHaveLength(2)
  })

  it('tells of one disclosure its grounds, its chain of evidence and its proof, worked out in the browser', async () => {
    const { page } = window
    await page.getByRole('link', { name: new RegExp(sent.reference) }).click()
    const disclosure = disclosurePage(page)
    await disclosure.holds.waitFor()
    await disclosure.links.first().waitFor()
    expect(await disclosure.links.allTextContents()).toEqual([
      expect.stringContaining('It was accepted for sending'),
      expect.stringContaining('It was delivered'),
    ])
    expect(await page.getByRole('link', { name: 'Back to the register' }).getAttribute('href')).toContain(
      '?mailbox=yot',
    )
    const text = await page.locator('main').innerText()
    expect(text).toContain('The register says the same as what was logged.')
    // In words, the reason of the consent from the manifest, which the register does not have.
    await page.getByText('Not sought; asking would prejudice').waitFor()
    expect(text).toContain('Suspected perpetrator')
    expect(text).not.toMatch(/suspected-perpetrator|not-sought/)
    expect(text).toContain('no auditor can open them')
    await expectAccessible(page)
    await look(page, 'disclosure')
  })

  itInLongRun('verifies the whole log in the browser, and afterwards what is new', async () => {
    const { page } = window
    await navigation(page).link('Log').click()
    const log = logPage(page)
    await log.whole.waitFor()
    await expectAccessible(page)

    // A service that does not answer: it can be stopped.
    await desk.context.route('**/log/tile/entries/**', () => undefined)
    await log.whole.click()
    await log.progress.waitFor()
    await expectAccessible(page)
    await log.stop.click()
    await page.getByText('You stopped it.').waitFor()
    await desk.context.unroute('**/log/tile/entries/**')

    await log.whole.click()
    await log.holds.waitFor()
    await expectFocus(page.locator('.app-place'))
    expect(await page.locator('main').innerText()).toContain('The history of 1 referral: nothing in it')
    await expectAccessible(page)
    await look(page, 'log-check')
    await checkAgain(page, log.news)
    await page.getByText('were not read again').waitFor()
    expect(await page.locator('main').innerText()).toContain('The history of 1 referral: nothing in it')
  })

  itInLongRun('lists each entry of it, with what became of its record', async () => {
    const { page } = window
    const log = logPage(page)
    const { row } = entriesPage(page)
    await log.entries.click()
    await row(0).waitFor()
    expect(await row(0).innerText()).toMatch(/accepted\s+Opened\s+referral [0-9a-f-]{36}$/)
    await expectAccessible(page)
    await look(page, 'log-entries')
    await row(0).getByRole('link').click()
    await registerPage(page).rows.filter({ hasText: sent.reference }).waitFor()
    await page.goBack()
    await row(0).waitFor()
    await page.getByRole('link', { name: 'Missing' }).click()
    await page.getByText('There is no entry of that kind.').waitFor()

    const { entry, by } = await destroyReading(desk.service)
    await page.getByRole('link', { name: 'Back to the check of the log' }).click()
    await log.news.click()
    await page.getByText('What was destroyed').waitFor()
    await log.entries.click()
    await page.getByRole('link', { name: 'Erased' }).click()
    await row(entry).waitFor()
    expect(await row(entry).innerText()).toMatch(new RegExp(`Erased, as entry ${by} says \\(court-order\\)$`))
    await page.getByRole('link', { name: 'Back to the check of the log' }).click()
  })

  itInLongRun('does not take a checkpoint that is only behind what was seen for another past', async () => {
    const { page } = window
    const log = logPage(page)
    const published = async () => (await page.request.get('/log/checkpoint')).text()
    const earlier = await published()
    // That an auditor reads is logged.
    await (await desk.service.session(auditor.login)).client.disclosures()
    await vi.waitFor(async () => expect(await published()).not.toBe(earlier), {
      timeout: 30_000,
      interval: 50,
    })
    await checkAgain(page, log.whole)
    await log.holds.waitFor()
    const behind = (url: URL) => url.pathname === '/log/checkpoint'
    await desk.context.route(behind, (route) => route.fulfill({ contentType: 'text/plain', body: earlier }))
    await checkAgain(page, log.news)
    await page.getByText('were not read again').waitFor()
    await checkAgain(page, log.whole)
    await log.holds.waitFor()
    await desk.context.unroute(behind)
    await checkAgain(page, log.whole)
    await log.holds.waitFor()
  })

  itInLongRun('names what does not fit in a log that was changed, and keeps nothing of that', async () => {
    const { page } = window
    const log = logPage(page)
    await desk.context.route('**/log/tile/entries/**', async (route) => {
      const response = await route.fetch()
      const body = await response.body()
      // The entry of the disclosure, which then commits to something else.
      body[60] = (body[60] ?? 0) === 0x41 ? 0x42 : 0x41
      await route.fulfill({ response, body })
    })
    await log.whole.click()
    await page.getByText('The log does not hold.').waitFor()
    await page
      .getByText(/^entry 0: /)
      .first()
      .waitFor()
    await expectAccessible(page)
    await look(page, 'log-check-broken')
    await desk.context.unroute('**/log/tile/entries/**')
    await log.news.click()
    await log.holds.waitFor()
  })

  itInLongRun(
    'draws what was counted, each plot with a table of every number, and gives it out as files',
    async () => {
      const { page } = window
      await navigation(page).link('Statistics').click()
      const statistics = statisticsPage(page)
      await page.getByRole('group', { name: 'First month' }).getByLabel('Month').fill('13')
      await statistics.count.click()
      await problems(page).first().waitFor()
      await expectAccessible(page)
      await page.getByRole('group', { name: 'First month' }).getByLabel('Month').fill('1')
      await statistics.count.click()
      await statistics.plots.first().waitFor()
      await expectTitle(page, 'Statistics - Despatch')
      const headings = await page.getByRole('heading', { level: 2 }).allTextContents()
      expect(headings).toEqual(
        expect.arrayContaining(['Disclosures by sender and recipient', 'Refusals by rule']),
      )
      expect(await statistics.tables.count()).toBeGreaterThan(3)
      await expectAccessible(page)
      await look(page, 'statistics')
      const [download] = await Promise.all([page.waitForEvent('download'), statistics.download.click()])
      expect(download.suggestedFilename()).toMatch(/^statistics-.*\.zip$/)
    },
  )

  itInLongRun('tells which keys a mailbox had, and by whose word', async () => {
    const { page } = window
    await navigation(page).link('Keys').click()
    await page.getByLabel('Mailbox').selectOption(YOT)
    await page.getByRole('button', { name: 'Show its keys' }).click()
    await page.getByRole('heading', { name: 'Record by record' }).waitFor()
    const text = await page.locator('main').innerText()
    expect(text).toContain('It has had 1 certificate.')
    await expectAccessible(page)
    await look(page, 'key-history')
  })

  itInLongRun(
    'draws a sample that was announced, keeps what was found, signs it, and gives out a report that verifies',
    async () => {
      const { page } = window
      await navigation(page).link('Reviews').click()
      const pages = reviewPages(page)
      await page.getByText('Your agency has no reviews yet.').waitFor()
      await expectAccessible(page)
      await pages.start.click()
      await page.getByLabel('How many disclosures?').fill('none')
      await pages.goOn.click()
      await problems(page).first().waitFor()
      expect(await problems(page).allTextContents()).toEqual(['Enter a number from 1 to 500'])
      await expectAccessible(page)
      const now = new Date()
      await page.getByLabel('How many disclosures?').fill('5')
      await page.getByLabel('Month').fill(String(now.getUTCMonth() + 1))
      await page.getByLabel('Year').fill(String(now.getUTCFullYear()))
      await page.getByLabel('What do you call the review?').fill('Test of a month')
      await pages.goOn.click()
      await pages.announce.waitFor()
      await expectAccessible(page)
      await look(page, 'review-check')
      await pages.announce.click()
      await page.getByRole('heading', { level: 1, name: 'Test of a month' }).waitFor()
      await expectTitle(page, 'Review - Despatch')
      expect(page.url()).not.toContain('Test')
      await expectAccessible(page)
      await look(page, 'review')
      await page.getByRole('link', { name: new RegExp(sent.reference) }).click()
      await pages.save.click()
      await problems(page).first().waitFor()
      expect(await problems(page).allTextContents()).toEqual(['Select what you found'])
      await expectAccessible(page)
      await look(page, 'review-item')
      await page.getByLabel('Question').check()
      await page.getByLabel('Note (optional)').fill('Why was consent not sought?')
      await pages.save.click()
      await page.getByText('Each of the 1 has an outcome.').waitFor()
      expect(await pages.items.first().textContent()).toContain('Why was consent not sought?')
      await pages.toSign.click()
      await pages.sign.waitFor()
      await expectAccessible(page)
      await look(page, 'review-sign')
      const [download] = await Promise.all([page.waitForEvent('download'), pages.sign.click()])
      await page.getByRole('heading', { level: 1, name: 'Review signed' }).waitFor()
      await expectAccessible(page)
      await look(page, 'review-signed')
      report = unzipSync(await bytesOf(download))
      const verdict = await verdictOn(report)
      expect(verdict.problems).toEqual([])
      expect(verdict.signatures).toMatchObject([{ step: 'signed' }])
      await page.getByRole('link', { name: 'Back to your reviews' }).click()
      await page.getByText('Signed', { exact: true }).waitFor()
      await expectAccessible(page)
      await look(page, 'reviews')
    },
  )

  itInLongRun(
    'says of a report that was changed what does not fit, and lets a second auditor sign one that holds',
    async () => {
      const { page } = window
      const pages = reviewPages(page)
      await navigation(page).link('Reviews').click()
      await page.getByRole('link', { name: 'Check a signed report' }).click()
      await pages.check.click()
      await problems(page).first().waitFor()
      expect(await problems(page).allTextContents()).toEqual(['Select the archive of the report'])
      await expectAccessible(page)
      await look(page, 'report-choose')
      const give = async (files: Record<string, Uint8Array>, name = 'review.zip') => {
        await page.getByLabel('The archive of the report').setInputFiles({
          ...{ name, mimeType: 'application/zip', buffer: Buffer.from(zipSync(files)) },
        })
        await pages.check.click()
      }
      await page.getByLabel('The archive of the report').setInputFiles({
        ...{ name: 'review.zip', mimeType: 'application/zip', buffer: Buffer.from('no archive') },
      })
      await pages.check.click()
      await page.locator('#report-error', { hasText: 'is no archive' }).waitFor()
      const changed = { ...report, 'report.html': new TextEncoder().encode('<p>All is well.</p>') }
      await give(changed)
      await page.getByRole('heading', { level: 1, name: 'The report does not hold' }).waitFor()
      expect(await page.locator('main').innerText()).toContain('report.html')
      expect(await pages.countersign.count()).toBe(0)
      await expectAccessible(page)
      await look(page, 'report-changed')
      await page.getByRole('button', { name: 'Check another report' }).click()
      await give(Object.fromEntries(Object.entries(report).map(([path, bytes]) => [`review/${path}`, bytes])))
      await page.getByRole('heading', { level: 1, name: 'The report holds' }).waitFor()
      expect(await page.locator('main').innerText()).toContain('You have signed this report before')
      expect(await pages.countersign.count()).toBe(0)
      await expectAccessible(page)

      await appointSecondAuditor(desk.service)
      const second = await accountOf(desk.service, 'co-ordinator')
      await page.getByRole('button', { name: 'Sign out' }).click()
      await goToWork(page, second, '/reviews/check')
      await give(report)
      await page.getByRole('heading', { level: 1, name: 'The report holds' }).waitFor()
      expect(await page.locator('main').innerText()).toContain(
        'It is proved by the log of this service, as this browser has seen it.',
      )
      await expectAccessible(page)
      await look(page, 'report-holds')
      const [download] = await Promise.all([page.waitForEvent('download'), pages.countersign.click()])
      await page.getByRole('heading', { level: 1, name: 'Report countersigned' }).waitFor()
      await expectAccessible(page)
      await look(page, 'report-countersigned')
      const verdict = await verdictOn(unzipSync(await bytesOf(download)))
      expect(verdict.problems).toEqual([])
      expect(verdict.signatures.map(({ step }) => step)).toEqual(['signed', 'countersigned'])
      await page.getByRole('button', { name: 'Sign out' }).click()
      await goToWork(page, auditor, '/reviews')
      await page.getByText(/Countersigned by co-ordinator/).waitFor()
    },
  )

  itInLongRun('lists what was refused one by one, and by rule', async () => {
    const { page } = window
    const sender = await desk.service.session('asb.caseworker')
    await refusal(
      sender.client.submit(await altered(sender, await prepared(sender), { fields: { bases: [] } })),
    )
    await navigation(page).link('Register').click()
    await page.getByRole('link', { name: 'What the rules refused' }).click()
    await page.getByRole('heading', { level: 1, name: 'What the rules refused' }).waitFor()
    await page.locator('.app-row').first().waitFor()
    const rule = (await page.locator('.app-row strong').first().textContent())?.match(/[A-Z]+\d+/)?.[0] ?? ''
    expect(await page.getByRole('rowheader').allTextContents()).toContain(rule)
    await expectAccessible(page)
    await look(page, 'refusals')
    await page.getByLabel('Rule').fill('no rule')
    await page.getByRole('button', { name: 'Show these refusals' }).click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Enter a rule by its letter and number, such as D3',
    ])
    expect(await page.getByLabel('Rule').inputValue()).toBe('no rule')
    await expectAccessible(page)
    await page.getByLabel('Rule').fill('z99')
    await page.getByRole('button', { name: 'Show these refusals' }).click()
    await page.getByText('Nothing of that kind was refused').waitFor()
    expect(new URL(page.url()).search).toBe('?rule=Z99')
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Show all of them' }).click()
    await page.locator('.app-row').first().waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).click(),
    ])
    expect(Buffer.from(await bytesOf(download)).toString()).toContain(rule)
  })

  itInLongRun('holds the register against the log, and can be stopped', async () => {
    const { page } = window
    await navigation(page).link('Register').click()
    await page.getByRole('link', { name: 'Hold the register against the log' }).click()
    const start = page.getByRole('button', { name: 'Hold them against each other' })
    await start.waitFor()
    await expectAccessible(page)
    await desk.context.route('**/log/tile/entries/**', () => undefined)
    await start.click()
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText('You stopped it.').waitFor()
    await expectAccessible(page)
    await desk.context.unrouteAll({ behavior: 'ignoreErrors' })
    await page.getByRole('button', { name: 'Do it again' }).click()
    await page.getByRole('heading', { name: 'Register and log say the same' }).waitFor()
    expect(await page.locator('main').innerText()).toMatch(/\d+ rows, \d+ disclosures among \d+ entries/)
    await expectAccessible(page)
    await look(page, 'reconciled')
  })

  itInLongRun(
    'is worked by keyboard alone, from the register to what was disclosed, and to the log',
    async () => {
      const { page } = window
      const { keyboard } = page
      await tabTo(page, 'Register')
      await keyboard.press('Enter')
      await registerPage(page).heading.waitFor()
      await registerPage(page).rows.first().waitFor()
      await tabTo(page, 'Choose what is listed')
      await keyboard.press('Enter')
      await tabTo(page, 'Any kind')
      await keyboard.type('ASB inc')
      await tabTo(page, 'Show these disclosures')
      await keyboard.press('Enter')
      // The rows of the new list: those of the old one stand there for a moment more.
      await page.locator('.app-row a[href*="kind="]').first().waitFor()
      await tabTo(page, sent.reference)
      await keyboard.press('Enter')
      await disclosurePage(page).holds.waitFor()
      await tabTo(page, 'Download the proof')
      const [download] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')])
      expect(Buffer.from(await bytesOf(download)).toString()).toMatch(/^c2sp\.org\/tlog-proof@v1\n/)
    },
  )

  itInLongRun(
    'leaves nothing in the browser but public values, from which the next visit goes on',
    async () => {
      const { page } = window
      await page.getByRole('button', { name: 'Lock' }).click()
      await page.getByLabel('Sign-in name').waitFor()
      await expectNoWorkers(page)
      const kept = await keptIn(page)
      expect(Object.keys(kept).filter((name) => !name.startsWith('pin'))).toEqual([
        'browser mark',
        'checkpoint',
        'service',
        'trust head',
        'verified tree',
      ])
      expect(kept.service).toBe(desk.service.origin)
      expect(Object.keys(JSON.parse(kept['verified tree'] ?? ''))).toEqual(['logKey', 'at', 'tree'])
      expect(Object.keys(JSON.parse(kept['verified tree'] ?? '').tree)).toEqual(['size', 'root', 'edge'])
      expect(JSON.stringify(kept)).not.toMatch(new RegExp(`@|${sent.referral}|${sent.reference}`))

      await goToWork(page, auditor, '/log-check')
      const log = logPage(page)
      await page.getByText('is not kept between two visits').waitFor()
      await log.news.click()
      await log.holds.waitFor()
      await page.getByText('It was not read this time.').waitFor()
    },
  )
})

/** Has what stands behind the first entry of a reading destroyed, as a liaison officer decides. @returns that entry, and the one that says so */
async function destroyReading(service: TestService): Promise<{ entry: bigint; by: bigint }> {
  const { db } = service.database
  const { id, idx } = await db
    .selectFrom('log_entry')
    .innerJoin('log_staged', 'log_staged.id', 'log_entry.staged_id')
    .select(['log_staged.id', 'idx'])
    .where('type', '=', 'read')
    .orderBy('idx')
    .executeTakeFirstOrThrow()
  const [reason, now] = ['court-order' as const, new Date()]
  const signed = await decideDestruction(
    await service.session('council.liaison'),
    { entries: [idx], reason },
    now,
  )
  const destruction = { reason, decided: { by: 'person' as const, ...signed } }
  const staged = await eraseRecords({ db, clock: () => now }, [id], destruction)
  return vi.waitFor(
    async () => ({
      entry: idx,
      by: (
        await db
          .selectFrom('log_entry')
          .select('idx')
          .where('staged_id', '=', staged)
          .executeTakeFirstOrThrow()
      ).idx,
    }),
    { timeout: 10_000, interval: 50 },
  )
}

/** Presses Tab until something with these words has the focus. */
async function tabTo(page: Page, words: string): Promise<void> {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() =>
      document.activeElement === document.body ? '' : (document.activeElement?.textContent ?? ''),
    )
    if (focused.includes(words)) return
  }
  throw new Error(`${words} cannot be reached by Tab`)
}

/** What the browser keeps of this site, by its names. */
const keptIn = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(
    () =>
      new Promise<Record<string, string>>((resolve) => {
        const opening = indexedDB.open('despatch')
        opening.onsuccess = () => {
          const store = opening.result.transaction('seen').objectStore('seen')
          const names = store.getAllKeys()
          const values = store.getAll()
          values.onsuccess = () =>
            resolve(Object.fromEntries(names.result.map((name, at) => [name, values.result[at]])))
        }
      }),
  )

const verdictOn = (files: Record<string, Uint8Array>) =>
  verifyReport((data) => createHash('sha256').update(data).digest(), {
    paths: async () => Object.keys(files),
    read: async (path) => files[path] ?? null,
  })
