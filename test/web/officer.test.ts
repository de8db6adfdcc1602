import { describe, expect, it } from 'vitest'
import { generateMailboxKey } from '../../src/crypto/keys.ts'
import { COURT_LISTING, LIVERPOOL_YOT } from '../../src/demo/partnership/mailboxes.ts'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { mailboxOf, personOfName } from '../../src/domain/trust/state.ts'
import { inWords, spaced } from '../../src/sdk/agreement/words.ts'
import { createClient } from '../../src/sdk/client.ts'
import { registerDevice } from '../../src/sdk/devices.ts'
import { appointmentOfNewcomer } from '../../src/sdk/enrolment/appoint-newcomer.ts'
import { enrol, lookUpInvitation } from '../../src/sdk/enrolment/enrol.ts'
import { inviteSomebody } from '../../src/sdk/enrolment/invite.ts'
import { openInvitation } from '../../src/sdk/enrolment/kept-invitation.ts'
import { readLink } from '../../src/sdk/enrolment/link.ts'
import { newPersonId } from '../../src/sdk/enrolment/write-appointment.ts'
import { makeUser } from '../../src/sdk/key-making.ts'
import { exampleAmendment } from '../../src/sdk/rules/amend.ts'
import { signAndEnter } from '../../src/sdk/trust-entry.ts'
import { unlockUserKey } from '../../src/sdk/user-key.ts'
import { prepared, until } from '../services/sending.ts'
import type { TestService } from '../setup/service.ts'
import {
  expectAccessible,
  expectFocus,
  expectNoWorkers,
  hasChromium,
  newMachine,
  openWindow,
} from './browser.ts'
import { ASB, accountOf, useDesk, YOT } from './fixture.ts'
import { itInLongRun } from './long-journeys.ts'
import {
  accountPage,
  button,
  enrolPages,
  invitePage,
  keepKit,
  keptBy,
  look,
  tabTo,
  typeAskedWords,
} from './officer-pages.ts'
import { type Account, goToWork, handlingPage, heading, inboxPage, problems, signInPage } from './pages.ts'

/** A mailbox of the police that nobody has certified a key of. */
const CONTROL_ROOM = 'control.room@merseyside.pnn.police.test'
const NEWCOMER = { login: 'asb.newcomer', passphrase: 'lantern cobweb marmalade' }

let liaison: Account

describe.skipIf(!hasChromium())('people and keys in the browser client (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    liaison = await accountOf(service, 'council.liaison')
  })

  it('enrols a newcomer from their invitation, who signs in there once they are certified', async () => {
    const { page, service } = desk
    const officer = await service.session('council.liaison')
    const made = await invite(service, 'asb.newcomer')
    const enrol = enrolPages(page)
    await page.goto(made.link)
    await enrol.itsMe.waitFor()
    expect(page.url()).toBe(`${service.origin}/enrol`)
    expect(await page.locator('main').innerText()).toContain('ASB Case Worker')
    await expectAccessible(page)
    await look(page, 'enrol-1')
    await enrol.itsMe.click()
    await enrol.passphrase.fill('short')
    await enrol.makeKey.click()
    await page.locator('#passphrase-error').waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      expect.stringMatching(/^A passphrase has at least 12 characters/),
    ])
    await expectAccessible(page)
    await look(page, 'enrol-2')
    await enrol.passphrase.fill(NEWCOMER.passphrase)
    await enrol.again.fill(NEWCOMER.passphrase)
    await enrol.makeKey.click()
    await enrol.kept.waitFor()
    const words = await enrol.words.allTextContents()
    expect(words).toHaveLength(12)
    await expectAccessible(page)
    await look(page, 'enrol-3')
    const [download] = await Promise.all([page.waitForEvent('download'), enrol.download.click()])
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toContain(`For asb.newcomer at ${service.origin}`)
    await enrol.kept.click()
    await typeAskedWords(page, words.with(0, 'wrong').fill('wrong'))
    await enrol.enrol.click()
    await problems(page).nth(1).waitFor()
    expect(await problems(page).first().textContent()).toMatch(/^That is not word \d+ of your kit$/)
    await expectAccessible(page)
    await typeAskedWords(page, words)
    await look(page, 'enrol-4')
    await enrol.enrol.click()
    await enrol.done.waitFor()
    await expectNoWorkers(page)
    const [invitation] = await officer.client.invitations()
    expect(invitation).toMatchObject({ login: 'asb.newcomer', state: 'enrolled' })
    await expectAccessible(page)
    await look(page, 'enrol-5')
    const waiting = (await keptBy(page)).filter(([name]) => name.startsWith('enrolled '))
    expect(waiting).toHaveLength(1)
    for (const secret of ['asb.newcomer', NEWCOMER.passphrase, words.join(' '), readLink(made.link).secret])
      expect(JSON.stringify(await keptBy(page))).not.toContain(secret)
    await expect(
      unlockUserKey(JSON.parse(waiting[0]?.[1] ?? '{}').locked, NEWCOMER.passphrase),
    ).rejects.toThrow('does not unlock')

    await page.getByRole('link', { name: 'Go to the sign-in page' }).click()
    const signIn = signInPage(page)
    await signIn.fill({ ...NEWCOMER, words: words.join(' ') })
    await signIn.button.click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      expect.stringContaining('your agency has still to certify your key'),
    ])
    const now = new Date()
    const kept = await openInvitation(made.kept, officer.key, now)
    const { certificate, statement, private: own } = await appointmentOfNewcomer(officer, kept, now)
    await signAndEnter(officer, { statement, private: own, certificates: [certificate] }, now)
    await signIn.fill({ ...NEWCOMER, words: words.join(' ') })
    await signIn.button.click()
    await handlingPage(page).agree.click()
    await inboxPage(page).heading.waitFor()
    expect((await keptBy(page)).map(([name]) => name)).not.toContain(waiting[0]?.[0])

    // From now on by passphrase and kit alone, wherever they are.
    const browser = desk.context.browser()
    if (!browser) throw new Error('the browser is gone')
    const elsewhere = await newMachine(browser, service.origin)
    const other = await openWindow(elsewhere)
    await signInPage(other.page).open()
    await signInPage(other.page).fill({ ...NEWCOMER, words: words.join(' ') })
    await signInPage(other.page).button.click()
    await handlingPage(other.page).heading.waitFor()
    expect(other.complaints).toEqual([])
    await elsewhere.close()
  })

  itInLongRun(
    'lets a liaison officer invite, certify and look after people, by keyboard alone where they like',
    async () => {
      const { page, service } = desk
      const login = 'yot.newcomer'
      const officer = await service.session('council.liaison')
      await goToWork(page, liaison)
      // Without a mailbox of their own, that is where they begin.
      await page.getByRole('heading', { name: 'Waiting to be certified' }).waitFor()
      await expectAccessible(page)
      await look(page, 'agency-1')
      await page.getByRole('link', { name: 'Invite somebody' }).click()
      const form = invitePage(page)
      await form.go.click()
      await problems(page).nth(4).waitFor()
      expect(await problems(page).allTextContents()).toEqual([
        'Enter their sign-in name',
        'Enter their post',
        'Enter their staff number',
        'Select what they will do',
        'Enter the day until which their training holds',
      ])
      await expectAccessible(page)
      await look(page, 'agency-2')
      await form.login.focus()
      await page.keyboard.type(login)
      await page.keyboard.press('Tab')
      await page.keyboard.type('YOT officer')
      await page.keyboard.press('Tab')
      await page.keyboard.type('4712')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Space')
      await tabTo(page, form.opens)
      await page.keyboard.press('Space')
      await tabTo(page, form.day)
      await page.keyboard.type('1')
      await page.keyboard.press('Tab')
      await page.keyboard.type('3')
      await page.keyboard.press('Tab')
      await page.keyboard.type('2020')
      await page.keyboard.press('Enter')
      await page.locator('#trainedUntil-error').waitFor()
      expect(await problems(page).allTextContents()).toEqual([
        'Training that ended on 2020-03-01 gives nobody an account.',
      ])
      await form.year.fill('2050')
      await form.go.click()
      await button(page, 'Make the invitation').waitFor()
      await expectAccessible(page)
      await look(page, 'agency-3')
      expect(await page.locator('main').innerText()).toContain(`${YOT}: open what comes in`)
      await button(page, 'Make the invitation').click()
      const link = (await page.locator('#link').textContent()) ?? ''
      await expectAccessible(page)
      await look(page, 'agency-4')
      const newcomer = await enrolBySdk(link)
      const kept = JSON.stringify((await keptBy(page)).filter(([name]) => name.startsWith('invitation ')))
      expect(kept).toContain('BEGIN PGP MESSAGE')
      for (const secret of [login, readLink(link).secret]) expect(kept).not.toContain(secret)

      await page.getByRole('link', { name: 'Back to your agency' }).click()
      await page.getByRole('link', { name: `Compare and certify ${login}` }).click()
      await page.getByText(inWords(newcomer.getFingerprint())).waitFor()
      expect(page.url()).not.toContain(login)
      await button(page, 'Sign and continue').click()
      await problems(page).first().waitFor()
      await expectAccessible(page)
      await look(page, 'agency-5')
      await page.getByLabel('Yes, certify this key as theirs').check()
      await button(page, 'Sign and continue').click()
      await page.getByText(/yot.newcomer is appointed: record \d+ of the trust log/).waitFor()
      await button(page, 'Give them the keys').click()
      await page.getByText(`They have the keys of ${YOT}`).waitFor()
      await expectAccessible(page)
      await look(page, 'agency-6')
      const member = await officer.client.people()
      expect(member.find((one) => one.login === login)).toMatchObject({
        state: 'active',
        trainedUntil: '2050-03-01',
      })
      const { grants } = await officer.client.mailboxKeys(YOT)
      expect(grants.map(({ grantee }) => grantee)).toContain(newcomer.getFingerprint())

      await page.getByRole('link', { name: 'Back to your agency' }).click()
      await page.getByRole('link', { name: 'People, roles and training' }).click()
      await page.getByRole('link', { name: login }).waitFor()
      await expectAccessible(page)
      await look(page, 'people-1')
      await page.getByRole('link', { name: login }).click()
      await button(page, 'Suspend the account').click()
      await button(page, 'Suspend the account').click()
      await problems(page).first().waitFor()
      await page.getByLabel('Device lost').check()
      await button(page, 'Suspend the account').click()
      await page.getByText(`${login} is suspended`).waitFor()
      await expectAccessible(page)
      await look(page, 'people-2')
      await button(page, 'End the suspension').click()
      await button(page, 'End the suspension').click()
      await page.getByText(`${login} is active again.`).waitFor()
      await button(page, 'Record training').click()
      // The form has taken the place of the button, and its focus.
      await expectFocus(page.locator('form:focus'))
      await page.getByLabel('Day').fill('2')
      await page.getByLabel('Month').fill('4')
      await page.getByLabel('Year').fill('2051')
      await button(page, 'Record the training').click()
      await page.getByText(`The training of ${login} holds until 2 April 2051.`).waitFor()
      await button(page, 'End the appointment').click()
      await page.getByLabel('Left').check()
      await expectAccessible(page)
      await button(page, 'End the appointment').click()
      await page.getByText(`The appointment of ${login} has ended.`).waitFor()
      expect((await officer.client.people()).find((one) => one.login === login)?.state).toBe('ended')
      await page.getByRole('link', { name: 'Back to people' }).click()
      await page.getByRole('link', { name: 'Back to your agency' }).click()
      await page.getByRole('link', { name: 'Answers that your agency owes' }).click()
      await page.getByText('No answer is overdue.').waitFor()
      await expectAccessible(page)
      const owed = await asksLongAgo(service)
      await page.getByRole('link', { name: 'All', exact: true }).click()
      const row = page.getByRole('listitem').filter({ hasText: owed })
      await row.waitFor()
      await page.getByRole('link', { name: 'Overdue', exact: true }).click()
      await row.waitFor()
      expect(await row.innerText()).toMatch(
        new RegExp(`To ${YOT}, answer overdue by \\d+ working days \\(5 March 2010\\)`),
      )
      // The officer is no member of the mailbox: there is nothing to open.
      expect(await row.getByRole('link').allTextContents()).toEqual([`Who reads ${YOT}, for ${owed}`])
      await expectAccessible(page)
      await look(page, 'owed-1')
      await page.getByLabel('Mailbox').selectOption(ASB)
      await page.getByText('No answer is overdue.').waitFor()
      await page.getByLabel('Mailbox').selectOption('All mailboxes of your agency')
      await row.waitFor()
      await page.getByRole('link', { name: 'How many your agency owes, by the month' }).click()
      await page.getByText(/^Your agency owes no answer|By the month/).waitFor()
      await expectAccessible(page)
    },
  )

  itInLongRun(
    'lets a liaison officer hand in, compare and approve the key of a partner, and no other key',
    async () => {
      const { page, service } = desk
      const key = await generateMailboxKey({
        name: 'Control room',
        address: CONTROL_ROOM,
        now: new Date(Date.now() - 3_600_000),
      })
      await goToWork(page, liaison, '/agency/keys')
      await page.getByText('No key waits.').waitFor()
      await expectAccessible(page)
      await page.getByRole('link', { name: 'Hand in the key of a partner' }).click()
      await button(page, 'Hand it in').click()
      await problems(page).nth(1).waitFor()
      await expectAccessible(page)
      await page.getByLabel('Whose key is it?').fill(CONTROL_ROOM)
      await page.getByLabel('The file with the key').setInputFiles({
        name: 'police.asc',
        mimeType: 'application/pgp-keys',
        buffer: Buffer.from(key.toPublic().armor()),
      })
      await button(page, 'Hand it in').click()
      await page.getByText('It would be the first key of that mailbox.').waitFor()
      await expectAccessible(page)
      await button(page, 'Approve this key').click()
      await problems(page).nth(1).waitFor()
      await page.getByLabel('The words of their key').check()
      await page.getByLabel('The words that they read to you').fill(inWords('0'.repeat(40)))
      await page.getByLabel('What is the mailbox called?').fill('Control room')
      await button(page, 'Approve this key').click()
      await page.locator('#words-error').waitFor()
      expect(await problems(page).allTextContents()).toEqual([
        expect.stringContaining('That is another key than this one'),
      ])
      await expectAccessible(page)
      await look(page, 'keys-1')
      await button(page, 'Reject it').click()
      await page.getByText('This cannot be undone').waitFor()
      await expectAccessible(page)
      await button(page, 'Back').click()
      await page.getByLabel('The words of their key').check()
      await page.getByLabel('What is the mailbox called?').fill('Control room')
      await page.getByLabel('The words that they read to you').fill(inWords(key.getFingerprint()))
      await button(page, 'Approve this key').click()
      await page.getByText(`The key of ${CONTROL_ROOM} is approved`).waitFor()
      await expectAccessible(page)
      const state = await (await service.session('asb.caseworker')).trust.refresh()
      expect(mailboxOf(state, CONTROL_ROOM)).toMatchObject({
        fingerprint: key.getFingerprint(),
        by: 'Example Council of Liverpool',
      })
    },
  )

  itInLongRun(
    'shows a co-ordinator the partnership, and amends rules that were read in words before',
    async () => {
      const { page, service } = desk
      const account = await accountOf(service, 'co-ordinator')
      const session = await service.session('co-ordinator')
      const [agreement] = Object.values((await session.trust.state()).agreements)
      if (!agreement) throw new Error('no agreement')
      const { id, title } = agreement.document
      await goToWork(page, account, '/partnership')
      await page.getByRole('link', { name: title }).waitFor()
      expect(await page.getByRole('link', { name: 'Your agency' }).count()).toBe(0)
      await expectAccessible(page)
      await look(page, 'partnership-1')
      await page.getByRole('link', { name: title }).click()
      await page.getByText('Everybody has signed whose signature it needs.').waitFor()
      await expectAccessible(page)
      await look(page, 'partnership-2')
      for (const [link, text] of [
        ['Agencies and their roots', 'Example Police of Merseyside'],
        ['Mailboxes and whose word', ASB],
        ['Networks, and how mail', 'merseyside.pnn.police.test'],
        ['What is not done in a browser', 'despatch admin root make'],
        ['Rule sets and their editions', 'They have not been amended.'],
      ] as const) {
        await page.getByRole('link', { name: 'Back to the partnership' }).click()
        await page.getByRole('link', { name: link }).click()
        await page.getByText(text).first().waitFor()
        await expectAccessible(page)
        await look(page, `partnership-${text.slice(0, 7)}`)
        if (link.startsWith('Networks')) {
          await button(page, 'Pause mail to merseyside.pnn.police.test').click()
          await page.getByText('Nothing leaves for merseyside.pnn.police.test any more.').waitFor()
          await button(page, 'Resume mail to merseyside.pnn.police.test').click()
          await page.getByText('Mail leaves for merseyside.pnn.police.test again.').waitFor()
          await button(page, 'Send no reminders to merseyside.pnn.police.test').click()
          await page.getByText('merseyside.pnn.police.test is not reminded by mail any more.').waitFor()
          await button(page, 'Send reminders to merseyside.pnn.police.test').waitFor()
          await expectAccessible(page)
        }
      }
      await page.getByRole('link', { name: 'Amend the rules of an agreement' }).click()
      await button(page, 'Continue').click()
      await problems(page).nth(1).waitFor()
      await expectAccessible(page)
      const [add] = exampleAmendment(dayOf(new Date())).changes
      const form = { agreement: id, from: addDays(dayOf(new Date()), 1), changes: [add] }
      await page.getByLabel('What changes').setInputFiles({
        name: 'changes.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(form)),
      })
      await page.getByLabel('Why?').fill('Example Crime Act 2027, section 4.')
      await button(page, 'Continue').click()
      await page.getByText('Adds the legal basis eca-2027-s4').waitFor()
      await expectAccessible(page)
      await look(page, 'partnership-amend')
      await button(page, 'Sign it and enter it').click()
      await page.getByText(/It is record \d+ of the trust log\./).waitFor()
      expect((await session.trust.refresh()).amendments).toHaveLength(1)
    },
  )

  itInLongRun('shows one’s own key and sessions, and changes passphrase and kit', async () => {
    const { page, service } = desk
    const login = 'asb.caseworker2'
    const account = await accountOf(service, login)
    const elsewhere = await service.session(login)
    await registerDevice(elsewhere, 'an old laptop', new Date())
    await goToWork(page, account, '/account')
    const own = accountPage(page)
    await own.sessions.waitFor()
    const text = await page.locator('main').innerText()
    expect(text).toContain(spaced(elsewhere.key.getFingerprint()))
    expect(text).toMatch(/Certified by\s+Example Council of Liverpool/)
    await expectAccessible(page)
    await look(page, 'account-1')
    await own.revoke.click()
    await button(page, 'Let it sign in no more').waitFor()
    await expectAccessible(page)
    await button(page, 'Let it sign in no more').click()
    await page.getByText('an old laptop signs in for you no more.').waitFor()
    expect((await elsewhere.client.devices())[0]?.revokedAt).not.toBeNull()
    await page.getByRole('link', { name: 'Back to your account' }).click()
    await own.endOthers.click()
    await page.getByText('You are signed in nowhere else.').waitFor()
    await expect(elsewhere.client.account()).rejects.toThrow()

    await page.getByRole('link', { name: 'Change your passphrase' }).click()
    await own.change.click()
    await problems(page).nth(2).waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      'Enter your passphrase as it is now',
      'Enter the 12 words of your kit',
      'Enter a passphrase',
    ])
    await expectAccessible(page)
    await look(page, 'account-2')
    const wanted = 'gravel sonnet umbrella'
    await own.current.fill('not the passphrase')
    await own.kit.fill(account.words)
    await own.passphrase.fill(wanted)
    await own.again.fill(wanted)
    await own.change.click()
    await page.locator('#current-error').waitFor()
    await own.current.fill(account.passphrase)
    await own.change.click()
    await page.getByText('From now on you sign in with the new passphrase.').waitFor()
    await expectAccessible(page)

    await page.goto('/account/kit')
    await signInPage(page).fill({ ...account, passphrase: wanted })
    await signInPage(page).button.click()
    await handlingPage(page).agree.click()
    await page.getByLabel('Your passphrase').fill(wanted)
    await button(page, 'Make a new kit').click()
    const words = await keepKit(page)
    await button(page, 'Replace my kit').click()
    await page.getByText('The new kit counts.').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await goToWork(page, { login, passphrase: wanted, words: words.join(' ') })
    await inboxPage(page).heading.waitFor()
  })

  itInLongRun('says of an invitation that was cut, or is none any more, what to do', async () => {
    const { page } = desk
    await page.goto('/enrol')
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual([
      expect.stringContaining('This is not a whole invitation.'),
    ])
    await expectAccessible(page)
    await page.goto('about:blank')
    await page.goto(`/enrol#${'A'.repeat(22)}.${'0'.repeat(40)}`)
    await page.getByText('There is no such invitation, or it has ended').waitFor()
    expect(await heading(page).textContent()).toBe('Your invitation to Despatch')
    expect(await button(page, 'This is me, continue').count()).toBe(0)
  })
})

/** Enrols by the link of an invitation, as the command does. @returns the key */
async function enrolBySdk(text: string) {
  const link = readLink(text)
  const client = createClient({ origin: link.origin })
  const invited = await lookUpInvitation(client, link)
  const { key } = await makeUser(invited, NEWCOMER.passphrase, new Date())
  await enrol(client, { link, invited, key, now: new Date() })
  return key
}

/** Invites somebody to the council, by the SDK. */
async function invite(service: TestService, login: string) {
  const officer = await service.session('council.liaison')
  const now = new Date()
  const agency = personOfName(await officer.trust.state(), 'council.liaison')?.agency ?? ''
  return inviteSomebody(
    officer,
    {
      agency,
      person: newPersonId(),
      login,
      title: 'ASB Case Worker',
      number: '4711',
      account: 'person',
      roles: ['case-worker'],
      mailboxes: [{ address: ASB, rights: ['send', 'open'] }],
      trainedUntil: addDays(dayOf(now), 365),
      until: addDays(dayOf(now), 900),
    },
    now,
  )
}

/** An order that the YOT was asked to answer by 5 March 2010, and has not. @returns its reference */
async function asksLongAgo(service: TestService): Promise<string> {
  const court = await service.session('court.listing')
  const { referral, reference } = await court.client.submit(
    await prepared(court, { from: COURT_LISTING, to: [LIVERPOOL_YOT] }),
  )
  await service.database.owner
    .updateTable('delivery')
    .set({ respond_by: '2010-03-05' })
    .where('referral_id', '=', referral)
    .execute()
  const officer = await service.session('council.liaison')
  await until('it is owed', async () =>
    (await officer.client.owedAnswers()).rows.some((one) => one.reference === reference),
  )
  return reference
}
