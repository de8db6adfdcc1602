import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { informationRequest } from '../../src/domain/kinds/information-request.ts'
import { composeUntilLaw } from '../../test/web/compose-whole.ts'

/** The README's pictures: a page as it is first seen, 1280 pixels wide, or from a heading on. */
export async function pictures(deskOf: (login: string) => Promise<Page>, folder: string): Promise<void> {
  const take = async (page: Page, name: string, from?: string) => {
    if (from !== undefined)
      await page.getByRole('heading', { name: from }).evaluate((heading) => heading.scrollIntoView())
    else await page.evaluate(() => scrollTo(0, 0))
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' })
  }
  const caseWorker = await deskOf('asb.caseworker')
  await caseWorker
    .getByRole('navigation', { name: 'Which of them' })
    .getByRole('link', { name: /^All/ })
    .click()
  await caseWorker.locator('.app-row').first().waitFor()
  await take(caseWorker, 'inbox')

  await caseWorker.getByRole('link', { name: 'Sent', exact: true }).click()
  const incident = caseWorker.locator('.app-row').filter({ hasText: 'ASB incident' }).last()
  await incident.getByRole('link').first().click()
  await caseWorker.getByRole('heading', { name: 'Delivered to' }).waitFor()
  await take(caseWorker, 'referral')
  for (const evidence of await caseWorker.locator('summary', { hasText: 'Evidence for' }).all())
    await evidence.click()
  await take(caseWorker, 'evidence', 'Delivered to')

  await caseWorker.getByRole('link', { name: 'Sent', exact: true }).click()
  const request = caseWorker.locator('.app-row').filter({ hasText: 'Information request' }).first()
  await request.getByRole('link', { name: /^See the exchange/ }).click()
  await caseWorker.getByRole('heading', { name: 'What happened, newest first' }).waitFor()
  await take(caseWorker, 'exchange', 'What happened, newest first')

  await composeUntilLaw(caseWorker, {
    kind: { name: 'information-request', title: 'Information request' },
    data: informationRequest.example,
    files: [],
    to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE],
  })
  await caseWorker.getByText(/^Rule L1\./).waitFor()
  await take(caseWorker, 'compose', 'What the rules say')

  const auditor = await deskOf('auditor')
  await auditor
    .locator('.app-row')
    .filter({ hasText: 'ASB incident' })
    .first()
    .getByRole('link')
    .first()
    .click()
  await auditor.getByText('The proof holds.').waitFor()
  await take(auditor, 'register', 'Proof')
}
