import { sql } from 'kysely'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { keepList } from '../../src/sdk/recipient-lists.ts'
import { readDirectory } from '../../src/sdk/trust/trusted.ts'
import { expectAccessible, expectFocus, expectTitle, hasChromium } from './browser.ts'
import { composePage, fillIncident, headingNamed, tabTo } from './compose-pages.ts'
import { ASB, accountOf, useDesk, YOT } from './fixture.ts'
import { itInLongRun } from './long-journeys.ts'
import { type Account, goToWork, inboxPage, problems, signInPage } from './pages.ts'

const SUSPECT = 'Placeholder Pat'

let caseworker: Account

describe.skipIf(!hasChromium())('composing in the browser client (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    caseworker = await accountOf(service, 'asb.caseworker')
    const session = await service.session(caseworker.login)
    const directory = await readDirectory(session)
    await keepList(session, { mailbox: ASB, name: 'panel', members: [YOT], directory }, new Date())
  })
  beforeEach(async () => {
    await goToWork(desk.page, caseworker)
    await inboxPage(desk.page).heading.waitFor()
  })

  it('sends a note by keyboard alone, from the choice of the kind to the confirmation', async () => {
    const { page } = desk
    const press = async (name: string | RegExp, key: string) => {
      await tabTo(page, name)
      await page.keyboard.press(key)
    }
    const write = async (name: string, words: string) => {
      await tabTo(page, name)
      await page.keyboard.type(words)
    }
    await press('Send a referral', 'Enter')
    await headingNamed(page, 'What do you want to send?').waitFor()
    await tabTo(page, 'ASB incident')
    for (let at = 0; at < 14; at += 1) await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('radio', { name: 'Note', exact: true }).isChecked()).toBe(true)
    await press('Continue', 'Enter')
    await headingNamed(page, 'Topic, title and more').waitFor()
    await press('A case that we share', 'Space')
    await write('Title', 'First session kept')
    await write('What you want to tell', 'They came on time.')
    await write('Why it is shared', 'You asked to be told.')
    await press('Continue', 'Enter')
    await headingNamed(page, 'What it says of people').waitFor()
    await press('It tells of nobody', 'Space')
    await press('Continue', 'Enter')
    await headingNamed(page, 'Attach files').waitFor()
    await press('Continue', 'Enter')
    await headingNamed(page, 'Whom it goes to').waitFor()
    await page.locator(`input[value="${YOT}"]`).waitFor()
    await press('Liverpool Youth Offending Team', 'Space')
    await press('Continue', 'Enter')
    for (const title of ['Purpose and legal bases', 'Consent', 'Urgency, marking and how long it is kept']) {
      await headingNamed(page, title).waitFor()
      await press('Continue', 'Enter')
    }
    await headingNamed(page, 'Check your answers before you send it').waitFor()
    await page.getByText('The rules of the partnership allow it as it stands.').waitFor()
    await press('Sign, seal and send it', 'Enter')
    await expectFocus(headingNamed(page, 'Referral sent'))
    expect(await page.locator('.govuk-panel').innerText()).toMatch(/NTE-\w{5}-\w{5}-\w/)
    await expectAccessible(page)
  })

  it('says which rules are not met and how to meet them, lists who will read it, and sends it with its files', async () => {
    const { page } = desk
    const compose = composePage(page)
    await compose.choose('ASB incident')
    await page.getByText('What personal data are, and what to leave out').click()
    await page.getByText('Personal data are what identifies a living person').waitFor()
    // What is missing is told at its field, and nothing is lost.
    await compose.field('/incident/place').fill('Nowhere Lane')
    await compose.goOn.click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Select the sorts of behaviour (what sort of behaviour it is)',
      'Enter the details (what sort of behaviour it is)',
      'Enter the date (when it began)',
    ])
    expect(await compose.field('/incident/place').inputValue()).toBe('Nowhere Lane')
    await expectAccessible(page)
    await fillIncident(page)

    await headingNamed(page, 'Attach files').waitFor()
    await page.getByLabel('Choose files, or drop them here').setInputFiles({
      name: 'diary.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('a diary'),
    })
    await page.getByText('diary.txt').first().waitFor()
    const dropped = await page.evaluateHandle(() => {
      const data = new DataTransfer()
      data.items.add(new File(['a photo'], 'photo.png', { type: 'image/png' }))
      data.items.add(new File(['another'], 'diary.txt'))
      return data
    })
    await page.dispatchEvent('.app-drop', 'drop', { dataTransfer: dropped })
    await page.getByRole('heading', { name: '2 files' }).waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      expect.stringContaining('A file called diary.txt is attached already'),
    ])
    await expectAccessible(page)
    await compose.goOn.click()

    await headingNamed(page, 'Whom it goes to').waitFor()
    await compose.goOn.click()
    await problems(page).first().waitFor()
    await page.locator(`input[value="${YOT}"]`).check()
    await compose.standing.getByText('More is needed').waitFor()
    await page.setViewportSize({ width: 320, height: 900 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    await page.setViewportSize({ width: 1280, height: 900 })
    await expectAccessible(page)
    const unmet = await compose.standing.locator('.app-unmet li').allTextContents()
    expect(unmet).toContainEqual(expect.stringMatching(/^Rule L1\. /))
    expect(unmet).toContainEqual(expect.stringMatching(/^Rule L11\. .*nobody has said why/))
    await compose.standing.getByRole('link', { name: /legal bases for rule L1$/ }).click()
    await headingNamed(page, 'Purpose and legal bases').waitFor()
    // The rules say which are usual: until they have answered there are none to choose from.
    await page.locator('input[name="bases"]').first().waitFor()
    expect(await page.locator('input[name="bases"]:checked').count()).toBe(0)
    for (const box of await page.locator('input[name="bases"]').all()) await box.check()
    await expectAccessible(page)
    await compose.goOn.click()
    await headingNamed(page, 'Consent').waitFor()
    await page.getByRole('radio', { name: 'Not sought' }).check()
    await page.getByRole('radio', { name: 'Asking would prejudice' }).check()
    await compose.standing.getByText('The rules of the partnership allow it as it stands.').waitFor()
    await expectAccessible(page)
    await compose.goOn.click()
    await headingNamed(page, /^Urgency/).waitFor()
    await page.getByRole('radio', { name: 'Until another day' }).check()
    await compose.goOn.click()
    await problems(page).getByText('Enter the last day on which it is kept').waitFor()
    await expectAccessible(page)
    await page.getByRole('radio', { name: /^Until \d/ }).check()
    await compose.goOn.click()

    await headingNamed(page, 'Check your answers before you send it').waitFor()
    await compose.readers.nth(1).waitFor()
    expect(await compose.readers.allTextContents()).toEqual([
      expect.stringMatching(new RegExp(`^${YOT} .*Members: .*yot\\.officer`)),
      expect.stringMatching(new RegExp(`^${ASB} .*Members: .*asb\\.caseworker`)),
    ])
    await compose.standing.getByText('Allowed', { exact: true }).waitFor()
    await expectAccessible(page)
    // A change leads back to the answers.
    await page.getByRole('link', { name: 'Change suspected perpetrators' }).click()
    await headingNamed(page, 'Suspected perpetrators').waitFor()
    await page.getByRole('button', { name: 'Add another suspected perpetrator' }).click()
    await compose.field('/suspectedPerpetrators/1/name').fill('Name not known')
    await page.getByRole('button', { name: 'Remove suspected perpetrator 1' }).click()
    expect(await compose.field('/suspectedPerpetrators/0/name').inputValue()).toBe('Name not known')
    await compose.field('/suspectedPerpetrators/0/name').fill(SUSPECT)
    await compose.goOn.click()
    await headingNamed(page, 'Check your answers before you send it').waitFor()
    await compose.standing.getByText('Allowed', { exact: true }).waitFor()
    await page.evaluate(recordGone)
    await compose.send.click()
    await headingNamed(page, 'Referral sent').waitFor()
    const gone = await page.evaluate(() => (globalThis as unknown as { gone: string[] }).gone)
    expect(gone.at(-1)).toMatch(/^(\d+ KB) of \1 sent, sealed\.$/)
    const text = await page.locator('main').innerText()
    expect(text).toMatch(
      /entry \d+ of the log\. This browser has checked the proof against a signed checkpoint/,
    )
    expect(page.url()).toBe(`${desk.service.origin}/compose/sent`)
    await expectTitle(page, 'Referral sent - Despatch')
    await expectAccessible(page)

    const reader = await desk.service.session('yot.officer')
    const reference = /ASB-\w{5}-\w{5}-\w/.exec(text)?.[0]
    const delivery = await vi.waitFor(
      async () => {
        const row = (await reader.client.inbox()).rows.find((one) => one.reference === reference)
        if (!row) throw new Error('not delivered yet')
        return row.delivery
      },
      { timeout: 30_000, interval: 50 },
    )
    const opened = await openDelivery({ session: reader, delivery, now: new Date() })
    if (opened.outcome === 'unreadable' || opened.origin !== 'submitted') throw new Error('not opened')
    expect(opened.faults).toEqual([])
    expect(opened.text).toContain(SUSPECT)
    expect(
      opened.attachments.map(({ name, type, bytes }) => [name, type, new TextDecoder().decode(bytes)]),
    ).toEqual([
      ['diary.txt', 'text/plain', 'a diary'],
      ['photo.png', 'image/png', 'a photo'],
    ])
    await page.getByRole('link', { name: 'See how it stands with each of them' }).click()
    await page.getByRole('heading', { name: 'Delivered to' }).waitFor()
  })

  it('saves what was begun, sealed, when it is locked, and goes on with it from the drafts', async () => {
    const { page } = desk
    const compose = composePage(page)
    await compose.choose('ASB incident')
    await compose.field('/incident/place').fill('Nowhere Lane')
    await compose.field('/incident/from/date').fill('26')
    await compose.save.click()
    await page.getByText('It is saved as a sealed draft').waitFor()
    expect(await page.getByRole('link', { name: 'See your drafts' }).getAttribute('href')).toBe('/drafts')
    await expectAccessible(page)
    await compose.field('/incident/nature/text').fill('Shouting')
    await page.getByRole('button', { name: 'Lock' }).click()
    await page.getByText('What you had begun was saved as a sealed draft.').waitFor()
    expect(await page.content()).not.toContain('Nowhere')
    await signInPage(page).fill(caseworker)
    await signInPage(page).button.click()
    await page.getByRole('button', { name: 'I have read this and agree' }).click()
    await headingNamed(page, 'What do you want to send?').waitFor()

    await page.getByRole('link', { name: 'Drafts' }).click()
    await page.getByRole('heading', { name: 'Draft 1: ASB incident' }).waitFor()
    await page.getByRole('button', { name: 'Open draft 1' }).click()
    await headingNamed(page, 'Check your answers before you send it').waitFor()
    const main = page.locator('main')
    await main.getByText('Nowhere Lane').waitFor()
    expect(await main.innerText()).toContain('Shouting')
    await compose.standing
      .getByText(/The rules can be asked when the form is complete: \d+ answers/)
      .waitFor()
    await compose.send.click()
    await problems(page).first().waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Change incident' }).click()
    await problems(page).first().waitFor()
    expect(await compose.field('/incident/from/date').inputValue()).toBe('26')

    await page.getByRole('link', { name: 'Drafts' }).click()
    await page.getByRole('button', { name: 'Delete draft 1' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Delete draft 1 for good' }).click()
    await page.getByText('The draft is deleted.').waitFor()
    await page.getByText('There are no drafts.').waitFor()
    await expectAccessible(page)
    expect(await (await desk.service.session(caseworker.login)).client.drafts()).toEqual([])
  })

  itInLongRun(
    'keeps what waits for a partner’s key as a draft, and sends it from there when the key is settled',
    async () => {
      const { page } = desk
      const compose = composePage(page)
      const { owner } = desk.service.database
      await sql`
      with seen as (
        insert into seen_key (id, address, fpr, sha256, armored, algorithm, seen_at)
          values (gen_random_uuid(), ${YOT}, ${'ab'.repeat(20)}, ${'ab'.repeat(32)}, '', 'Curve25519', now()) returning id
      )
      insert into key_sighting (seen_key_id, person_id, source, at)
        select seen.id, person.id, 'wkd', now() from seen, person where login = 'council.liaison'`.execute(
        owner,
      )
      await compose.choose('Note')
      await page.getByRole('radio', { name: 'A case' }).check()
      await compose.field('/title').fill('First session kept')
      await compose.field('/text').fill('They came on time.')
      await compose.field('/justification').fill('You asked to be told.')
      await compose.goOn.click()
      await page.getByRole('radio', { name: 'It tells of nobody' }).check()
      await compose.goOn.click()
      await page
        .getByLabel('Choose files, or drop them here')
        .setInputFiles({ name: 'diary.txt', mimeType: 'text/plain', buffer: Buffer.from('a diary') })
      await compose.goOn.click()
      await page.getByRole('button', { name: 'Add the list panel' }).click()
      await page.getByText('1 selected.').waitFor()
      expect(await page.locator(`input[value="${YOT}"]`).isChecked()).toBe(true)
      for (const title of ['Whom it goes to', 'Purpose and legal bases', 'Consent', /^Urgency/]) {
        await headingNamed(page, title).waitFor()
        await compose.goOn.click()
      }
      await compose.standing.getByText('Allowed', { exact: true }).waitFor()
      await compose.send.click()
      await headingNamed(page, 'It waits as a draft').waitFor()
      await page.getByText('another one was seen, which nobody has approved').waitFor()
      await expectAccessible(page)
      await owner.deleteFrom('seen_key').execute()
      await page.getByRole('link', { name: 'Go to your drafts' }).click()
      await page.getByText('which is there: it can go now').waitFor()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Open draft 1' }).click()
      await page.getByText('diary.txt (7 bytes)').waitFor()
      await compose.standing.getByText('Allowed', { exact: true }).waitFor()
      await compose.send.click()
      await headingNamed(page, 'Referral sent').waitFor()
      expect(await (await desk.service.session(caseworker.login)).client.drafts()).toEqual([])
    },
  )
})

/** Keeps what the page says of how much has gone, however short a time it stands there. */
function recordGone(): void {
  const gone: string[] = []
  Object.assign(globalThis, { gone })
  new MutationObserver(() => {
    const now = document.getElementById('gone')?.textContent
    if (now && now !== gone.at(-1)) gone.push(now)
  }).observe(document.body, { childList: true, characterData: true, subtree: true })
}
