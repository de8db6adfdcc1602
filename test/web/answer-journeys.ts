import { expect, it } from 'vitest'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { informationRequest } from '../../src/domain/kinds/information-request.ts'
import { findingsExample, researchExample } from '../../src/domain/kinds/marac-research-examples.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { send } from '../../src/sdk/send.ts'
import { until } from '../services/sending.ts'
import { expectTitle } from './browser.ts'
import { type CaseWork, sendForm } from './case-work-fixture.ts'
import { composePage, headingNamed, tabTo } from './compose-pages.ts'
import { ASB, sendIncident, YOT } from './fixture.ts'
import { itInLongRun } from './long-journeys.ts'
import { goToWork, inboxPage, problems, referralPage } from './pages.ts'
import { exchangePage, questions } from './thread-pages.ts'

/** What is written in the tests, and must stand in no address and no title. */
const ANSWER = 'We hold no file on this household.'

/** Answering what came in, and writing after what was sent. */
export function answerJourneys({ desk, people, sent, look, deliveryOf }: CaseWork): void {
  it('replies in words, with what is answered beside: the rules are asked, and nothing typed is lost', async () => {
    const { page } = desk
    await goToWork(page, people.officer)
    await page
      .getByRole('link', { name: new RegExp(sent.request.reference) })
      .first()
      .click()
    await referralPage(page).open.click()
    await page.getByRole('link', { name: 'Reply in words' }).click()
    const compose = composePage(page)
    const { original } = questions(page)
    await original.waitFor()
    expect(await original.textContent()).toContain(sent.request.reference)
    await look('reply-answer')
    await compose.goOn.click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual(['Say how you answer', 'Enter your answer'])
    await expectTitle(page, /^Error: .*: Reply - Despatch$/)
    await look('reply-answer-errors')
    await page.getByLabel('Answered in part').check()
    await page.getByLabel('Your answer').fill(ANSWER)
    await page.getByLabel('Day', { exact: true }).fill('31')
    await page.getByLabel('Month').fill('2')
    await page.getByLabel('Year').fill('2027')
    await compose.goOn.click()
    await problems(page).getByText('must be a real date').waitFor()
    expect(await page.getByLabel('Your answer').inputValue()).toBe(ANSWER)
    await page.getByLabel('Day', { exact: true }).fill('26')
    await compose.goOn.click()

    await page.getByRole('button', { name: 'Add an item' }).click()
    await compose.field('/items/0/title').fill('Lead worker')
    await compose.field('/items/0/text').fill('On Tuesdays.')
    await compose.field('/justification').fill('You are to visit.')
    await look('reply-items')
    await compose.goOn.click()
    await page.getByLabel('It tells of somebody', { exact: true }).check()
    await page.getByLabel('Young person').check()
    await look('reply-people')
    await compose.goOn.click()
    await headingNamed(page, 'Attach files').waitFor()
    const diary = { name: 'diary.txt', mimeType: 'text/plain', buffer: Buffer.from('a diary') }
    await page.getByLabel('Choose files, or drop them here').setInputFiles(diary)
    await compose.goOn.click()
    await headingNamed(page, 'Purpose and legal bases').waitFor()
    await page.locator('input[name="bases"]').first().waitFor()
    await compose.goOn.click()
    await headingNamed(page, 'Consent').waitFor()
    await page.getByRole('radio', { name: 'Not sought' }).check()
    await page.getByRole('radio', { name: 'Asking would prejudice' }).check()
    await look('reply-consent')
    await compose.goOn.click()

    // What was typed is saved when it is locked, and gone on with from the drafts.
    await headingNamed(page, /^Check your answers/).waitFor()
    await compose.standing.getByText('More is needed').waitFor()
    await look('reply-check-unmet')
    await page.getByRole('button', { name: 'Lock' }).click()
    await page.getByText('What you had begun was saved as a sealed draft.').waitFor()
    expect(await page.content()).not.toContain(ANSWER)
    await goToWork(page, people.officer, '/drafts')
    await page.getByRole('heading', { name: 'Draft 1: Reply' }).waitFor()
    await page.getByRole('button', { name: 'Open draft 1' }).click()
    await page.getByText('diary.txt (7 bytes)').waitFor()
    expect(await page.locator('main').innerText()).toContain(ANSWER)
    await compose.standing.getByRole('link', { name: /legal bases for rule L1$/ }).click()
    expect(await original.textContent()).toContain(sent.request.reference)
    for (const basis of SENSITIVE_BASES) await page.locator(`input[value="${basis}"]`).check()
    await compose.goOn.click()
    await compose.standing.getByText('Allowed', { exact: true }).waitFor()
    await look('reply-check')
    await page.getByRole('button', { name: 'Send the reply' }).click()
    await headingNamed(page, 'Reply sent').waitFor()
    await look('reply-done')
    await page.getByRole('link', { name: 'See the exchange' }).click()
    await exchangePage(page).answered.waitFor()
    expect(await page.locator('main').innerText()).toContain('You have answered it')
    expect(page.url()).not.toContain('household')

    const session = await desk.service.session('asb.caseworker')
    const [delivery] = (await session.client.referral(sent.request.referral)).deliveries
    expect(delivery?.answeredBy).not.toBeNull()
  })

  it('shows and says what comes in while the inbox is open, and leaves the reader where they are', async () => {
    const { page, service } = desk
    await goToWork(page, people.officer, '/inbox?show=all')
    const inbox = inboxPage(page)
    await inbox.filter(/^New \(3\)$/).waitFor()
    const link = page.getByRole('link', {
      name: new RegExp(`^Information request ${sent.request.reference}`),
    })
    await link.focus()
    const navigation = page.getByRole('navigation', { name: 'Menu' })
    await navigation.getByText('3 new').waitFor()
    const { reference } = await sendIncident(service)
    // Without being told, the page would ask after a minute.
    await inbox.filter(/^New \(4\)$/).waitFor({ timeout: 30_000 })
    await navigation.getByText('4 new').waitFor()
    await page.getByRole('link', { name: new RegExp(`^ASB incident ${reference}`) }).waitFor()
    // An effect says it, once the numbers stand there.
    await expect.poll(() => page.locator('[aria-live=polite]').textContent()).toBe('1 new referral came in.')
    expect(await link.evaluate((one) => one === document.activeElement)).toBe(true)
  })

  it('returns with advice, by keyboard alone', async () => {
    const { page } = desk
    const [incident] = sent.incidents
    await goToWork(page, people.officer, `/received/${await deliveryOf(incident)}`)
    await referralPage(page).open.press('Enter')
    await page.getByRole('link', { name: 'Return it, with your advice' }).press('Enter')
    const press = async (name: string | RegExp, key: string) => {
      await tabTo(page, name)
      await page.keyboard.press(key)
    }
    await headingNamed(page, 'Return it to its sender').waitFor()
    await press('Continue', 'Enter')
    await problems(page).first().waitFor()
    await look('return-error')
    await press('The matter lies outside the area of this agency.', 'Space')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await press('Yes', 'Space')
    await press('Continue', 'Enter')
    await tabTo(page, 'Your advice')
    await page.keyboard.type('Ask the Sefton team.')
    await press('Continue', 'Enter')
    await headingNamed(page, 'What it says of people').waitFor()
    await press('It tells of nobody', 'Space')
    await press('Continue', 'Enter')
    await headingNamed(page, 'Attach files').waitFor()
    await press('Continue', 'Enter')
    await headingNamed(page, /^Check your answers/).waitFor()
    await composePage(page).standing.getByText('Allowed', { exact: true }).waitFor()
    expect(await referralPage(page).valueOf('Why it is returned').textContent()).toBe(
      'It was meant for another mailbox.',
    )
    await look('return-check')
    await press('Return it', 'Enter')
    await headingNamed(page, 'Returned to its sender').waitFor()
    await look('return-done')
    const { client } = await desk.service.session('asb.caseworker')
    expect((await client.referral(incident?.referral ?? '')).deliveries[0]).toMatchObject({
      answer: 'returned',
      answeredBy: expect.any(String),
    })
  })

  itInLongRun('declines by a coded reason', async () => {
    const { page } = desk
    const [, incident] = sent.incidents
    const delivery = await deliveryOf(incident)
    await goToWork(page, people.officer, `/received/${delivery}/decline`)
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Nobody in your team has opened it. Open it first.',
    ])
    await page.getByRole('link', { name: 'Back to the referral' }).click()
    await referralPage(page).open.click()
    await page.getByRole('link', { name: 'Decline it with a reason' }).click()
    const steps = questions(page)
    await steps.goOn.click()
    await page.locator('#code-error').waitFor()
    await look('decline-error')
    await page.getByLabel('The team works by consent, and has none.').check()
    await steps.goOn.click()
    await headingNamed(page, 'Check your answers').waitFor()
    await page.getByRole('button', { name: 'Decline it' }).click()
    await steps.panel.waitFor()
    const { client } = await desk.service.session('asb.caseworker')
    const [view] = (await client.referral(incident?.referral ?? '')).deliveries
    expect(view?.receipts.at(-1)).toMatchObject({ event: 'declined', reason: 'consent-not-obtained' })
    await page.getByRole('link', { name: 'Go back to' }).click()
    await referralPage(page).recipients.waitFor()
    expect(await page.getByRole('link', { name: 'Decline it with a reason' }).count()).toBe(0)
  })

  itInLongRun('gives the findings of research for a conference', async () => {
    const { page, service } = desk
    const asked = await sendForm(service, 'marac-research', researchExample)
    await goToWork(page, people.officer, `/received/${await deliveryOf(asked)}`)
    await referralPage(page).open.click()
    await page.getByRole('link', { name: 'Give the findings of your research' }).click()
    const compose = composePage(page)
    const { original } = questions(page)
    await original.waitFor()
    await look('research-first')
    // The case and whom the request names are filled in, and marked so; the rest is the agency's own to say.
    await page.getByText('Some of this was filled in for you').waitFor()
    expect(await compose.field('/caseReference').inputValue()).toBe(researchExample.caseReference)
    expect(await compose.field('/conference/date-year').inputValue()).toBe('2010')
    const [year = '', month = '', date = ''] = findingsExample.researchedOn.split('-')
    await compose.field('/researchedOn').fill(date)
    await compose.field('/researchedOn-month').fill(month)
    await compose.field('/researchedOn-year').fill(year)
    await compose.field('/searched').fill('Housing')
    await compose.goOn.click()
    await headingNamed(page, 'People').waitFor()
    expect(await compose.field('/people/1/name').inputValue()).toBe('Placeholder Pat')
    expect(await page.getByText('Filled in from the request.').count()).toBeGreaterThan(6)
    await look('research-people')
    await compose.field('/people/1/name').fill('Pat Placeholder')
    for (const at of [0, 1, 2])
      await page.locator(`input[name="/people/${at}/outcome"][value="nothing-held"]`).check()
    await compose.goOn.click()
    // What is known of the abuse itself is optional.
    while (!(await compose.field('/justification').isVisible())) await compose.goOn.click()
    await compose.field('/justification').fill('The conference is to plan for their safety.')
    await compose.goOn.click()
    await headingNamed(page, 'Attach files').waitFor()
    await compose.goOn.click()
    await headingNamed(page, 'Purpose and legal bases').waitFor()
    for (const basis of SENSITIVE_BASES) await page.locator(`input[value="${basis}"]`).check()
    await look('research-law')
    await compose.goOn.click()
    await headingNamed(page, 'Consent').waitFor()
    await page.getByRole('radio', { name: 'Not sought' }).check()
    await page.getByRole('radio', { name: 'Asking would prejudice' }).check()
    // It is about several sorts of people, and one of them was asked.
    await page.getByRole('checkbox', { name: 'Victim' }).check()
    const theirs = page.getByRole('group', { name: 'Consent of: victim', exact: true })
    await theirs.getByRole('radio', { name: 'Given', exact: true }).check()
    await theirs.getByLabel('Day', { exact: true }).first().fill('31')
    await theirs.getByLabel('Month').first().fill('2')
    await theirs.getByLabel('Year').first().fill('2010')
    await compose.goOn.click()
    await problems(page).getByText('must be a real date').waitFor()
    await look('research-consent-error')
    await theirs.getByLabel('Day', { exact: true }).first().fill('2')
    await theirs.getByLabel('Month').first().fill('3')
    await look('research-consent')
    await compose.goOn.click()
    await headingNamed(page, /^Check your answers/).waitFor()
    await compose.standing.getByText('Allowed', { exact: true }).waitFor()
    const checked = await page.locator('main').innerText()
    expect(checked).toContain('Victim: Given on 2 March 2010')
    expect(checked).toContain('Testina Example\nFilled in from the request.')
    expect(checked).not.toContain('Pat Placeholder\nFilled in from the request.')
    await look('research-check')
    await compose.standing.getByText('Allowed', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Send the findings' }).click()
    await headingNamed(page, 'Findings sent').waitFor()
    const { client } = await service.session('yot.officer')
    const answer = (await client.thread(asked.thread)).referrals.at(-1)
    const { statement } = await client.referral(answer?.referral ?? '')
    expect(JSON.parse(statement)).toMatchObject({
      kind: 'marac-research',
      consent: { state: 'not-sought', why: 'prejudice' },
      otherConsents: [{ who: 'victim', consent: { state: 'given', on: '2010-03-02' } }],
    })
  })
}

/** Writing after what one sent oneself. */
export function noteJourneys({ desk, people, sent, look }: CaseWork): void {
  itInLongRun('says which prescribed information it is, in an answer that identifies nobody', async () => {
    const { page, service } = desk
    const asking = await service.session('yot.officer')
    const prepared = await prepareReferral({
      ...{ session: asking, now: new Date(), from: YOT, to: [ASB], kind: 'information-request' },
      ...{ data: informationRequest.example, bases: SENSITIVE_BASES, consent: UNASKED },
    })
    if (!prepared.ready) throw new Error(JSON.stringify(prepared.decision))
    const { thread, reference } = await send({ session: asking, prepared })
    await goToWork(page, people.caseWorker)
    await page
      .getByRole('link', { name: new RegExp(`^Information request ${reference}`) })
      .first()
      .click()
    await referralPage(page).open.click()
    await page.getByRole('link', { name: 'Reply in words' }).click()
    const compose = composePage(page)
    await page.getByLabel('Answered', { exact: true }).check()
    await page.getByLabel('Your answer').fill('Eleven incidents were reported in that quarter.')
    await compose.goOn.click()
    await compose.field('/justification').fill('It is to be seen where they happen.')
    await compose.goOn.click()
    await page.getByLabel('Only what identifies nobody', { exact: true }).check()
    await compose.goOn.click()
    await headingNamed(page, 'Attach files').waitFor()
    await compose.goOn.click()
    await headingNamed(page, 'Purpose and legal bases').waitFor()
    const duty = page.locator('input[value="cda-1998-s17a"]')
    await duty.waitFor({ state: 'attached' })
    await page.locator('details:has(input[value="cda-1998-s17a"]) summary').click()
    await duty.check()
    await compose.standing.getByText('Section 17A covers what the Regulations').waitFor()
    await page.getByRole('checkbox', { name: 'Anti-social behaviour that the council recorded' }).check()
    await compose.goOn.click()
    await problems(page).getByText('Enter the first day of the quarter').waitFor()
    await look('prescribed-error')
    await compose.field('prescribed-period').fill('1')
    await compose.field('prescribed-period-month').fill('1')
    await compose.field('prescribed-period-year').fill('2010')
    await look('prescribed')
    await compose.goOn.click()
    await headingNamed(page, 'Consent').waitFor()
    await page.getByRole('radio', { name: 'Not needed' }).check()
    // It is about nobody who could have answered otherwise.
    expect(await page.locator('#apart').count()).toBe(0)
    await compose.goOn.click()
    await compose.standing.getByText('Allowed', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Send the reply' }).click()
    await headingNamed(page, 'Reply sent').waitFor()
    const answer = await until('the reply was delivered', async () =>
      (await asking.client.thread(thread)).referrals.find(({ kind }) => kind === 'reply'),
    )
    expect(JSON.parse((await asking.client.referral(answer.referral)).statement)).toMatchObject({
      dataClass: 'depersonalised',
      bases: ['cda-1998-s17a'],
      prescribed: { descriptions: ['anti-social-behaviour'], period: '2010-01-01' },
    })
  })

  itInLongRun('writes a note after what was sent, which asks for no answer', async () => {
    const { page } = desk
    await goToWork(page, people.caseWorker, `/sent/${sent.request.referral}`)
    await page.getByRole('link', { name: 'Write a note to those who have it' }).click()
    const compose = composePage(page)
    await headingNamed(page, 'Topic, title and more').waitFor()
    await compose.goOn.click()
    await problems(page).first().waitFor()
    await page.getByRole('radio', { name: 'A case' }).check()
    await page.getByLabel('Title').fill('Cameras')
    await page.getByLabel('What you want to tell').fill('RESTRICTED: two are out of order. CONFIDENTIAL')
    await compose.field('/justification').fill('You are to visit.')
    await compose.goOn.click()
    await page.getByLabel('It tells of nobody').check()
    await compose.goOn.click()
    await headingNamed(page, 'Attach files').waitFor()
    await compose.goOn.click()
    const send = page.getByRole('button', { name: 'Send the note' })
    await page.getByLabel('RESTRICTED is meant: send it so').waitFor()
    await send.click()
    await problems(page).getByText('Say which marking is meant').waitFor()
    await page.getByLabel('RESTRICTED is meant: send it so').check()
    await compose.standing.getByText('Allowed', { exact: true }).waitFor()
    await send.click()
    await headingNamed(page, 'Note sent').waitFor()
    const { client } = await desk.service.session('yot.officer')
    const kinds = async () =>
      (await client.thread(sent.request.thread)).referrals.map(({ kind }) => kind as string)
    await until('the note was delivered', async () => (await kinds()).includes('note'))
    expect(await kinds()).toEqual(['information-request', 'reply', 'note'])
  })
}
