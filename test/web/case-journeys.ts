import { expect, it } from 'vitest'
import type { CaseWork } from './case-work-fixture.ts'
import { goToWork, heading, referralPage } from './pages.ts'
import { exchangeOf } from './thread-pages.ts'

/** Keeping cases. */
export function caseJourneys({ desk, people, sent, look }: CaseWork): void {
  it('keeps a case: an exchange, a person, an action with its owner and day, until it is closed', async () => {
    const { page } = desk
    await goToWork(page, people.caseWorker, '/cases')
    await page.getByText('There are no open cases.').waitFor()
    await look('cases-none')
    await page.getByRole('link', { name: 'Sent', exact: true }).click()
    await exchangeOf(page, sent.request.reference).click()
    await page.getByRole('link', { name: 'Put this exchange into a case' }).click()
    await page.getByRole('link', { name: 'Begin a new case with it' }).click()
    await page.getByRole('button', { name: 'Begin the case' }).click()
    await page.locator('#title-error').waitFor()
    await page.getByLabel('What is it about?').fill('x'.repeat(201))
    await page.getByRole('button', { name: 'Begin the case' }).click()
    await page
      .getByText(/What it is about must/)
      .first()
      .waitFor()
    expect(await page.getByLabel('What is it about?').inputValue()).toHaveLength(201)
    await look('case-new-error')
    await page.getByLabel('What is it about?').fill('Made-Up Court, noise')
    await page.getByRole('button', { name: 'Begin the case' }).click()
    await page.getByText('The case is begun.').waitFor()
    expect(await heading(page).textContent()).toBe('Made-Up Court, noise')
    expect(await page.title()).toBe('Case - Despatch')
    expect(await page.locator('.app-timeline').textContent()).toContain(sent.request.reference)

    await page.getByRole('link', { name: 'Add a person' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Placeholder Pat')
    await page.getByLabel('Day', { exact: true }).fill('1')
    await page.getByLabel('Month').fill('4')
    await page.getByLabel('Year').fill('1994')
    await look('case-person')
    await page.getByRole('button', { name: 'Add the person' }).click()
    await page.getByText('The person is in the case.').waitFor()
    expect(await referralPage(page).valueOf('Date of birth').textContent()).toBe('1 April 1994')

    await page.getByRole('link', { name: 'Add an action' }).click()
    await page.getByLabel('What is to be done?').fill('Visit the court')
    await page.getByLabel('Day', { exact: true }).fill('2')
    await page.getByLabel('Month').fill('3')
    await page.getByLabel('Year').fill('2010')
    await page.getByRole('button', { name: 'Add the action' }).click()
    await page.getByText('The action is in the case.').waitFor()
    expect(await referralPage(page).valueOf('Owner').textContent()).toBe('asb.caseworker')
    await look('case')

    await page.getByRole('link', { name: 'Cases', exact: true }).click()
    await page.getByText('1 action overdue').waitFor()
    await look('cases')
    await page.getByRole('link', { name: 'Made-Up Court, noise' }).click()
    await page.getByRole('link', { name: 'Settle action 1' }).click()
    await page.getByLabel('It was done').check()
    await page.getByRole('button', { name: 'Settle the action' }).click()
    await page.getByText('The action is settled.').waitFor()
    await page.getByRole('link', { name: 'Close the case' }).click()
    await look('case-close')
    await page.getByRole('button', { name: 'Close the case' }).click()
    await page.getByText('The case is closed.').waitFor()
    await page.getByRole('link', { name: 'Cases', exact: true }).click()
    await page.getByText('There are no open cases.').waitFor()
    await page.getByRole('link', { name: 'Closed' }).click()
    await page.getByRole('link', { name: 'Made-Up Court, noise' }).waitFor()
  })
}
