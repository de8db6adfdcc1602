import { expect, it } from 'vitest'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { expectTitle } from './browser.ts'
import { headingNamed, tabTo } from './compose-pages.ts'
import type { Desk } from './fixture.ts'
import { itInLongRun } from './long-journeys.ts'
import { type Account, goToWork, inboxPage, problems, referralPage } from './pages.ts'
import { mailed } from './partner-mail.ts'

/** What the mail says, and must stand in no address and no title. */
const WORDS = 'Placeholder Pat was seen in Nowhere Lane.'

/** Filing mail of partners that does not say of itself what it is, or how it is marked. */
export function filingJourneys(
  desk: Desk,
  officer: () => Account,
  look: (name: string) => Promise<void>,
): void {
  it('files mail that says neither what it is nor how it is marked, later than it was opened', async () => {
    const { page, service } = desk
    const delivery = await mailed(desk.service, { subject: 'about last night', text: WORDS })
    const addresses: string[] = []
    // A page that is left again before it has said what it is called has no title to be asked for.
    page.on('framenavigated', (frame) =>
      page.title().then(
        (title) => addresses.push(`${frame.url()} ${title}`),
        () => addresses.push(frame.url()),
      ),
    )
    await goToWork(page, officer(), `/received/${delivery}`)
    const referral = referralPage(page)
    await referral.open.click()
    await headingNamed(page, 'Mail').waitFor()
    await page.getByText('The mail does not say what it is, or how it is marked.').waitFor()
    expect(await referral.markings.first().textContent()).toBe(
      'Marking: NOT YET MARKED (handle as RESTRICTED)',
    )
    // To nobody: its sender is not known yet.
    expect(await page.getByRole('link', { name: /^(Reply in words|Write a note)/ }).count()).toBe(0)
    await look('mail-not-filed')
    await page.getByRole('link', { name: 'Back to your inbox' }).click()
    await inboxPage(page).filter(/^All$/).click()
    const row = page.locator('.app-row').filter({ has: page.locator(`a[href="/received/${delivery}"]`) })
    await row.getByText('Not filed', { exact: true }).waitFor()
    await look('inbox-not-filed')
    await row.getByRole('link').first().click()
    await page.getByRole('link', { name: 'File this mail' }).click()

    await headingNamed(page, 'What is it?').waitFor()
    expect(await page.getByRole('complementary', { name: 'The mail' }).textContent()).toContain(WORDS)
    expect(await referral.valueOf('Its subject').textContent()).toBe('about last night')
    expect(await referral.valueOf('Its own marking').textContent()).toBe('It has none')
    const press = async (name: string, key: string) => {
      await tabTo(page, name)
      await page.keyboard.press(key)
    }
    // By keyboard alone from here.
    await press('Continue', 'Enter')
    await problems(page).getByText('Select what it is').waitFor()
    await expectTitle(page, 'Error: What is it?: File this mail - Despatch')
    await look('file-kind-error')
    await tabTo(page, 'Reply')
    for (let kinds = 0; kinds < 3; kinds += 1) await page.keyboard.press('ArrowDown')
    await press('Continue', 'Enter')
    await headingNamed(page, 'How is it marked?').waitFor()
    await press('Continue', 'Enter')
    await problems(page).getByText('Select how it is marked').waitFor()
    await look('file-marking-error')
    await tabTo(page, 'NOT PROTECTIVELY MARKED')
    await page.keyboard.press('ArrowDown')
    await press('PERSONAL', 'Space')
    await press('Continue', 'Enter')
    await headingNamed(page, 'Check how it is filed').waitFor()
    expect(await referral.valueOf('Protective marking').textContent()).toBe('PROTECT – PERSONAL')
    await look('file-check')
    await press('Sign and file it', 'Enter')
    await headingNamed(page, 'The mail is filed').waitFor()
    await look('filed')

    const { client } = await service.session('yot.officer')
    const view = await client.delivery(delivery)
    expect(view).toMatchObject({ kind: 'concern', marking: 'PROTECT – PERSONAL', unproven: true })
    expect(JSON.parse(view.filed?.statement ?? '{}')).toMatchObject({
      despatch: 'filed/1',
      kind: 'concern',
      signature: 'unsigned',
    })
    await page.getByRole('link', { name: `Go back to ${view.reference}` }).click()
    await headingNamed(page, 'Concern').waitFor()
    await page.getByText('It was filed before.').waitFor()
    expect(await page.getByRole('link', { name: 'File this mail' }).count()).toBe(0)
    expect(await referral.markings.allTextContents()).toEqual(
      Array.from({ length: 2 }, () => 'Marking: PROTECT – PERSONAL'),
    )
    expect(addresses.join(' ')).not.toMatch(/Placeholder|last night|PROTECT/)
    await page.goto(`/received/${delivery}/file`)
    await goToWork(page, officer(), `/received/${delivery}/file`)
    await problems(page).getByText('is filed already').waitFor()
    await look('file-filed')
  })

  itInLongRun('never files mail below the marking that it bears, and tells who was slower', async () => {
    const { page, service } = desk
    const delivery = await mailed(desk.service, { subject: 'CONFIDENTIAL: about last night', text: WORDS })
    await goToWork(page, officer(), `/received/${delivery}`)
    await referralPage(page).open.click()
    await page.getByText('The mail does not say what it is.').waitFor()
    await page.getByRole('link', { name: 'File this mail' }).click()
    await page.getByRole('radio', { name: 'Note', exact: true }).check()
    const goOn = page.getByRole('button', { name: 'Continue' })
    await goOn.click()
    await page.getByRole('button', { name: 'Change the marking' }).click()
    await headingNamed(page, 'How is it marked?').waitFor()
    expect(
      await page
        .locator('input[name="level"]')
        .evaluateAll((all) => all.map((one) => one.getAttribute('value'))),
    ).toEqual(['GPMS/CONFIDENTIAL', 'GPMS/SECRET', 'GPMS/TOP SECRET'])
    expect(await page.getByRole('radio', { name: 'CONFIDENTIAL' }).isChecked()).toBe(true)
    await look('file-marking-own')
    await goOn.click()

    const colleague = await service.session('yot.officer')
    await openDelivery({ session: colleague, delivery, filing: { kind: 'reply' }, now: new Date() })
    await page.getByRole('button', { name: 'Sign and file it' }).click()
    await problems(page).getByText('A colleague has already filed this mail.').waitFor()
    await look('file-too-late')
    expect((await colleague.client.delivery(delivery)).kind).toBe('reply')
  })
}
