import { expect } from 'vitest'
import { addNote } from '../../src/domain/cases/change.ts'
import { note } from '../../src/domain/kinds/note.ts'
import { answer } from '../../src/sdk/answer.ts'
import { beginCase, changeCase, newItemId, writtenBy } from '../../src/sdk/cases/notes.ts'
import { keepAsDraft } from '../../src/sdk/drafts.ts'
import type { CaseWork } from './case-work-fixture.ts'
import { ASB, sendIncident, YOT } from './fixture.ts'
import { itInLongRun } from './long-journeys.ts'
import { goToWork, heading, referralPage } from './pages.ts'

/** What a colleague changes is seen without asking; by itself a page would ask after a minute, and for cases after ten. */
const SOON = { timeout: 20_000 }

/** What others do, while somebody looks at it. */
export function liveJourneys({ desk, people, look, deliveryOf }: CaseWork): void {
  itInLongRun('shows drafts as colleagues keep and delete them, with what each is', async () => {
    const { page, service } = desk
    await goToWork(page, people.officer, '/drafts')
    await page.getByText('There are no drafts.').waitFor()
    const session = await service.session('yot.officer')
    const request = { from: YOT, to: [ASB], kind: 'note' as const, data: note.example }
    const draft = await keepAsDraft({ session, request, waitsFor: [], now: new Date() })
    await page.getByRole('heading', { name: 'Draft 1: Note' }).waitFor(SOON)
    expect(await referralPage(page).valueOf('To').textContent()).toBe(ASB)
    // What is large is opened when that is asked for alone.
    const bytes = crypto.getRandomValues(new Uint8Array(60_000))
    const attachments = Array.from({ length: 20 }, (_, n) => ({
      ...{ name: `${n}.bin`, type: 'application/octet-stream', bytes },
    }))
    const large = await keepAsDraft({
      ...{ session, request: { ...request, attachments }, waitsFor: [], now: new Date() },
    })
    const say = page.getByRole('button', { name: 'Say what draft 1 is' })
    await say.waitFor(SOON)
    await page.getByRole('heading', { name: 'Draft 2: Note' }).waitFor()
    expect(await page.getByRole('heading', { name: 'Draft 1: Note' }).count()).toBe(0)
    await look('drafts')
    await say.click()
    await page.getByRole('heading', { name: 'Draft 1: Note' }).waitFor()
    for (const one of [draft, large]) await session.client.deleteDraft(one.id, one.version)
    await page.getByText('There are no drafts.').waitFor(SOON)
  })

  itInLongRun('shows what a colleague has answered, on the page of what is open', async () => {
    const { page, service } = desk
    const delivery = await deliveryOf(await sendIncident(service))
    await goToWork(page, people.officer, `/received/${delivery}`)
    await referralPage(page).open.click()
    await page.getByText('It stands as: opened.').waitFor()
    const session = await service.session('yot.officer')
    const before = (await session.client.delivery(delivery)).deliveries[0]?.receipts.length
    await answer({ session, delivery, event: 'accepted', now: new Date() })
    await page.getByText('It stands as: taken on.').waitFor(SOON)
    await page.getByText('Taken on', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Take it on' }).count()).toBe(0)
    // It was not opened again for that, and nothing signed.
    const after = (await session.client.delivery(delivery)).deliveries[0]?.receipts
    expect(after?.length).toBe((before ?? 0) + 1)
  })

  itInLongRun('shows cases as colleagues begin and change them', async () => {
    const { page, service } = desk
    const session = await service.session('yot.officer')
    await goToWork(page, people.officer, '/cases')
    await page.getByRole('link', { name: 'Begin a case' }).waitFor()
    await page.getByText('There are no open cases.').waitFor()
    const begun = await beginCase(session, {
      ...{ mailbox: YOT, title: 'Specimen Street', number: null, now: new Date() },
    })
    await page.getByRole('link', { name: 'Specimen Street' }).click(SOON)
    await heading(page).getByText('Specimen Street').waitFor()
    const now = new Date()
    await changeCase(session, begun, addNote(newItemId(now), 'They called.', writtenBy(session, now)), now)
    await page.getByText('They called.').waitFor(SOON)
    await look('case-live')
  })
}
