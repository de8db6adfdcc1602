import type { Page } from 'playwright-core'
import { composePage } from '../compose-pages.ts'
import { goTo, type Look, sendInEmpty, settled } from './tour.ts'

/** The pages of composing follow each other; no link leads to them. */
type Steps = { base: '/compose' | '/push'; steps: readonly string[] }

/** Every page of an incident: with nothing typed and what is said of that, and with all that is in a draft. */
export async function walkCompose(page: Page, login: string, look: Look): Promise<void> {
  await goTo(page, '/compose')
  await page.getByRole('radio', { name: 'ASB incident', exact: true }).check()
  await composePage(page).goOn.click()
  await at(page, '/compose/form-1')
  const steps = ['form-1', 'form-2', 'form-3', 'form-4', 'form-5', 'form-6', 'files', 'to', 'law', 'consent']
  const all = [...steps, 'handling', 'check']
  await walkSteps(page, login, { base: '/compose', steps: all }, { is: 'begun', look })
  await goTo(page, '/drafts')
  await page.getByRole('button', { name: 'Open draft 1' }).click()
  await at(page, '/compose/check')
  await walkSteps(page, login, { base: '/compose', steps: all }, { is: 'filled', look })
}

/** The pages by which a court pushes an order. */
export async function walkPush(page: Page, login: string, look: Look): Promise<void> {
  await goTo(page, '/push')
  await page.getByLabel('Which type of order is it?').selectOption('asbo')
  await composePage(page).goOn.click()
  await at(page, '/push/order')
  await walkSteps(page, login, { base: '/push', steps: ['order', 'share', 'check'] }, { is: 'begun', look })
}

const at = (page: Page, path: string): Promise<void> => page.waitForURL(`**${path}`)

async function walkSteps(
  page: Page,
  login: string,
  { base, steps }: Steps,
  { is, look }: { is: string; look: Look },
): Promise<void> {
  for (const step of steps) {
    await goTo(page, `${base}/${step}`)
    await settled(page)
    const route = `${base}/:step ${step}`
    await look(page, { login, route, is })
    if (is === 'begun' && (await sendInEmpty(page))) await look(page, { login, route, is: 'wrong' })
  }
}
