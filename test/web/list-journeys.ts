import { expect } from 'vitest'
import type { CaseWork } from './case-work-fixture.ts'
import { composePage, headingNamed, tabTo } from './compose-pages.ts'
import { ASB, YOT } from './fixture.ts'
import { itInLongRun } from './long-journeys.ts'
import { goToWork, problems } from './pages.ts'

/** Keeping lists of recipients. */
export function listJourneys({ desk, people, look }: CaseWork): void {
  itInLongRun(
    'keeps a list of recipients, sends to it, changes it by keyboard alone and removes it',
    async () => {
      const { page, service } = desk
      const compose = composePage(page)
      const { client } = await service.session('asb.caseworker')
      await goToWork(page, people.caseWorker, '/recipient-lists')
      await page.getByText('There are no lists yet.').waitFor()
      await look('lists-none')
      await page.getByRole('link', { name: 'Begin a list' }).click()
      const keep = page.getByRole('button', { name: 'Sign and keep the list' })
      const police = page.locator('input[name="members"][value="intelligence@merseyside.pnn.police.test"]')
      await police.waitFor()
      await keep.click()
      await problems(page).first().waitFor()
      expect(await problems(page).allTextContents()).toEqual([
        'Enter a name for the list',
        'Select at least one mailbox',
      ])
      await look('list-errors')
      await page.getByLabel('Name of the list').fill('ASB panel')
      await page.locator(`input[name="members"][value="${YOT}"]`).check()
      await keep.click()
      await problems(page).getByText('The name must be lower-case letters, digits and hyphens').waitFor()
      expect(await page.locator(`input[name="members"][value="${YOT}"]`).isChecked()).toBe(true)
      await page.getByLabel('Name of the list').fill('asb-panel')
      await keep.click()
      await page.getByText('The list is kept.').waitFor()
      await look('lists')
      expect((await client.recipientLists()).map(({ mailbox, name }) => ({ mailbox, name }))).toEqual([
        { mailbox: ASB, name: 'asb-panel' },
      ])
      // None takes the place of another unseen.
      await page.getByRole('link', { name: 'Begin a list' }).click()
      await page.getByLabel('Name of the list').fill('asb-panel')
      await police.check()
      await keep.click()
      await problems(page).getByText('That mailbox has a list of this name already.').waitFor()

      // Whoever composes goes there and back, and loses nothing.
      await compose.choose('Note')
      await headingNamed(page, 'Topic, title and more').waitFor()
      await page.getByRole('radio', { name: 'A case' }).check()
      await page.getByLabel('Title').fill('Cameras')
      await page.getByLabel('What you want to tell').fill('Two are out of order.')
      await compose.field('/justification').fill('You are to visit.')
      await compose.goOn.click()
      await page.getByLabel('It tells of nobody').check()
      await compose.goOn.click()
      await headingNamed(page, 'Attach files').waitFor()
      await compose.goOn.click()
      await headingNamed(page, 'Whom it goes to').waitFor()
      await page.getByRole('button', { name: 'Add the list asb-panel' }).click()
      expect(await page.locator(`input[value="${YOT}"]`).isChecked()).toBe(true)
      await page.getByRole('link', { name: 'Change your lists' }).click()
      await page.getByText('You have begun a Note, and it is not sent.').waitFor()

      await tabTo(page, 'Change who is on it (asb-panel)')
      await page.keyboard.press('Enter')
      await headingNamed(page, 'Change the list').waitFor()
      expect(page.url()).not.toMatch(/panel|gcsx/)
      await police.waitFor()
      await tabTo(
        page,
        await police.evaluate((box) => (box as HTMLInputElement).labels?.[0]?.textContent ?? ''),
      )
      await page.keyboard.press('Space')
      await look('list-change')
      await tabTo(page, 'Sign and keep the change')
      await page.keyboard.press('Enter')
      await page.getByText('The list is changed.').waitFor()
      await page.getByText('intelligence@merseyside.pnn.police.test').waitFor()

      await page.getByRole('link', { name: 'remove it (asb-panel)' }).click()
      await headingNamed(page, 'Remove this list?').waitFor()
      await look('list-remove')
      await page.getByRole('button', { name: 'Remove the list' }).click()
      await page.getByText('The list is removed.').waitFor()
      await page.getByText('There are no lists yet.').waitFor()
      expect(await client.recipientLists()).toEqual([])
      await page.getByRole('link', { name: 'Go on with it' }).click()
      await headingNamed(page, 'Topic, title and more').waitFor()
      expect(await page.getByLabel('Title').inputValue()).toBe('Cameras')
    },
  )
}
