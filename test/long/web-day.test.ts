import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import type { AsbIncident } from '../../src/domain/kinds/asb-incident.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { type SentReferral, send } from '../../src/sdk/send.ts'
import type { TestService } from '../setup/service.ts'
import { hasChromium, openWindow, startWithProfile } from '../web/browser.ts'
import { composePage, headingNamed } from '../web/compose-pages.ts'
import { composeAll, sendComposed } from '../web/compose-whole.ts'
import { openReceived } from '../web/demo-pages.ts'
import { ASB, accountOf, startWithClient, YOT } from '../web/fixture.ts'
import { type Account, goToWork, inboxPage, searchPage, signInPage } from '../web/pages.ts'
import { questions } from '../web/thread-pages.ts'
import { recordWire, type Wire } from './recording-proxy.ts'
import { placesOfProfile, placesOfWire, searchFor } from './telling-search.ts'

/** What a day's work leaves behind on the wire and on the disk: nothing that tells of anybody. */

/** Everything in the case that tells of somebody. None of it stands in the program, as the words of its examples do. */
const CASE = {
  name: 'Zebedee Quillfeather',
  born: '1993-11-17',
  address: '4 Cardamom Crescent, Testville',
  telephone: '01632 960417',
  place: 'Bandstand in Bergamot Gardens',
  narrative: 'He was seen with a marmalade lighthouse.',
  asked: 'Was the velveteen umbrella his?',
  received: 'quillfeather dog bite photograph.txt',
  receivedBytes: 'an obsidian teaspoon',
  attached: 'letter to mrs quillfeather.txt',
  attachedBytes: 'a gingham thermometer',
  draft: 'Nobody saw the tambourine heist.',
  reply: 'He left by the periwinkle gatepost.',
  title: 'Tangerine bagpipes at night',
  person: 'Araminta Thistlewood',
} as const
const TELLING = [
  ...Object.values(CASE),
  ...['Quillfeather', '17 November 1993', 'Cardamom', 'Bergamot', 'marmalade', 'velveteen'],
  ...['dog bite', 'obsidian', 'gingham', 'tambourine', 'periwinkle', 'tangerine', 'thistlewood'],
]

const about = (more: Partial<AsbIncident>): AsbIncident => ({
  ...asbIncidentExample,
  incident: { ...asbIncidentExample.incident, place: CASE.place },
  suspectedPerpetrators: [{ name: CASE.name, dateOfBirth: CASE.born, address: CASE.address }],
  witnesses: [{ name: CASE.name, contact: CASE.telephone }],
  narrative: CASE.narrative,
  requestedAction: CASE.asked,
  ...more,
})

let service: TestService
let officer: Account
let received: SentReferral
let wire: Wire
let folder: string

beforeAll(async () => {
  if (!hasChromium()) return
  folder = await mkdtemp(join(tmpdir(), 'despatch-day-'))
  service = await startWithClient()
  officer = await accountOf(service, 'yot.officer')
  wire = await recordWire({ host: '127.0.0.1', port: Number(new URL(service.origin).port) })
  const session = await service.session('asb.caseworker')
  const prepared = await prepareReferral({
    ...{ session, now: new Date(), from: ASB, to: [YOT], kind: 'asb-incident', data: about({}) },
    ...{ bases: SENSITIVE_BASES, consent: UNASKED },
    attachments: [{ name: CASE.received, type: 'text/plain', bytes: Buffer.from(CASE.receivedBytes) }],
  })
  if (!prepared.ready) throw new Error(JSON.stringify(prepared.decision))
  received = await send({ session, prepared })
}, 120_000)
afterAll(async () => {
  await wire?.close()
  await service?.stop()
  if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/**
 * What is downloaded goes to a folder by its name, as for a person: not under the number that the test's driver would give it. It holds
 * while the browser's first page is there.
 */
async function downloadLikeAPerson(context: BrowserContext, to: string): Promise<void> {
  const [first = await context.newPage()] = context.pages()
  const driver = await context.newCDPSession(first)
  await mkdir(to, { recursive: true })
  await driver.send('Browser.setDownloadBehavior', {
    behavior: 'allow',
    downloadPath: to,
    eventsEnabled: true,
  })
}

/** Waits for what is downloaded, under that name alone. */
const savedIn = (saved: string, name: string) =>
  vi.waitFor(async () => expect(await readdir(saved)).toEqual([name]), { timeout: 30_000, interval: 50 })

/** A profile that is opened once more: what is in logs goes to tables then. */
async function closeForTheDay(context: BrowserContext, profile: string): Promise<void> {
  await context.close()
  await (await startWithProfile(profile, service.origin)).close()
}

async function signInAgain(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Lock' }).click()
  await signInPage(page).button.waitFor()
  await signInPage(page).fill(officer)
  await signInPage(page).button.click()
  await page.getByRole('button', { name: 'I have read this and agree' }).click()
}

/** A day in the life of an officer. */
async function work(page: Page, saved: string): Promise<void> {
  const compose = composePage(page)
  await goToWork(page, officer)
  await openReceived(page, received.reference)
  await page.getByText(CASE.narrative).waitFor()
  await page.getByRole('button', { name: 'Acknowledge it' }).click()
  await page.getByText('Its sender has your signed receipt').waitFor()
  await page.pdf()
  await page.getByRole('button', { name: /^Download/ }).click()
  await savedIn(saved, `${received.reference}-1.txt`)

  await composeAll(page, {
    kind: { name: 'asb-incident', title: 'ASB incident' },
    data: about({ justification: CASE.draft }),
    files: [{ name: CASE.attached, type: 'text/plain', bytes: Buffer.from(CASE.attachedBytes) }],
    to: [ASB],
    bases: SENSITIVE_BASES,
    consent: ['Not sought', 'Asking would prejudice'],
  })
  await compose.save.click()
  await page.getByText('It is saved as a sealed draft').waitFor()
  await signInAgain(page)
  await page.getByRole('link', { name: 'Drafts' }).click()
  await page.getByRole('button', { name: 'Open draft 1' }).click()
  await headingNamed(page, 'Check your answers before you send it').waitFor()
  await page.getByText(CASE.draft).waitFor()
  await sendComposed(page)

  await page.getByRole('link', { name: 'Inbox' }).click()
  await inboxPage(page).filter(/^All/).click()
  await page
    .getByRole('link', { name: new RegExp(received.reference) })
    .first()
    .click()
  await page.getByRole('link', { name: 'Reply in words' }).click()
  const reply = questions(page)
  await page.getByLabel('Answered in part').check()
  await page.getByLabel('Your answer').fill(CASE.reply)
  await reply.goOn.click()
  // No item is told one by one, and no file goes with it.
  await page.getByRole('button', { name: 'Add an item' }).waitFor()
  await reply.goOn.click()
  await page.getByLabel('It tells of nobody').check()
  await reply.goOn.click()
  await headingNamed(page, 'Attach files').waitFor()
  await reply.goOn.click()
  await composePage(page).standing.getByText('Allowed', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Send the reply' }).click()
  await reply.panel.waitFor()
  await page.getByRole('link', { name: 'See the exchange' }).click()
  await page.getByRole('link', { name: 'Put this exchange into a case' }).click()
  await page.getByRole('link', { name: 'Begin a new case with it' }).click()
  await page.getByLabel('What is it about?').fill(CASE.title)
  await page.getByRole('button', { name: 'Begin the case' }).click()
  await page.getByRole('link', { name: 'Add a person' }).click()
  await page.getByLabel('Name', { exact: true }).fill(CASE.person)
  await page.getByLabel('Day').fill('17')
  await page.getByLabel('Month').fill('11')
  await page.getByLabel('Year').fill('1993')
  await page.getByRole('button', { name: 'Add the person' }).click()
  await page.getByText(CASE.person).first().waitFor()
  await page.getByText(CASE.title).first().waitFor()
  await page.pdf()
  await page.goBack()
  await page.goForward()
  await signInAgain(page)
  await page.getByText(CASE.person).first().waitFor()
  // By a word of what was received, which came into the sealed index when it was opened.
  await page.getByRole('link', { name: 'Search' }).click()
  const search = searchPage(page)
  await search.words.fill('velveteen')
  await search.words.press('Enter')
  await search.rows.filter({ hasText: received.reference }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await signInPage(page).button.waitFor()
}

describe.skipIf(!hasChromium())('a day’s work in a browser (needs Chromium)', () => {
  it('leaves nothing that tells of anybody on the wire, or in the profile', async () => {
    const profile = join(folder, 'day.app')
    const saved = join(folder, 'saved')
    const context = await startWithProfile(profile, service.origin, wire)
    // A browser that were left open would go on writing into the folder while it is removed.
    onTestFinished(() => context.close())
    context.setDefaultTimeout(20_000)
    await downloadLikeAPerson(context, saved)
    const { page, complaints } = await openWindow(context)
    await work(page, saved)
    expect(complaints).toEqual([])
    expect(await context.cookies()).toEqual([])
    await closeForTheDay(context, profile)

    const all = [...TELLING, officer.passphrase, officer.words]
    const onTheWire = placesOfWire(wire.recorded())
    // It was this wire that the day went over, compressed or not.
    for (const seen of [received.reference, 'HTTP/1.1 201'])
      expect(searchFor([seen], onTheWire).length).toBeGreaterThan(0)
    expect(searchFor(all, onTheWire)).toEqual([])
    const inTheProfile = await placesOfProfile(profile)
    // Where one was stands in the history: that it is read at all is seen by that.
    expect(searchFor(['/received/'], inTheProfile).map(({ where }) => where)).toContain(
      'Default/History (rows)',
    )
    expect(searchFor(all, inTheProfile)).toEqual([])
  })

  it('would be found out by the same search, wherever something was left', async () => {
    const left = (place: string) => `Left-Behind-In-The-${place}`
    const ask = (path: string, headers: Record<string, string>, body: Buffer) =>
      new Promise<void>((resolve, reject) => {
        const asked = request(
          { port: wire.port, host: '127.0.0.1', method: 'POST', path, headers },
          (answer) => answer.resume().on('end', resolve),
        )
        asked.on('error', reject)
        // In two pieces, of which each is a chunk.
        asked.write(body.subarray(0, 20))
        asked.end(body.subarray(20))
      })
    await ask(`/none?of=${left('Address')}`, {}, Buffer.from(`{"of":"${left('Request')}"}`))
    await ask('/none', { 'content-encoding': 'gzip' }, gzipSync(left('Packed-Request')))
    await ask('/none', {}, Buffer.from(Buffer.from(`x${left('Base64')}`).toString('base64')))
    const onTheWire = placesOfWire(wire.recorded())
    for (const place of ['Address', 'Request', 'Packed-Request', 'Base64'])
      expect([place, searchFor([left(place)], onTheWire).length > 0]).toEqual([place, true])

    // An answer that the browser keeps for a while, packed as answers are.
    const kept = createServer((_request, response) => {
      response.writeHead(200, {
        ...{ 'content-type': 'text/plain', 'content-encoding': 'br' },
        'cache-control': 'public, max-age=600',
      })
      response.end(brotliCompressSync(`${'Left '.repeat(40)}${left('Cache')}`))
    })
    await new Promise<void>((resolve) => kept.listen(0, '127.0.0.1', resolve))
    const address = kept.address()
    const profile = join(folder, 'control.app')
    const context = await startWithProfile(profile, service.origin)
    try {
      const saved = join(folder, 'saved-too')
      await downloadLikeAPerson(context, saved)
      const page = await context.newPage()
      await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`)
      await page.goto('/')
      const leave = async (places: Record<string, string>) => {
        localStorage.setItem('a', places.Storage ?? '')
        history.pushState(null, '', `/?of=${places.History}`)
        document.title = places.Title ?? ''
        await (await caches.open('a')).put('/a', new Response(places['Cache-Storage']))
        await new Promise<void>((resolve) => {
          const opening = indexedDB.open('a')
          opening.onupgradeneeded = () => opening.result.createObjectStore('a')
          opening.onsuccess = () => {
            const change = opening.result.transaction('a', 'readwrite')
            change.objectStore('a').put(places.Database, 'narrow')
            change.objectStore('a').put(`${places['Wide-Database']} \u2026`, 'wide')
            change.objectStore('a').put('Left-Behind-'.repeat(300) + places['Long-Database'], 'long')
            change.oncomplete = () => resolve()
          }
        })
        const link = document.createElement('a')
        link.href = URL.createObjectURL(new Blob(['a']))
        link.download = `${places.Download}.txt`
        link.click()
      }
      const places = [
        'Storage',
        'History',
        'Title',
        'Cache-Storage',
        'Database',
        'Wide-Database',
        'Long-Database',
      ]
      places.push('Download')
      await page.evaluate(leave, Object.fromEntries(places.map((place) => [place, left(place)])))
      await savedIn(saved, `${left('Download')}.txt`)
      await closeForTheDay(context, profile)
      const inTheProfile = await placesOfProfile(profile)
      for (const place of [...places, 'Cache'])
        expect([place, searchFor([left(place)], inTheProfile).map(({ where }) => where)]).toEqual([
          place,
          expect.arrayContaining([expect.any(String)]),
        ])
    } finally {
      await context.close()
      await new Promise((resolve) => kept.close(resolve))
    }
  })
})
