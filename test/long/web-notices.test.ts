import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { newFolder } from '../cli/folder.ts'
import { type MailServer, startMailServer } from '../services/notices/mail-server.ts'
import { expectAccessible, expectTitle, hasChromium } from '../web/browser.ts'
import { headingNamed, tabTo } from '../web/compose-pages.ts'
import { accountOf, sendIncident, useDesk } from '../web/fixture.ts'
import { type Account, goToWork, problems, referralPage } from '../web/pages.ts'

/** Notices by mail, from the page of the account to the mail that comes. */

const ADDRESS = 'pat@office.example.test'

let mail: MailServer
let officer: Account
let auditor: Account

describe.skipIf(!hasChromium())('notices in the browser (needs Chromium)', () => {
  const desk = useDesk(
    async (service) => {
      officer = await accountOf(service, 'yot.officer')
      auditor = await accountOf(service, 'auditor')
    },
    async () => {
      mail = await startMailServer()
      const certificate = join(await newFolder(), 'mail.pem')
      await writeFile(certificate, mail.tlsCertificate)
      return { NOTICE_SMTP: mail.url, NOTICE_SMTP_CERTIFICATE: certificate }
    },
  )
  afterAll(() => mail?.stop())

  async function look(name: string): Promise<void> {
    await expectAccessible(desk.page)
    const { SHOTS } = process.env
    if (!SHOTS) return
    for (const width of [320, 768, 1280]) {
      await desk.page.setViewportSize({ width, height: 900 })
      await desk.page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true })
    }
  }

  it('are begun by keyboard alone, with what is wrong beside its field, and come', async () => {
    const { page, service } = desk
    await goToWork(page, officer, '/account')
    await page.getByText('You have none. A notice tells you').waitFor()
    await look('account-no-notices')
    const press = async (name: string, key: string) => {
      await tabTo(page, name)
      await page.keyboard.press(key)
    }
    await press('Have notices by mail', 'Enter')
    await headingNamed(page, 'Have notices by mail').waitFor()
    await tabTo(page, 'Mail address')
    await page.keyboard.type('pat')
    await tabTo(page, 'At most one notice in so many minutes')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('4')
    await press('No', 'ArrowUp')
    await tabTo(page, 'They begin at')
    await page.keyboard.type('3:00')
    await press('Have notices by mail', 'Enter')
    await problems(page).nth(2).waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Enter an address like pat@office.example.test',
      'Enter a number of minutes between 5 and 1440, which is a day',
      'Enter when the quiet hours end, as a time of day such as 07:30',
    ])
    await expectTitle(page, 'Error: Have notices by mail - Despatch')
    await look('notices-errors')
    expect(await page.getByLabel('They begin at').inputValue()).toBe('3:00')

    // What the service alone knows stands beside the address.
    await page.getByLabel('Mail address').fill('yot@liverpool.gcsx.gov.test')
    await page.getByLabel('At most one notice').fill('30')
    await page.getByLabel('They end at').fill('04:15')
    const button = page.getByRole('button', { name: 'Have notices by mail' })
    await button.click()
    await page.locator('#address-error').getByText('That is an address of this partnership').waitFor()
    await look('notices-refused')
    await page.getByLabel('Mail address').fill(ADDRESS)
    await button.click()
    await page.getByText(`Notices go to ${ADDRESS}, at most one in 30 minutes.`).waitFor()
    await look('notices-set')
    const { client } = await service.session('yot.officer')
    expect((await client.notices()).setting).toEqual({
      address: ADDRESS,
      bundleMinutes: 30,
      quiet: { from: '03:00', until: '04:15' },
      zone: 'Europe/London',
    })

    await page.getByRole('link', { name: 'Back to your account' }).click()
    await page.getByRole('link', { name: 'Change your notices' }).click()
    await page.getByRole('radio', { name: 'No', exact: true }).check()
    await page.getByRole('button', { name: 'Change your notices' }).click()
    await page.getByText('There are no quiet hours.').waitFor()
    await sendIncident(service)
    await expect
      .poll(() => mail.taken.map(({ to, text }) => [...to, text.split('\n')[0]]))
      .toEqual([[ADDRESS, '1 item marked RESTRICTED waits in Liverpool Youth Offending Team.']])
    await page.getByRole('link', { name: 'Back to your account' }).click()
    await expect.poll(async () => (await client.notices()).lastSentAt).not.toBeNull()
    await page.getByRole('link', { name: 'Inbox' }).first().click()
    await page.getByRole('link', { name: 'Your account' }).click()
    expect(await referralPage(page).valueOf('Go to').textContent()).toBe(ADDRESS)
    expect(await referralPage(page).valueOf('The last was sent').textContent()).toMatch(/ at /)
    await look('account-notices')
    expect(service.logged.join('')).not.toContain(ADDRESS)

    await page.getByRole('link', { name: 'Have no more notices' }).click()
    await look('notices-end')
    await page.getByRole('button', { name: 'Have no more notices' }).click()
    await headingNamed(page, 'You have no notices').waitFor()
    await look('notices-ended')
    expect((await client.notices()).setting).toBeNull()
  })

  it('are nothing that an auditor has', async () => {
    const { page } = desk
    await goToWork(page, auditor, '/account')
    await page.getByRole('heading', { name: 'Passkeys' }).waitFor()
    expect(await page.getByText('Notices by mail').count()).toBe(0)
    await expectAccessible(page)
  })
})
