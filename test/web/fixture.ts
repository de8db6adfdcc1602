import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { readyClient } from '../../src/main/web/ready.ts'
import { kitOf, newAccountSecret } from '../../src/sdk/kit.ts'
import { setPassphrase } from '../../src/sdk/passphrase.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { type SentReferral, send } from '../../src/sdk/send.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newMachine, openWindow, startBrowser } from './browser.ts'
import type { Account } from './pages.ts'

export const ASB = 'asb.team@liverpool.gcsx.gov.test'
export const YOT = 'yot@liverpool.gcsx.gov.test'

/** A service that serves the browser client as it is built of these sources; with further settings, where there are any. */
export async function startWithClient(settings: Readonly<Record<string, string>> = {}): Promise<TestService> {
  const client = await readyClient((line) => {
    throw new Error(line)
  })
  return startTestService(
    { rates: { 'api.signIns': { points: 10_000, windowSeconds: 60 } } },
    settings,
    client,
  )
}

/** Gives one of the demonstration's people a passphrase and a kit, as `despatch account passphrase` does. */
export async function accountOf(service: TestService, login: string): Promise<Account> {
  const session = await service.session(login)
  const passphrase = 'drizzle teapot lanyard'
  const secret = newAccountSecret()
  const now = new Date()
  await setPassphrase(session, { passphrase, secret }, { replaces: 0, now })
  const { words } = kitOf(secret, { login, origin: service.origin, made: now })
  return { login, passphrase, words: words.join(' ') }
}

/** Sends an incident to the YOT by the SDK. @returns what was sent, and the delivery once it is there */
export async function sendIncident(
  service: TestService,
  attachments: { name: string; type: string; bytes: Uint8Array }[] = [],
): Promise<SentReferral> {
  const session = await service.session('asb.caseworker')
  const prepared = await prepareReferral({
    session,
    now: new Date(),
    from: ASB,
    to: [YOT],
    kind: 'asb-incident',
    data: asbIncidentExample,
    bases: SENSITIVE_BASES,
    consent: UNASKED,
    attachments,
  })
  if (!prepared.ready) throw new Error(JSON.stringify(prepared.decision))
  return send({ session, prepared })
}

/** A service with the browser client, a browser, and a page for each test. */
export type Desk = {
  service: TestService
  /** one person's machine: what it has fetched and seen stays for the next test */
  context: BrowserContext
  page: Page
}

/**
 * Starts them for the tests of a file, and demands after each test that its page has complained of nothing.
 * @param prepare what has to be there before the first test
 * @param settings further settings of the service, of what is started for it
 */
export function useDesk(
  prepare: (service: TestService) => Promise<void>,
  settings: () => Promise<Readonly<Record<string, string>>> = async () => ({}),
): Desk {
  const desk: Partial<Desk> = {}
  let browser: Browser | undefined
  let complaints: string[] = []
  beforeAll(async () => {
    const [service, started] = await Promise.all([settings().then(startWithClient), startBrowser()])
    browser = started
    desk.service = service
    desk.context = await newMachine(browser, service.origin)
    await prepare(service)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await desk.service?.stop()
  })
  beforeEach(async () => {
    if (!desk.context) throw new Error('the browser has not started')
    const window = await openWindow(desk.context)
    desk.page = window.page
    complaints = window.complaints
  })
  afterEach(async () => {
    await desk.page?.close()
    expect(complaints).toEqual([])
  })
  return desk as Desk
}
