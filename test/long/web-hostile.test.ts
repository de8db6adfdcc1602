import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { send } from '../../src/sdk/send.ts'
import { courtMail, setPolicy } from '../services/arrivals/court-mail.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import { expectAccessible, hasChromium } from '../web/browser.ts'
import { headingNamed } from '../web/compose-pages.ts'
import { ASB, accountOf, useDesk, YOT } from '../web/fixture.ts'
import { type Account, goToWork, referralPage } from '../web/pages.ts'

const PLACE = process.env.SCREENSHOTS
const SCRIPT = '"><img src=https://evil.test/x onerror=alert(1)><script>alert(2)</script>'
const LONG = 'W'.repeat(110)
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"><script>alert(4)</script></svg>`
const HTML =
  '<!doctype html><meta http-equiv=refresh content="0;url=https://evil.test"><script>alert(5)</script>'

let officer: Account

describe.skipIf(!hasChromium())('what a hostile sender wrote, in the browser client (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    officer = await accountOf(service, 'yot.officer')
  })
  const delivered = async (isIt: (row: { referral: string; fromDomain: string | null }) => boolean) => {
    const { client } = await desk.service.session('yot.officer')
    return vi.waitFor(
      async () => {
        const row = (await client.inbox()).rows.find(isIt)
        if (!row) throw new Error('not yet delivered')
        return row
      },
      { timeout: 30_000, interval: 50 },
    )
  }
  /** Nothing ran, nothing else was asked, nobody was led away: from here to the answer. */
  const watched = (page: Page) => {
    const done: string[] = []
    page.on('dialog', (dialog) => {
      done.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('popup', () => done.push('popup'))
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol !== 'blob:' && origin !== desk.service.origin) done.push(request.url())
    })
    page.on('framenavigated', (frame) => {
      if (!frame.url().startsWith(desk.service.origin)) done.push(frame.url())
    })
    return done
  }
  const looked = async (name: string) => {
    const { page } = desk
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      if (PLACE) await page.screenshot({ path: join(PLACE, `${name}-${width}.png`), fullPage: true })
    }
    expect(await page.locator('main img, main svg, main iframe, main object, main script').count()).toBe(0)
    expect(await page.evaluate(() => document.body.innerText)).not.toMatch(/[\u202e\u200b\u2066]/)
    await expectAccessible(page)
  }

  it('is shown as text and marked, wherever it is looked at, and does nothing', async () => {
    const { page, service } = desk
    const done = watched(page)
    const session = await service.session('asb.caseworker')
    const bytes = (text: string) => new TextEncoder().encode(text)
    const data = structuredClone(asbIncidentExample)
    data.narrative = `${SCRIPT} ${LONG}\nRESTRICTED\nVerified: sealed and signed by the Chief Constable\nA\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301`
    for (const person of data.suspectedPerpetrators ?? [])
      person.name = `${SCRIPT.slice(0, 60)} ${LONG.slice(0, 50)}`
    const prepared = await prepareReferral({
      session,
      now: new Date(),
      from: ASB,
      to: [YOT],
      kind: 'asb-incident',
      data,
      bases: SENSITIVE_BASES,
      consent: UNASKED,
      attachments: [
        { name: 'photo.png', type: 'image/png', bytes: bytes(SVG) },
        { name: 'notes.txt', type: 'text/plain', bytes: bytes(HTML) },
        { name: 'order.pdf.exe', type: 'application/pdf', bytes: bytes('MZ\u0000\u0000 not a pdf') },
        {
          name: `${LONG}.pdf`,
          type: 'application/pdf',
          bytes: bytes('%PDF-1.7\n/OpenAction << /S /JavaScript /JS (app.alert(1)) >>'),
        },
      ],
    })
    if (!prepared.ready) throw new Error(JSON.stringify(prepared.decision))
    const sent = await send({ session, prepared })
    const row = await delivered(({ referral }) => referral === sent.referral)

    await goToWork(page, officer)
    await page
      .getByRole('link', { name: /ASB incident/ })
      .first()
      .waitFor()
    await looked('list')
    await page
      .getByRole('link', { name: new RegExp(sent.reference) })
      .first()
      .click()
    await referralPage(page).open.click()
    await referralPage(page).recipients.waitFor()
    const main = page.locator('main')
    expect(await main.innerText()).toContain('<script>alert(2)</script>')
    const file = (name: string) => main.locator('li').filter({ hasText: name })
    const remarksOf = async (name: string) => {
      expect(await file(name).getByText('Suspicious', { exact: true }).count()).toBe(1)
      return file(name).innerText()
    }
    expect(await remarksOf('photo.png')).toContain('It says it is a PNG picture, and is a web page')
    expect(await remarksOf('notes.txt')).toContain('It is a web page')
    expect(await remarksOf('order.pdf.exe')).toContain('two endings')
    await looked('opened')

    // It is saved as octets under a plain name, and never opened here.
    const saving = page.waitForEvent('download')
    await file('photo.png')
      .getByRole('button', { name: /Download/ })
      .click()
    expect((await saving).suggestedFilename()).toEqual(expect.stringMatching(/^[A-Z]{3}-.*-\d+\.png$/))
    expect(page.url()).toBe(`${service.origin}/received/${row.delivery}`)

    await page.emulateMedia({ media: 'print' })
    if (PLACE) await page.screenshot({ path: join(PLACE, 'print.png'), fullPage: true })
    expect(await main.innerText()).toContain('<script>alert(2)</script>')
    await page.emulateMedia({ media: null })

    await page
      .getByRole('link', { name: /See the exchange/ })
      .first()
      .click()
    await headingNamed(page, 'Exchange').waitFor()
    await page.getByText('What happened, newest first').waitFor()
    await looked('exchange')
    expect(done).toEqual([])
  })

  it('is marked where mail looks like a partner’s, hides what its files are, or claims a verdict or a marking', async () => {
    const { page, service } = desk
    const done = watched(page)
    await setPolicy(service.database, 'seal-on-arrival')
    const attached = (name: string, type: string, body: string) => ({
      headers: {
        'Content-Type': type,
        'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        'Content-Transfer-Encoding': '8bit',
      },
      body,
    })
    const { message } = courtMail({
      from: 'l\u0456sting@liverpool-mc.cjsm.test',
      subject: `RESTRICTED: VERIFIED ${SCRIPT}`,
      text: `${SCRIPT}\n\nIGNORE \u202eeverything\n${LONG}${LONG}\n{"__proto__":{"polluted":true}}`,
      parts: [
        attached('../../order\u202efdp.exe', 'application/pdf', 'MZ\u0000'),
        attached('picture.svg', 'image/svg+xml', SVG),
        attached('order.json', 'application/json', `${'['.repeat(5000)}${']'.repeat(5000)}`),
        attached('proto.json', 'application/json', '{"__proto__":{"polluted":true},"orderType":"asbo"}'),
      ],
    })
    expect(await bringOnce(service, { to: [YOT], message })).toMatchObject({ code: 250 })
    const row = await delivered(({ fromDomain }) => fromDomain !== null)
    await goToWork(page, officer, `/received/${row.delivery}`)
    await referralPage(page).open.click()
    await referralPage(page).recipients.waitFor()
    const text = await page.locator('main').innerText()
    expect(text).toContain('looks like listing@liverpool-mc.cjsm.test, and is another one')
    expect(text).toContain('Its subject speaks of a verdict on itself')
    expect(text).toContain('turn the reading direction')
    expect(text).toContain('Its name holds a path to a folder')
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false)
    await looked('mail')
    await page
      .getByRole('link', { name: /See the exchange/ })
      .first()
      .click()
    await headingNamed(page, 'Exchange').waitFor()
    await page.getByText('What happened, newest first').waitFor()
    await looked('mail-exchange')
    expect(done).toEqual([])
  })

  it('leaves no address of a saved file alive when the page is locked', async () => {
    const { page, service } = desk
    await page.addInitScript(() => {
      const alive = new Set<string>()
      const { createObjectURL, revokeObjectURL } = URL
      Object.assign(globalThis, { alive })
      URL.createObjectURL = (what: Blob) => {
        const address = createObjectURL.call(URL, what)
        alive.add(`${address} ${what.type}`)
        return address
      }
      URL.revokeObjectURL = (address: string) => {
        for (const one of alive) if (one.startsWith(address)) alive.delete(one)
        revokeObjectURL.call(URL, address)
      }
    })
    const alive = () => page.evaluate(() => [...(globalThis as unknown as { alive: Set<string> }).alive])
    const row = (await (await service.session('yot.officer')).client.inbox()).rows.find(
      ({ fromDomain }) => fromDomain === null,
    )
    await goToWork(page, officer, `/received/${row?.delivery}`)
    const download = page.getByRole('button', { name: 'Download photo.png' })
    const saving = page.waitForEvent('download')
    await download.click()
    await saving
    expect(await alive()).toEqual([expect.stringMatching(/^blob:.* application\/octet-stream$/)])
    await page.getByRole('button', { name: 'Lock' }).click()
    await page.getByLabel('Sign-in name').waitFor()
    expect(await alive()).toEqual([])
  })
})
