import type { Locator, Page } from 'playwright-core'
import type { KindName } from '../../src/domain/wire/referral-fields.ts'
import { formPagesOf } from '../../src/web/form/form-pages.ts'
import type { Question } from '../../src/web/form/questions.ts'
import { type Path, type Typed, typedAt, typedOf } from '../../src/web/form/typed.ts'
import { formOf } from '../../src/web/worker/compose/request.ts'
import { composePage, headingNamed } from './compose-pages.ts'

/** Composing a whole referral, from what its data are: for journeys in which that is not what is looked at. */

/** A referral as somebody composes it who has all of it on their desk. */
export type Draft = {
  /** as the page of the kinds names it */
  kind: { name: KindName; title: string }
  /** where the kind has several forms: its code */
  form?: string
  data: unknown
  files?: readonly { name: string; type: string; bytes: Uint8Array }[]
  to: readonly string[]
  bases: readonly string[]
  /** what is answered where it is asked whether they agreed, by the words of the choices; nothing where the kind settles it */
  consent?: readonly string[]
}

/** Answers what it is, what it says and whom it goes to: then it is asked by what law. */
export async function composeUntilLaw(
  page: Page,
  draft: Pick<Draft, 'kind' | 'form' | 'data' | 'files' | 'to'>,
): Promise<void> {
  const compose = composePage(page)
  const { goOn } = compose
  await compose.choose(draft.kind.title)
  if (draft.form !== undefined) {
    const which = page.locator('select[id="form"]').or(page.locator(`input[value="${draft.form}"]`))
    await which.waitFor()
    if (await page.locator('select[id="form"]').isVisible()) await which.selectOption(draft.form)
    else await which.check()
    await goOn.click()
  }
  await fillForm(page, draft)
  if (draft.files !== undefined) {
    await headingNamed(page, 'Attach files').waitFor()
    await attach(page, draft.files)
    await goOn.click()
  }
  await headingNamed(page, 'Whom it goes to').waitFor()
  for (const address of draft.to) await page.locator(`input[value="${address}"]`).check()
  await goOn.click()
  await headingNamed(page, 'Purpose and legal bases').waitFor()
}

/** Goes through every question to the page that shows the answers. */
export async function composeAll(page: Page, draft: Draft): Promise<void> {
  const { goOn } = composePage(page)
  await composeUntilLaw(page, draft)
  for (const basis of draft.bases) {
    const box = page.locator(`input[value="${basis}"]`)
    await box.waitFor({ state: 'attached' })
    await reveal(page, box)
    await box.check()
  }
  await goOn.click()
  await headingNamed(page, 'Consent').waitFor()
  for (const answer of draft.consent ?? []) await page.getByRole('radio', { name: answer }).check()
  await goOn.click()
  await headingNamed(page, /^Urgency/).waitFor()
  await goOn.click()
  await headingNamed(page, 'Check your answers before you send it').waitFor()
}

/** Sends what is composed. @returns its reference */
export async function sendComposed(page: Page): Promise<string> {
  const { standing, send } = composePage(page)
  await standing.getByText('Allowed', { exact: true }).waitFor()
  await send.click()
  await headingNamed(page, 'Referral sent').waitFor()
  const reference = /\b[A-Z]{3}-\w{5}-\w{5}-\w\b/.exec(await page.locator('.govuk-panel').innerText())?.[0]
  if (reference === undefined) throw new Error('the confirmation has no reference')
  return reference
}

export async function attach(page: Page, files: NonNullable<Draft['files']>): Promise<void> {
  const chosen = files.map(({ name, type, bytes }) => ({ name, mimeType: type, buffer: Buffer.from(bytes) }))
  await page.getByLabel('Choose files, or drop them here').setInputFiles(chosen)
  for (const { name } of files) await page.getByText(name).first().waitFor()
}

/** Fills in the form of a kind, page for page. */
export async function fillForm(
  page: Page,
  { kind, form, data }: Pick<Draft, 'kind' | 'form' | 'data'>,
): Promise<void> {
  const group = formOf({ kind: kind.name, form: form ?? null })
  const typed = typedOf(group, data)
  for (const { title, questions } of formPagesOf(group)) {
    await headingNamed(page, title).waitFor()
    for (const question of questions) await fill(page, question, typed, [question.name])
    await composePage(page).goOn.click()
  }
}

const idOf = (path: Path): string => path.map((name) => `/${name}`).join('')

async function fill(page: Page, question: Question, typed: Typed, path: Path): Promise<void> {
  const now = typedAt(typed, path)
  const id = idOf(path)
  switch (question.is) {
    case 'fixed':
      return
    case 'group':
      for (const part of question.parts) await fill(page, part, typed, [...path, part.name])
      return
    case 'list':
      for (const at of Array.isArray(now) ? now.keys() : []) {
        const entry = page.locator(`[id="${id}/${at}-entry"]`)
        if ((await entry.count()) === 0) await page.locator(`[id="${id}-list"] > button`).click()
        await entry.waitFor()
        await fill(page, question.entry, typed, [...path, at])
      }
      return
    case 'leaf':
      if (now !== undefined && Object.keys(now).length > 0) await fillLeaf(page, question, now, id)
      return
    default:
      return question satisfies never
  }
}

async function fillLeaf(
  page: Page,
  { input }: Extract<Question, { is: 'leaf' }>,
  now: Typed,
  id: string,
): Promise<void> {
  const field = page.locator(`[id="${id}"]`)
  await field.waitFor({ state: 'attached' })
  await reveal(page, field)
  const tick = (value: string) => page.locator(`input[name="${id}"][value="${value}"]`).check()
  if (Array.isArray(now)) {
    for (const value of now) await tick(String(value))
  } else if (input.as === 'date') {
    const [year = '', month = '', day = ''] = String(now).split('-')
    await field.fill(day)
    await page.locator(`[id="${id}-month"]`).fill(month)
    await page.locator(`[id="${id}-year"]`).fill(year)
  } else if (input.as === 'choice' && (await page.locator(`select[id="${id}"]`).count()) > 0) {
    await field.selectOption(String(now))
  } else if (input.as === 'choice' || input.as === 'yes-no' || input.as === 'tick') {
    await tick(String(now))
  } else {
    await field.fill(String(now))
  }
}

/** Opens what the field is hidden behind. */
async function reveal(page: Page, field: Locator): Promise<void> {
  const closed = page.locator('details:not([open])').filter({ has: field })
  if ((await closed.count()) > 0) await closed.locator('summary').click()
}
