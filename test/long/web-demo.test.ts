import type { BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SENSITIVE_BASES } from '../../src/demo/journeys/asb-incident.ts'
import { asboOn, ORDER_BASES, papers } from '../../src/demo/journeys/court-papers.ts'
import { openWorld, type World } from '../../src/demo/journeys/world.ts'
import {
  DRUG_AND_ALCOHOL_TEAM,
  POLICE_INTELLIGENCE,
  SEFTON_YOT,
} from '../../src/demo/partnership/mailboxes.ts'
import { dayOf } from '../../src/domain/day.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { informationRequest } from '../../src/domain/kinds/information-request.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import { disclosurePage, logPage, navigation, registerPage } from '../web/audit-pages.ts'
import { expectAccessible, hasChromium, newMachine, openWindow, type Window } from '../web/browser.ts'
import { composePage, headingNamed } from '../web/compose-pages.ts'
import { composeAll, sendComposed } from '../web/compose-whole.ts'
import { openReceived, standingWith, untilSentSays } from '../web/demo-pages.ts'
import { ASB, accountOf, useDesk, YOT } from '../web/fixture.ts'
import { type Account, goToWork, inboxPage } from '../web/pages.ts'
import { exchangeOf, exchangePage, questions } from '../web/thread-pages.ts'

/** The demonstration's four journeys, by people at browsers of their own, and by partners at real gpg and real SMTP. */

const UNASKED = ['Not sought', 'Asking would prejudice']
const SEFTON_REPLY = 'RESTRICTED\n\nWe hold a closed file on Placeholder Pat.\n\nRESTRICTED\n'
const HEALTH_REPLY = 'RESTRICTED\n\nNot known to this team.\n\nRESTRICTED\n'
const POLICE_REFERRAL = 'RESTRICTED\n\nThree calls this week from Nowhere Lane.\n\nRESTRICTED\n'

const accounts = new Map<string, Account>()
const machines: BrowserContext[] = []
/** a window for each person, open beside those of the others until the last journey has ended */
const windows = new Map<string, Window>()

describe.skipIf(!hasChromium())('the demonstration in browsers (needs Chromium)', () => {
  let world: World
  const desk = useDesk(async (service) => {
    for (const login of ['asb.caseworker', 'yot.officer', 'court.listing', 'auditor'])
      accounts.set(login, await accountOf(service, login))
    world = openWorld({ origin: service.origin, dataDir: service.config.dataDir })
  })
  beforeAll(() => expect(accounts.size).toBe(4))
  afterEach(() => {
    for (const { complaints } of windows.values()) expect(complaints.splice(0)).toEqual([])
  })
  afterAll(async () => {
    for (const machine of machines) await machine.close()
  })

  /** The person's own window, in a profile of its own; signed in when they first sit down at it. */
  async function at(login: string) {
    const before = windows.get(login)
    if (before) return before.page
    const browser = desk.context.browser()
    const account = accounts.get(login)
    if (!browser || !account) throw new Error(`${login} has no desk`)
    const machine = await newMachine(browser, desk.service.origin)
    machines.push(machine)
    const window = await openWindow(machine)
    windows.set(login, window)
    await goToWork(window.page, account)
    return window.page
  }

  /** The Message-ID of a referral's mail form, by the page of it. */
  const messageIdAt = (url: string): string =>
    messageIdOf(new URL(url).pathname.split('/').at(-1) ?? '', desk.service.config.serviceDomain)

  it('an incident is told to the police, who open it with gpg, and to the YOT, and its sender sees both', async () => {
    const [caseWorker, officer] = await Promise.all([at('asb.caseworker'), at('yot.officer')])
    await composeAll(caseWorker, {
      kind: { name: 'asb-incident', title: 'ASB incident' },
      data: asbIncidentExample,
      files: [
        { name: 'incident diary.txt', type: 'text/plain', bytes: new TextEncoder().encode('A diary.') },
      ],
      to: [POLICE_INTELLIGENCE, YOT],
      bases: SENSITIVE_BASES,
      consent: UNASKED,
    })
    const reference = await sendComposed(caseWorker)
    await untilSentSays(caseWorker, reference, async (page) =>
      expect(await standingWith(page, POLICE_INTELLIGENCE).tag.textContent()).toMatch(/^(Delivered|Opened)$/),
    )
    const police = await world.officer(POLICE_INTELLIGENCE)
    const shown = await police.open(messageIdAt(caseWorker.url()))
    expect(shown).toMatchObject({ program: 'gpg', subject: expect.stringMatching(/^RESTRICTED/) })
    expect(shown.signer).not.toBeNull()
    expect(shown.text).toContain('Placeholder Pat')
    expect(shown.attachments).toContain('incident diary.txt')

    await openReceived(officer, reference)
    const read = await officer.locator('main').innerText()
    for (const words of ['Placeholder Pat', 'Testina Example', 'incident diary.txt'])
      expect(read).toContain(words)
    await officer.getByRole('button', { name: 'Acknowledge it' }).click()
    await officer.getByText('Its sender has your signed receipt').waitFor()

    await untilSentSays(caseWorker, reference, async (page) => {
      expect(await standingWith(page, YOT).tag.textContent()).toBe('Acknowledged')
      expect(await standingWith(page, POLICE_INTELLIGENCE).evidence.textContent()).toMatch(
        /Delivery report: delivered.*Read report: displayed/,
      )
    })
    await expectAccessible(caseWorker)
    // At 400 % zoom, however long an address is.
    await caseWorker.setViewportSize({ width: 320, height: 900 })
    expect(await caseWorker.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    await caseWorker.setViewportSize({ width: 1280, height: 900 })
  })

  it('a court pushes an order to two teams at once, and sees both acknowledge it', async () => {
    const [court, asb, yot] = await Promise.all([
      at('court.listing'),
      at('asb.caseworker'),
      at('yot.officer'),
    ])
    await composeAll(court, {
      kind: { name: 'court-order', title: 'Court order' },
      form: 'asbo',
      data: asboOn(dayOf(new Date())),
      files: papers(),
      to: [ASB, YOT],
      bases: ORDER_BASES,
    })
    const reference = await sendComposed(court)
    for (const reader of [asb, yot]) {
      await openReceived(reader, reference)
      const text = await reader.locator('main').innerText()
      for (const paper of ['order.pdf', 'map.pdf']) expect(text).toContain(paper)
      await reader.getByRole('button', { name: 'Acknowledge it' }).click()
      await reader.getByText('Its sender has your signed receipt').waitFor()
    }
    await untilSentSays(court, reference, async (page) => {
      for (const mailbox of [ASB, YOT]) {
        const { tag, evidence } = standingWith(page, mailbox)
        expect(await tag.textContent()).toBe('Acknowledged')
        await evidence.locator('summary').click()
        expect(await evidence.innerText()).toContain('signed by the key of the person')
      }
    })
    await expectAccessible(court)
  })

  it('four partners are asked, one answers in a browser and two by gpg, and the police begin something of their own', async () => {
    const [caseWorker, officer] = await Promise.all([at('asb.caseworker'), at('yot.officer')])
    const mailPartners = [SEFTON_YOT, POLICE_INTELLIGENCE, DRUG_AND_ALCOHOL_TEAM]
    await composeAll(caseWorker, {
      kind: { name: 'information-request', title: 'Information request' },
      data: informationRequest.example,
      files: [],
      to: [YOT, ...mailPartners],
      bases: SENSITIVE_BASES,
      consent: UNASKED,
    })
    const reference = await sendComposed(caseWorker)
    await untilSentSays(caseWorker, reference, async (page) => {
      for (const mailbox of mailPartners)
        expect(await standingWith(page, mailbox).tag.textContent()).toMatch(/^(Delivered|Opened)$/)
    })
    const messageId = messageIdAt(caseWorker.url())
    for (const [mailbox, text] of [
      [SEFTON_YOT, SEFTON_REPLY],
      [DRUG_AND_ALCOHOL_TEAM, HEALTH_REPLY],
    ] as const) {
      const partner = await world.officer(mailbox)
      expect((await partner.open(messageId)).text).toContain('Are you already working with this person')
      expect((await partner.reply(messageId, text)).answer).toMatchObject({ outcome: 'relayed', code: 250 })
    }

    await openReceived(officer, reference)
    await officer.getByRole('link', { name: 'Reply in words' }).click()
    const reply = questions(officer)
    await officer.getByLabel('Answered in part').check()
    await officer.getByLabel('Your answer').fill('We do not know this person.')
    await reply.goOn.click()
    // No item is told one by one, and no file goes with it.
    await officer.getByRole('button', { name: 'Add an item' }).waitFor()
    await reply.goOn.click()
    await officer.getByLabel('It tells of nobody').check()
    await reply.goOn.click()
    await headingNamed(officer, 'Attach files').waitFor()
    await reply.goOn.click()
    await composePage(officer).standing.getByText('Allowed', { exact: true }).waitFor()
    await officer.getByRole('button', { name: 'Send the reply' }).click()
    await reply.panel.waitFor()

    // What came by mail is opened in the browser like anything else, and its signature is verified there.
    for (const [mailbox, words] of [
      [SEFTON_YOT, 'We hold a closed file on Placeholder Pat.'],
      [DRUG_AND_ALCOHOL_TEAM, 'Not known to this team.'],
    ] as const) {
      // Before it is opened it is known by the network that bore it out.
      await openReceived(caseWorker, mailbox.replace(/^.*@/, 'somebody at '))
      await caseWorker.getByText(words).waitFor()
      expect(await caseWorker.locator('main').innerText()).toMatch(/signature/i)
      await expectAccessible(caseWorker)
    }
    await caseWorker.getByRole('link', { name: 'Sent', exact: true }).click()
    await exchangeOf(caseWorker, reference).click()
    await exchangePage(caseWorker).answered.waitFor()
    const answered = (mailbox: string) =>
      caseWorker
        .locator('section section')
        .filter({ has: caseWorker.getByText(mailbox, { exact: true }) })
        .first()
        .innerText()
    for (const mailbox of [YOT, SEFTON_YOT, DRUG_AND_ALCOHOL_TEAM])
      expect(await answered(mailbox)).toMatch(/Answered\s+Yes/)
    expect(await answered(POLICE_INTELLIGENCE)).toMatch(/Answered\s+Not yet/)

    const police = await world.officer(POLICE_INTELLIGENCE)
    await police.startReferral({
      to: ASB,
      subject: 'RESTRICTED: calls from Nowhere Lane',
      text: POLICE_REFERRAL,
    })
    await openReceived(caseWorker, 'somebody at merseyside.pnn.police.test')
    await caseWorker.getByText('Three calls this week from Nowhere Lane.').waitFor()
    // It bears a marking, and does not say what it is; what was signed by gpg is proven once it is filed.
    await caseWorker.getByRole('link', { name: 'File this mail' }).click()
    await caseWorker.getByRole('radio', { name: 'Concern' }).check()
    await caseWorker.getByRole('button', { name: 'Continue' }).click()
    await caseWorker.getByRole('button', { name: 'Sign and file it' }).click()
    await headingNamed(caseWorker, 'The mail is filed').waitFor()
    await caseWorker.getByText('Its signature is verified').waitFor()
    await caseWorker.getByRole('link', { name: 'Go back to' }).click()
    await caseWorker.getByRole('link', { name: 'Reply in words' }).click()
    await questions(caseWorker).original.getByText('Three calls this week').waitFor()
    await caseWorker.getByText(`It goes to ${POLICE_INTELLIGENCE}.`).waitFor()
  })

  it('what the rules refuse does not leave, and an auditor finds the rest in the register and checks the log', async () => {
    const [caseWorker, auditor] = await Promise.all([at('asb.caseworker'), at('auditor')])
    await composeAll(caseWorker, {
      kind: { name: 'asb-incident', title: 'ASB incident' },
      data: asbIncidentExample,
      files: [],
      to: [YOT],
      bases: [],
      consent: UNASKED,
    })
    const { standing, send } = composePage(caseWorker)
    await standing.getByText(/^Rule L1\./).waitFor()
    await send.click()
    await caseWorker.locator('.govuk-error-summary li').first().waitFor()
    await expectAccessible(caseWorker)

    await navigation(auditor).link('Register').click()
    const register = registerPage(auditor)
    await register.rows.first().waitFor()
    const rows = await register.rows.allTextContents()
    for (const mailbox of [POLICE_INTELLIGENCE, SEFTON_YOT, DRUG_AND_ALCOHOL_TEAM, YOT, ASB])
      expect(rows.join('\n')).toContain(mailbox)
    expect(rows.join('\n')).not.toContain('Placeholder')
    await register.rows.first().getByRole('link').first().click()
    await disclosurePage(auditor).holds.waitFor()
    await auditor.setViewportSize({ width: 320, height: 900 })
    expect(await auditor.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    await auditor.setViewportSize({ width: 1280, height: 900 })
    await navigation(auditor).link('Log').click()
    const log = logPage(auditor)
    await log.whole.click()
    await log.holds.waitFor()
    await expectAccessible(auditor)
    await inboxPage(caseWorker).heading.or(composePage(caseWorker).save).first().waitFor()
  })
})
