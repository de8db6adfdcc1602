import { expect, it } from 'vitest'
import { asboOn, ORDER_BASES, papers } from '../../src/demo/journeys/court-papers.ts'
import { consentOf } from '../../src/domain/consents.ts'
import { dayOf } from '../../src/domain/day.ts'
import { expectTitle } from './browser.ts'
import { type CaseWork, sendForm } from './case-work-fixture.ts'
import { itInLongRun } from './long-journeys.ts'
import { goToWork, heading, problems, referralPage } from './pages.ts'
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
    await expectTitle(page, 'Case - Despatch')
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

  itInLongRun('takes people over, corrects and finds them, and links and names cases anew', async () => {
    const { page } = desk
    const wayTo = (name: string) => page.getByRole('link', { name, exact: true })
    await goToWork(page, people.caseWorker, '/cases')
    const begin = async (title: string) => {
      await wayTo('Cases').click()
      await wayTo('Begin a case').click()
      await page.getByLabel('What is it about?').fill(title)
      await page.getByRole('button', { name: 'Begin the case' }).click()
      await page.getByText('The case is begun.').waitFor()
    }
    await begin('Invented Way, shouting')
    await wayTo('Take people over from a referral').click()
    await page.getByText('There is no referral in the case.').waitFor()
    await look('case-take-none')
    await wayTo('Back to the case').click()
    await wayTo('Add a person').click()
    await page.getByLabel('Name', { exact: true }).fill('Pat PLACEHOLDER')
    await page.getByRole('button', { name: 'Add the person' }).click()
    await page.getByText('The person is in the case.').waitFor()

    // The other case has the exchange, and takes whom its referral names.
    await begin('Nowhere Lane, young people')
    await wayTo('Sent').click()
    await exchangeOf(page, sent.request.reference).click()
    await wayTo('Put this exchange into a case').click()
    await page.getByLabel('Nowhere Lane, young people').check()
    await page.getByRole('button', { name: 'Put it into the case' }).click()
    await page.getByText('The exchange is in the case.').waitFor()
    await wayTo('Take people over from a referral').click()
    await page.getByRole('button', { name: 'Take them over' }).click()
    await problems(page).getByText('Select one of them').waitFor()
    await look('case-take-error')
    await page.getByLabel(`Information request ${sent.request.reference}`).check()
    await page.getByRole('button', { name: 'Take them over' }).click()
    await page.getByText('1 person is new in the case.').waitFor()
    await look('case-taken')
    await page.getByRole('link', { name: /^Link the two cases.*Invented Way/ }).click()
    await page.getByRole('button', { name: 'Link the cases' }).waitFor()
    expect(await page.getByLabel('Invented Way, shouting').isChecked()).toBe(true)
    await look('case-link')
    await page.getByRole('button', { name: 'Link the cases' }).click()
    await page.getByText('The two cases are linked.').waitFor()
    expect(await page.locator('main').innerText()).toContain('the same person is in both')
    // By what it is called, in the notes too, and not by its id.
    expect(await page.locator('.app-timeline').innerText()).toContain(
      'Linked: Invented Way, shouting (the same person is in both)',
    )
    await look('case-linked')

    await wayTo('Correct person 1').click()
    await page.getByLabel('Other names (optional)').fill('Patch\nPatchy')
    await page.getByLabel('Victim').check()
    await look('case-correct')
    await page.getByRole('button', { name: 'Save what is right' }).click()
    await page.getByText('It is corrected.').waitFor()
    expect(await referralPage(page).valueOf('Also').textContent()).toBe('Patch\nPatchy')
    expect(await referralPage(page).valueOf('Date of birth').textContent()).toMatch(/\d{4}$/)
    await wayTo('Correct what it is called').click()
    await page.getByLabel('Your own number of it (optional)').fill('ASB/2010/117')
    await page.getByRole('button', { name: 'Save what is right' }).click()
    await page.getByText('ASB/2010/117').first().waitFor()
    await wayTo('Add the review of an order').click()
    await page.getByText('There is no court order in the case.').waitFor()
    await wayTo('Back to the case').click()
    await page.getByRole('link', { name: /^End the link/ }).click()
    await look('case-unlink')
    await page.getByRole('button', { name: 'End the link' }).click()
    await page.getByText('They are linked no more.').waitFor()
    await page.getByRole('link', { name: /^take it out/ }).click()
    await page.getByRole('button', { name: 'Take it out' }).click()
    await page.getByText('The exchange is not in the case any more.').waitFor()

    await wayTo('Cases').click()
    await wayTo('Look for somebody in your cases').click()
    await page.getByRole('button', { name: 'Look for them' }).click()
    await problems(page).getByText('Enter a name, a date of birth or both').waitFor()
    await look('case-find-error')
    await page.getByLabel('Name, or another name that they go by').fill('placeholder, pát')
    await page.getByRole('button', { name: 'Look for them' }).click()
    await page.getByRole('heading', { name: /^\d people found/ }).waitFor()
    await look('case-found')
    expect(page.url()).not.toContain('placeholder')
    await page.getByRole('link', { name: 'Nowhere Lane, young people' }).click()
    await wayTo('take person 1 out').click()
    await page.getByRole('button', { name: 'Take them out' }).click()
    await page.getByText('They are not in the case any more.').waitFor()
    await page.getByText('Nobody is in the case yet.').waitFor()
  })

  itInLongRun('adds the review of an order by the day that the order says', async () => {
    const { page } = desk
    const order = await sendForm(desk.service, 'court-order', asboOn(dayOf(new Date())), {
      bases: ORDER_BASES,
      consent: consentOf('not-needed'),
      attachments: papers(),
    })
    await goToWork(page, people.caseWorker, `/thread/${order.thread}`)
    await page.getByRole('link', { name: 'Put this exchange into a case' }).click()
    await page.getByRole('link', { name: 'Begin a new case with it' }).click()
    await page.getByLabel('What is it about?').fill('An order and its review')
    await page.getByRole('button', { name: 'Begin the case' }).click()
    await page.getByText('The case is begun.').waitFor()
    await page.getByRole('link', { name: 'Add the review of an order' }).click()
    await page.getByLabel(`Court order ${order.reference}`).check()
    await look('case-review')
    await page.getByRole('button', { name: 'Add the review' }).click()
    await page.getByText('The review of the order is among the actions.').waitFor()
    expect(await referralPage(page).valueOf('Action 1').textContent()).toContain('Review the order')
  })
}
