import { hash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClientFiles } from '../../src/api/client-files.ts'
import { demoPaths } from '../../src/demo/files.ts'
import { AGREEMENT_ID } from '../../src/demo/partnership/agreement.ts'
import { CLIENT_BUILD_PATH, CLIENT_INDEX, readClientBuild } from '../../src/domain/wire/client-build.ts'
import { clientHeaders } from '../../src/domain/wire/client-policy.ts'
import { exportClient, SITE } from '../../src/main/web/export.ts'
import { readClientFiles } from '../../src/main/web/files.ts'
import { readyClient } from '../../src/main/web/ready.ts'
import { verifyServedBuild } from '../../src/sdk/client-build.ts'
import { agreeOnAnnex } from '../cli/agree-on-annex.ts'
import { newMachine as newCommand } from '../cli/run.ts'
import { freePort } from '../setup/ports.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { expectAccessible, hasChromium, newMachine, openWindow, startBrowser } from '../web/browser.ts'
import { accountOf, sendIncident } from '../web/fixture.ts'
import { type Account, goToWork, heading, inboxPage, referralPage, signInPage } from '../web/pages.ts'
import { addPasskeyPage, askForPasskey, plugIn, workByPasskey } from '../web/passkey-pages.ts'

/** The browser client on a web server of an agency, at another origin than the service's. */

const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer')

let service: TestService
let folder: string
let files: ClientFiles
let digest: string
let allowed: Site
let stranger: Site
let browser: Browser
let officer: Account

type Site = { origin: string; server: Server; asked: Set<string> }

/** A web server as docs/operating.md has it: the files, their headers, and the first page for what is no file. */
async function serve(port: number, changed: (path: string, bytes: Uint8Array) => Uint8Array): Promise<Site> {
  const asked = new Set<string>()
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname
    const found = files.get(path) ? path : CLIENT_INDEX
    const file = files.get(found)
    asked.add(found)
    response.writeHead(200, { 'content-type': file?.type, ...clientHeaders(service.origin) })
    response.end(changed(found, file?.bytes ?? new Uint8Array()))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  // By a name: there are no passkeys at a bare address.
  return { origin: `http://localhost:${port}`, server, asked }
}

const same = (_path: string, bytes: Uint8Array): Uint8Array => bytes

describe.skipIf(!hasChromium())('the client at an origin of an agency (needs Chromium)', () => {
  beforeAll(async () => {
    const built = await readyClient((line) => {
      throw new Error(line)
    })
    if (!built) throw new Error('there is no client')
    const [port, other] = [await freePort('127.0.0.1'), await freePort('127.0.0.1')]
    const settings = { WEB_ORIGINS: `http://localhost:${port}` }
    folder = join(await mkdtemp(join(tmpdir(), 'dsp-site-')), 'out')
    ;[service, browser] = await Promise.all([
      startTestService({ rates: { 'api.signIns': { points: 10_000, windowSeconds: 60 } } }, settings),
      startBrowser(),
    ])
    digest = await exportClient(built, { folder, service: service.origin, version: '0.1.0' })
    files = await readClientFiles(join(folder, SITE))
    ;[allowed, stranger] = await Promise.all([serve(port, same), serve(other, same)])
    officer = await accountOf(service, 'yot.officer')
    await sendIncident(service)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    allowed?.server.close()
    stranger?.server.close()
    await service?.stop()
    if (folder) await rm(join(folder, '..'), { recursive: true, force: true })
  })

  it('signs in to its service and opens a referral, and says whose it is and what program', async () => {
    const { page, complaints } = await openWindow(await newMachine(browser, allowed.origin))
    const { host } = new URL(service.origin)
    await signInPage(page).open()
    await page.getByText(`You sign in to ${host}.`).waitFor()
    await expectAccessible(page)
    // All that was loaded by then, compressed as a web server gives it out.
    const before = [...allowed.asked].reduce((sum, path) => sum + (files.get(path)?.brotli.length ?? 0), 0)
    expect(before).toBeGreaterThan(10_000)
    expect(before).toBeLessThan(250_000)
    await goToWork(page, officer)
    await inboxPage(page).rows.first().getByRole('link').first().click()
    await referralPage(page).open.click()
    await referralPage(page).recipients.waitFor()

    const about = page.getByRole('link', { name: 'About this program' })
    await about.click()
    await page.getByText('This program is not in the trust log').waitFor()
    expect(await referralPage(page).valueOf('Digest').textContent()).toBe(digest)
    await expectAccessible(page)
    const since = new Date().toISOString().slice(0, 10)
    await agreeOnAnnex(service.database.db, service.config.dataDir, {
      clients: [{ version: '0.1.0', sha256: digest, since }],
    })
    await goToWork(page, officer, '/about')
    await page.getByText(/^since .* under the agreement/).waitFor()
    expect(await heading(page).textContent()).toBe('About this program')
    expect(await referralPage(page).valueOf('It speaks to the service').textContent()).toBe(service.origin)
    await page.context().close()
    expect(complaints).toEqual([])
  })

  it('signs in to its service by a passkey that was made there', async () => {
    const { page, complaints } = await openWindow(await newMachine(browser, allowed.origin))
    await plugIn(page)
    await goToWork(page, officer)
    await inboxPage(page).heading.waitFor()
    await askForPasskey(page, officer, 'at the agency')
    await addPasskeyPage(page).make.click()
    await addPasskeyPage(page).added.waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await workByPasskey(page)
    await page.getByRole('link', { name: 'Inbox', exact: true }).click()
    await inboxPage(page).heading.waitFor()
    await page.context().close()
    expect(complaints).toEqual([])
  })

  it('is said by `despatch verify-client` to be in the trust log, and no longer once it was withdrawn', async () => {
    const { dataDir } = service.config
    const machine = await newCommand({ env: { DESPATCH_PASSPHRASE_FILE: demoPaths(dataDir).passphrase } })
    const root = (await (await service.session('yot.officer')).trust.state()).anchor ?? ''
    const key = join(dataDir, 'demo/people/yot.officer.asc')
    const login = await machine.despatch(
      'login',
      service.origin,
      '--as',
      'yot.officer',
      '--key',
      key,
      '--root',
      root,
    )
    expect(login, login.err).toMatchObject({ code: 0 })
    const known = await machine.json('verify-client', allowed.origin)
    expect(known, known.err).toMatchObject({
      code: 0,
      document: { verified: true, sha256: digest, acknowledged: [{ agreement: AGREEMENT_ID }], problems: [] },
    })
    await agreeOnAnnex(service.database.db, dataDir, { clients: [] })
    const withdrawn = await machine.despatch('verify-client', allowed.origin)
    expect(withdrawn).toMatchObject({ code: 1, err: expect.stringContaining('Do not sign in there.') })
    expect(withdrawn.out).toContain('It is not in the trust log')
  })

  it('is found as it says by whoever looks, and one that was changed is not', async () => {
    const found = await verifyServedBuild({ origin: allowed.origin, hash: sha256 })
    expect(found).toMatchObject({ sha256: digest, service: service.origin, problems: [] })
    const text = await readFile(join(folder, SITE, CLIENT_BUILD_PATH), 'utf8')
    expect(readClientBuild(text).files.length).toBe(files.size - 1)
    const other = await serve(0, (path, bytes) =>
      path === CLIENT_INDEX ? Buffer.from(String(Buffer.from(bytes)).replace('Despatch', 'Despatsh')) : bytes,
    )
    const address = other.server.address()
    const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    const { problems } = await verifyServedBuild({ origin, hash: sha256 })
    other.server.close()
    expect(problems).toEqual(['/ is not the file that it says.', '/inbox is not the file that it says.'])
  })

  it('gets nothing from the service where the operator has not allowed its origin', async () => {
    const { page } = await openWindow(await newMachine(browser, stranger.origin))
    await signInPage(page).open()
    await signInPage(page).fill(officer)
    await signInPage(page).button.click()
    await page.getByText(`There is no answer from ${service.origin}.`).first().waitFor()
    await page.context().close()
  })
})
