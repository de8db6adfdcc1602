import type { Download } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { generateMailboxKey } from '../../src/crypto/keys.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { agencies } from '../../src/demo/partnership/agencies.ts'
import { mailboxOf, personOfName } from '../../src/domain/trust/state.ts'
import { inWords } from '../../src/sdk/agreement/words.ts'
import { appointAnew } from '../../src/sdk/enrolment/appoint-anew.ts'
import { addMember, removeMember } from '../../src/sdk/keys/members.ts'
import { approveKey, handInKey, judgeSeenKey } from '../../src/sdk/partner-keys.ts'
import { rootOf } from '../promises/8-keys-belong-to-agencies/hostile.ts'
import { expectAccessible, hasChromium } from '../web/browser.ts'
import { ASB, accountOf, useDesk } from '../web/fixture.ts'
import { button, look } from '../web/officer-pages.ts'
import { type Account, goToWork, problems } from '../web/pages.ts'

const DUTY = 'duty.desk@liverpool.gcsx.gov.test'
const CONTROL_ROOM = 'control.room@merseyside.pnn.police.test'
const PARTNER = 'merseyside.pnn.police.test'
const LOGIN = 'asb.caseworker2'

let liaison: Account
let coordinator: Account

describe.skipIf(!hasChromium())('appointments and keys in the browser client (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    liaison = await accountOf(service, 'council.liaison')
    coordinator = await accountOf(service, 'co-ordinator')
  })
  const said = (sentence: string | RegExp) => desk.page.getByText(sentence).first().waitFor()

  it('appoints somebody anew: their roles, their end, and a mailbox given and taken', async () => {
    const { page, service } = desk
    const officer = await service.session('council.liaison')
    const person = async () => personOfName(await officer.trust.refresh(), LOGIN)
    await goToWork(page, liaison, '/agency/people')
    await page.getByRole('link', { name: LOGIN, exact: true }).click()

    await button(page, 'Change their roles').click()
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck()
    await button(page, 'Change their roles').click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual(['Select what they will do'])
    await expectAccessible(page)
    await look(page, 'roles-1')
    await page.getByRole('checkbox').first().check()
    await page.getByRole('checkbox').nth(1).check()
    await button(page, 'Change their roles').click()
    await said(`${LOGIN} has other roles from now on`)
    await expectAccessible(page)
    expect((await person())?.roles).toEqual(['case-worker', 'team-manager'])

    await button(page, 'Appoint them for longer').click()
    await said('The usual end is three years from today.')
    await page.getByLabel('Year').fill('1999')
    await button(page, 'Appoint them until then').click()
    await problems(page).first().waitFor()
    await expectAccessible(page)
    await look(page, 'longer-1')
    await page.getByLabel('Day').fill('1')
    await page.getByLabel('Month').fill('3')
    await page.getByLabel('Year').fill('2041')
    await button(page, 'Appoint them until then').click()
    await said(`${LOGIN} is appointed until 1 March 2041.`)
    expect((await person())?.until).toBe('2041-03-01')

    const place = async (may: string) => {
      await button(page, 'Change what they may do in a mailbox').click()
      await page.getByLabel(ASB).check()
      await page.getByLabel(may, { exact: true }).check()
    }
    await place('Open what comes in')
    await button(page, 'Change it and make new keys').click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Select whether they are to read what came before',
    ])
    await expectAccessible(page)
    await look(page, 'place-1')
    await page.getByLabel('No, only what comes from now on').check()
    await button(page, 'Change it and make new keys').click()
    await said(`What ${LOGIN} may do in ${ASB} is changed`)
    expect((await person())?.mailboxes).toEqual([{ address: ASB, rights: ['open'] }])
    await place('Nothing: take it from them')
    await button(page, 'Change it and make new keys').click()
    await said(`${LOGIN} has ${ASB} no more`)
    expect((await person())?.mailboxes).toEqual([])
    const { grants } = await officer.client.mailboxKeys(ASB)
    expect(grants.map(({ grantee }) => grantee)).not.toContain((await person())?.fingerprint)
    await place('Nothing: take it from them')
    await button(page, 'Change it and make new keys').click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([`${LOGIN} is no member of ${ASB}.`])
  })

  it('shows what ends soon, with where it is renewed', async () => {
    const { page, service } = desk
    const officer = await service.session('council.liaison')
    const soon = new Date(Date.now() + 5 * 24 * 3_600_000).toISOString().slice(0, 10)
    await appointAnew(officer, 'asb.caseworker', { trainedUntil: soon }, new Date())
    await goToWork(page, liaison, '/agency')
    await page.getByRole('link', { name: /What ends soon \([1-9]/ }).click()
    await said('The training of asb.caseworker')
    await expectAccessible(page)
    await look(page, 'ending-1')
    await page
      .locator('.app-row', { hasText: 'The training of asb.caseworker' })
      .getByRole('link', { name: 'See how they stand' })
      .click()
    await button(page, 'Record training').click()
    await page.getByLabel('Day').fill('2')
    await page.getByLabel('Month').fill('4')
    await page.getByLabel('Year').fill('2051')
    await button(page, 'Record the training').click()
    await said('The training of asb.caseworker holds until 2 April 2051.')
    await page.goBack()
    await page.getByRole('heading', { name: 'What ends soon' }).waitFor()
    await page.locator('.app-row, main p:text("Nothing ends")').first().waitFor()
    expect(await page.getByText('The training of asb.caseworker').count()).toBe(0)
  })

  it('opens a mailbox, renews and rotates its keys, restricts it and revokes it', async () => {
    const { page, service } = desk
    const officer = await service.session('council.liaison')
    const mailbox = async () => mailboxOf(await officer.trust.refresh(), DUTY)
    await goToWork(page, liaison, '/agency/mailboxes')
    await said(ASB)
    await expectAccessible(page)
    await look(page, 'mailboxes-1')
    await page.getByRole('link', { name: 'Open another mailbox' }).click()
    await button(page, 'Open the mailbox').click()
    await problems(page).nth(2).waitFor()
    await expectAccessible(page)
    await look(page, 'mailboxes-2')
    await page.getByLabel('What is its address?').fill('duty@example.test')
    await page.getByLabel('What is it called?').fill('Duty desk')
    await page.getByLabel('Everybody who writes to your agency').check()
    await button(page, 'Open the mailbox').click()
    await page.locator('#address-error').waitFor()
    expect(await problems(page).first().textContent()).toContain('is in no mail domain of')
    await page.getByLabel('What is its address?').fill(DUTY)
    await button(page, 'Open the mailbox').click()
    await page.getByRole('heading', { name: 'Who holds its keys' }).waitFor()
    expect(page.url()).not.toContain('duty')
    await expectAccessible(page)
    await look(page, 'mailboxes-3')
    for (const [name, sentence] of [
      ['Give it new keys', `${DUTY} has new keys: generation 2 is in use.`],
      ['Renew its keys', `The keys of ${DUTY} count for two more years from today.`],
      ['Restrict it', `${DUTY} is restricted.`],
      ['Open it again', `${DUTY} is open again.`],
    ] as const) {
      await button(page, name).click()
      await button(page, 'Back').waitFor()
      await expectAccessible(page)
      await button(page, name).click()
      await said(sentence)
      await expectAccessible(page)
    }
    expect(await mailbox()).toMatchObject({ generation: 2, restricted: false, name: 'Duty desk' })
    await page.getByRole('link', { name: 'Revoke its key for good' }).click()
    await button(page, 'Revoke the key').click()
    await problems(page).first().waitFor()
    await expectAccessible(page)
    await look(page, 'mailboxes-4')
    await page.getByLabel('The mailbox is given up').check()
    await button(page, 'Revoke the key').click()
    await said('Nothing is sealed to that key any more.')
    await expectAccessible(page)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Save the revocation').click(),
    ])
    expect(await textOf(download)).toContain('BEGIN PGP PUBLIC KEY BLOCK')
    const state = await officer.trust.refresh()
    expect(Object.values(state.revoked).map(({ reason }) => reason)).toContain('retired')
  })

  it('shares the earlier keys of a mailbox with a colleague who became a member since', async () => {
    const { page, service } = desk
    const login = 'asb.caseworker'
    const account = await accountOf(service, login)
    const officer = await service.session('council.liaison')
    const state = await officer.trust.refresh()
    if (personOfName(state, LOGIN)?.mailboxes.some(({ address }) => address === ASB))
      await removeMember(officer, { login: LOGIN, mailbox: ASB, now: new Date() })
    await addMember(officer, {
      ...{ login: LOGIN, mailbox: ASB, rights: ['open'], history: false, now: new Date() },
    })
    await goToWork(page, account, '/account')
    await page.getByRole('link', { name: 'Share the earlier keys of a mailbox' }).click()
    await button(page, 'Share the keys').click()
    await problems(page).nth(1).waitFor()
    await expectAccessible(page)
    await look(page, 'share-1')
    await page.getByLabel(ASB).check()
    await page.getByLabel('Your colleague’s sign-in name').fill('nobody.known')
    await button(page, 'Share the keys').click()
    await page.locator('#login-error').waitFor()
    expect(await problems(page).first().textContent()).toContain('appointed nobody under')
    await page.getByLabel('Your colleague’s sign-in name').fill(LOGIN)
    await button(page, 'Share the keys').click()
    await said(new RegExp(`${LOGIN} was granted \\d+ earlier keys? of ${ASB}`))
    await expectAccessible(page)
    await look(page, 'share-2')
  })

  it('asks a partner’s domain for a key, and takes back one that the agency vouches for', async () => {
    const { page, service } = desk
    const officer = await service.session('council.liaison')
    const now = new Date()
    const key = await generateMailboxKey({
      ...{ name: 'Control room', address: CONTROL_ROOM, now: new Date(now.getTime() - 3_600_000) },
    })
    const file = new TextEncoder().encode(key.toPublic().armor())
    const { key: seen } = await handInKey(officer, file, { mailbox: CONTROL_ROOM, source: 'file', now })
    if (!seen) throw new Error('the key does not wait')
    const judged = await judgeSeenKey(officer, seen, now)
    const heard = { words: inWords(key.getFingerprint()) }
    await approveKey({ session: officer, judged, heard, name: 'Control room', now })
    await officer.client.settleKey(seen.id, 'approved')

    await goToWork(page, liaison, '/agency/keys')
    await page.getByRole('link', { name: 'Ask a partner’s domain for a key' }).click()
    await button(page, 'Ask for the key').click()
    await problems(page).first().waitFor()
    await expectAccessible(page)
    await look(page, 'find-1')
    await page.getByLabel('Whose key is wanted?').fill(CONTROL_ROOM)
    await button(page, 'Ask for the key').click()
    await page.locator('#mailbox-error').filter({ hasNotText: 'Enter the address' }).waitFor()
    await page.getByRole('link', { name: 'Back to the keys that wait' }).click()
    await page.getByRole('link', { name: 'Take back a key' }).click()
    await page.getByLabel(CONTROL_ROOM).waitFor()
    await button(page, 'Take the key back').click()
    await problems(page).nth(1).waitFor()
    await expectAccessible(page)
    await look(page, 'take-back-1')
    await page.getByLabel(CONTROL_ROOM).check()
    await page.getByLabel('Nobody has the key any more').check()
    await button(page, 'Take the key back').click()
    await said(`Nothing is sealed to the key of ${CONTROL_ROOM} any more.`)
    await expectAccessible(page)
    const state = await officer.trust.refresh()
    expect(state.revoked[key.getFingerprint()]).toMatchObject({ reason: 'lost' })
  })

  it('lays down another way to a partner, by keyboard alone', async () => {
    const { page, service } = desk
    const session = await service.session('co-ordinator')
    const wayBefore = (await session.client.partners()).find(({ domain }) => domain === PARTNER)
    await goToWork(page, coordinator, '/partnership/networks')
    const link = page.getByRole('link', { name: `Lay down another way to ${PARTNER}` })
    await link.focus()
    await page.keyboard.press('Enter')
    await button(page, 'Lay down this way').focus()
    await page.keyboard.press('Enter')
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual(['Select which way its mail goes'])
    await expectAccessible(page)
    await page.getByLabel('To a host that you name').focus()
    await page.keyboard.press('Space')
    await page.getByLabel('By this one certificate').focus()
    await page.keyboard.press('Space')
    await page.getByLabel('The file with the certificate').setInputFiles({
      ...{ name: 'mx.pem', mimeType: 'text/plain', buffer: Buffer.from('no certificate') },
    })
    await button(page, 'Lay down this way').focus()
    await page.keyboard.press('Enter')
    await problems(page).nth(1).waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Enter the host that takes its mail',
      'The file holds no certificate: it must be PEM',
    ])
    await expectAccessible(page)
    await look(page, 'reroute-1')
    await page.getByLabel('By its name and public authorities').focus()
    await page.keyboard.press('Space')
    await page.getByLabel('Which host takes its mail?').focus()
    await page.keyboard.type(`mx2.${PARTNER}`)
    await page.keyboard.press('Enter')
    await said(`Mail for ${PARTNER} goes`)
    await expectAccessible(page)
    await look(page, 'reroute-2')
    const after = (await session.client.partners()).find(({ domain }) => domain === PARTNER)
    expect(after).not.toEqual(wayBefore)
    expect(JSON.stringify(after)).toContain(`mx2.${PARTNER}`)
  })

  it('drafts the next version of an agreement, and enters it when its roots have signed', async () => {
    const { page, service } = desk
    const session = await service.session('co-ordinator')
    const agreement = async () => {
      const [found] = Object.values((await session.trust.refresh()).agreements)
      if (!found) throw new Error('there is no agreement')
      return found
    }
    const before = await agreement()
    await goToWork(page, coordinator, '/partnership')
    await page.getByRole('link', { name: 'Draft an agreement' }).click()
    await button(page, 'Continue').click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual(['Select what you draft'])
    await expectAccessible(page)
    await page.getByLabel(`The next version of ${before.document.title}`).check()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Download the form to fill in').click(),
    ])
    const form = JSON.parse(await textOf(download))
    const fill = (text: string) =>
      page.getByLabel('The form that was filled in').setInputFiles({
        ...{ name: 'form.json', mimeType: 'application/json', buffer: Buffer.from(text) },
      })
    await fill('no form')
    await button(page, 'Continue').click()
    await page.locator('#file-error').waitFor()
    expect(await problems(page).allTextContents()).toEqual(['The form is not JSON.'])
    await expectAccessible(page)
    await look(page, 'draft-1')
    await fill(JSON.stringify({ ...form, title: 'The renewed protocol' }))
    await button(page, 'Continue').click()
    await page.getByRole('heading', { name: 'What is different from the version in force' }).waitFor()
    await expectAccessible(page)
    await look(page, 'draft-2')
    const [drafted] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Download the draft').click(),
    ])
    const text = await textOf(drafted)
    await page.getByRole('link', { name: 'Back to the partnership' }).click()
    await page.getByRole('link', { name: 'Enter what roots have signed' }).click()
    await button(page, 'Continue').click()
    await problems(page).nth(1).waitFor()
    await expectAccessible(page)
    await look(page, 'enter-1')
    const signatures: { name: string; mimeType: string; buffer: Buffer }[] = []
    for (const { key } of agencies) {
      const root = await rootOf(service.config, key)
      for (const [ending, armored] of [
        ['sig', await signStatement(text, root, new Date())],
        ['root', root.toPublic().armor()],
      ] as const)
        signatures.push({
          ...{ name: `isp.json.${key}.${ending}.asc`, mimeType: 'text/plain', buffer: Buffer.from(armored) },
        })
    }
    const give = async (statement: string, beside: typeof signatures) => {
      await page.getByLabel('The file that was signed').setInputFiles({
        ...{ name: 'isp.json', mimeType: 'application/json', buffer: Buffer.from(statement) },
      })
      await page.getByLabel('The signatures and certificates').setInputFiles(beside)
      await button(page, 'Continue').click()
    }
    await give(`${text}\n`, signatures)
    await page.locator('#signatures-error', { hasText: 'a program has changed it' }).waitFor()
    await give(text.replace('The renewed protocol', 'Another protocol'), signatures)
    await page.locator('#signatures-error', { hasText: 'is no signature of this text' }).waitFor()
    await expectAccessible(page)
    await give(text, signatures)
    await page.getByRole('heading', { name: 'Check what you enter in the trust log' }).waitFor()
    await said('The renewed protocol')
    await expectAccessible(page)
    await look(page, 'enter-2')
    await said('It counts for no agency that has not signed it.')
    expect((await agreement()).document.version).toBe(before.document.version)
    await button(page, 'Enter it in the trust log').click()
    await said(/It is record \d+ of the trust log\./)
    await expectAccessible(page)
    expect((await agreement()).document).toMatchObject({
      ...{ version: before.document.version + 1, title: 'The renewed protocol' },
    })
  })
})

async function textOf(download: Download): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
