import { createServer, type Server } from 'node:http'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { hasChromium, newMachine, openWindow } from '../web/browser.ts'
import { accountOf, sendIncident, useDesk } from '../web/fixture.ts'
import { keptBy } from '../web/officer-pages.ts'
import {
  type Account,
  goToWork,
  handlingPage,
  heading,
  inboxPage,
  problems,
  referralPage,
  signInPage,
} from '../web/pages.ts'

/** Attacks on the page itself: from another site, by its address, by what the browser keeps, by what is left in memory. */

const DIARY = asbIncidentExample.narrative?.slice(0, 40) ?? ''

describe.skipIf(!hasChromium())('the browser client under attack (needs Chromium)', () => {
  let officer: Account
  let delivery: string
  let evil: { origin: string; server: Server }
  const desk = useDesk(async (service) => {
    officer = await accountOf(service, 'yot.officer')
    await sendIncident(service)
    const { client } = await service.session('yot.officer')
    delivery = await vi.waitFor(
      async () => {
        const [row] = (await client.inbox()).rows
        if (!row) throw new Error('not yet delivered')
        return row.delivery
      },
      { timeout: 30_000, interval: 50 },
    )
  })
  beforeAll(async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>evil</title><body>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    evil = { origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, server }
  })
  afterAll(() => void evil?.server.close())

  it('stands in no frame, and hears and is led nowhere by whoever has opened it', async () => {
    const { context, service } = desk
    const page = await context.newPage()
    await page.goto(evil.origin)
    const framed = await page.evaluate(async (address) => {
      const frame = document.createElement('iframe')
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
      frame.src = `${address}/inbox`
      document.body.append(frame)
      await loaded
      return frame.contentDocument === null
    }, service.origin)
    // What stands there is the browser's own page of an error.
    expect(framed).toBe(true)
    const [inFrame] = page.frames().filter((frame) => frame !== page.mainFrame())
    expect(await inFrame?.locator('#app, h1.govuk-heading-l').count()).toBe(0)

    const opening = context.waitForEvent('page')
    await page.evaluate((address) => {
      Object.assign(globalThis, { opened: window.open(address, 'despatch') })
    }, service.origin)
    const opened = await opening
    await signInPage(opened).name.waitFor()
    expect(await opened.evaluate(() => [window.opener, window.name])).toEqual([null, ''])
    await page.evaluate(() => {
      const { opened } = globalThis as unknown as { opened: Window }
      opened.postMessage({ id: 1, value: { at: 'in' } }, '*')
      opened.postMessage({ id: 1, method: 'signOut', args: [] }, '*')
      opened.location.href = 'about:blank'
    })
    expect(await page.evaluate(() => (globalThis as unknown as { opened: Window }).opened.closed)).toBe(true)
    expect(opened.url()).toBe(`${service.origin}/`)
    expect(await heading(opened).textContent()).toBe('Sign in')
    await opened.close()
    await page.close()
  })

  it('runs nothing but itself, whatever gets into the page', async () => {
    const page = await desk.context.newPage()
    await page.goto('/')
    await signInPage(page).name.waitFor()
    const tried = await page.evaluate(async () => {
      const outcome = async (attempt: () => unknown): Promise<string> => {
        try {
          await attempt()
          return 'done'
        } catch (error) {
          return (error as Error).name
        }
      }
      const trusted = globalThis as unknown as {
        trustedTypes: { createPolicy(name: string, rules: object): unknown; defaultPolicy: unknown }
      }
      const rules = { createHTML: (text: string) => text, createScriptURL: (text: string) => text }
      const refused = (element: HTMLElement) =>
        new Promise((resolve, reject) => {
          element.addEventListener('load', resolve)
          element.addEventListener('error', () => reject(new TypeError()))
          document.body.append(element)
        })
      const element = (name: string, fields: object) => Object.assign(document.createElement(name), fields)
      return {
        html: await outcome(() => {
          document.body.innerHTML = '<img src=x onerror=alert(1)>'
        }),
        write: await outcome(() => document.write('<p>')),
        parser: await outcome(() => new DOMParser().parseFromString('<p>', 'text/html')),
        srcdoc: await outcome(() => element('iframe', { srcdoc: '<script>alert(1)</script>' })),
        handler: await outcome(() => document.body.setAttribute('onclick', 'alert(1)')),
        // What is asked by the debugger at once may make code of text.
        text: await outcome(
          () =>
            new Promise((resolve, reject) => {
              setTimeout(() => {
                try {
                  resolve(new Function('return 1')())
                } catch (error) {
                  reject(error as Error)
                }
              })
            }),
        ),
        worker: await outcome(() => new Worker('/assets/x.js')),
        policy: await outcome(() => trusted.trustedTypes.createPolicy('other', rules)),
        same: await outcome(() => trusted.trustedTypes.createPolicy('despatch-worker', rules)),
        standard: await outcome(() => trusted.trustedTypes.createPolicy('default', rules)),
        module: await outcome(() => import(`data:text/javascript,${Math.random()}`)),
        elsewhere: await outcome(() => fetch('https://evil.test/')),
        picture: await outcome(() =>
          refused(element('img', { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' })),
        ),
        style: await outcome(() => {
          document.body.setAttribute('style', 'color: rgb(1, 2, 3)')
          if (getComputedStyle(document.body).color !== 'rgb(1, 2, 3)') throw new TypeError()
        }),
        form: await outcome(() => {
          const form = element('form', { action: 'https://evil.test/', method: 'post' }) as HTMLFormElement
          document.body.append(form)
          return new Promise((_resolve, reject) => {
            document.addEventListener('securitypolicyviolation', () => reject(new TypeError()), {
              once: true,
            })
            form.submit()
          })
        }),
        service: await outcome(() => navigator.serviceWorker.register('/assets/x.js')),
      }
    })
    for (const [what, came] of Object.entries(tried)) expect(came, what).not.toBe('done')
    await page.close()
  })

  it('says a sentence at any address, and runs and keeps nothing of it', async () => {
    const { page, service } = desk
    await goToWork(page, officer)
    await inboxPage(page).heading.waitFor()
    const signs = [
      ...[
        '__proto__',
        'constructor',
        'toString',
        '%00',
        '..%2f..%2fetc',
        'javascript:alert(1)',
        '%E0%A4%A',
        '%',
        'x'.repeat(5_000),
      ],
      ...['"><img src=x onerror=alert(1)>', '\u202eevil', '00000000-0000-7000-8000-000000000000'],
    ]
    const paths = [
      ...['received', 'sent', 'thread', 'cases', 'register', 'reviews'],
      ...['agency/people', 'agency/mailboxes', 'partnership/agreement', 'account/passkey', 'account/machine'],
    ]
    const odd: string[] = []
    for (const path of paths)
      for (const sign of signs) {
        const address = `/${path}/${sign}?__proto__=x&show=${sign}&from=//evil.test#${sign}`
        await follow(page, address)
        const shown = page.locator('main:not([data-left]) h1, main[data-left] h1')
        await shown.first().waitFor()
        await vi
          .waitFor(async () => expect(await page.locator('.app-waiting').count()).toBe(0), {
            timeout: 10_000,
            interval: 20,
          })
          .catch(() => odd.push(`waits: ${address.slice(0, 80)}`))
        const text = await page.evaluate(() => document.body.innerText)
        if (text.includes('Something went wrong in this page')) odd.push(`fault: ${address.slice(0, 80)}`)
        if (/evil/.test(await page.title())) odd.push(`title: ${address.slice(0, 80)}`)
        if (new URL(page.url()).origin !== service.origin) odd.push(`led away: ${address.slice(0, 80)}`)
      }
    expect(odd).toEqual([])
    // The service gives out nothing by such an address either.
    for (const sign of ['%E0%A4%A', '%', '%00', '\\..\\..'])
      expect(
        (await fetch(`${service.origin}/received/${sign}`, { headers: { accept: 'text/html' } })).status,
      ).toBeLessThan(500)
    expect(await page.locator('main img, main iframe').count()).toBe(0)
  })

  it('has nothing of what was read or typed in its memory once it is locked, and keeps nothing in its other places', async () => {
    const { page } = desk
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await goToWork(page, officer)
    await inboxPage(page).heading.waitFor()
    await follow(page, `/received/${delivery}`)
    const { open, recipients } = referralPage(page)
    await open.or(recipients).first().waitFor()
    if (await open.isVisible()) await open.click()
    await recipients.waitFor()
    const cdp = await page.context().newCDPSession(page)
    expect((await heapOf(cdp)).includes(DIARY)).toBe(true)
    await page.getByRole('button', { name: 'Lock' }).click()
    await signInPage(page).name.waitFor()
    await expect.poll(() => page.workers()).toEqual([])
    const after = await heapOf(cdp)
    for (const secret of [DIARY, officer.passphrase, officer.words])
      expect(after.includes(secret), secret).toBe(false)
    expect(
      await page.evaluate(async () => ({
        local: Object.keys(localStorage),
        session: Object.keys(sessionStorage),
        cookie: document.cookie,
        caches: await caches.keys(),
        services: (await navigator.serviceWorker.getRegistrations()).length,
        state: history.state,
        name: window.name,
        databases: (await indexedDB.databases()).map(({ name }) => name).sort(),
        title: document.title,
      })),
    ).toMatchObject({
      ...{ local: [], session: [], cookie: '', caches: [], services: 0, state: null, name: '' },
      title: 'Sign in - Despatch',
    })
    expect(said).toEqual([])
  })

  it('is told no key, no token and no passphrase by the session worker, whatever pages it goes through', async () => {
    const machine = await newMachine(desk.context.browser() ?? raise(), desk.service.origin)
    await machine.addInitScript(() => {
      const heard: string[] = []
      Object.assign(globalThis, { heard })
      const Real = Worker
      globalThis.Worker = class extends Real {
        constructor(address: string | URL, options?: WorkerOptions) {
          super(address, options)
          this.addEventListener('message', ({ data }) => {
            heard.push(
              JSON.stringify(data, (_name, value) => (typeof value === 'bigint' ? String(value) : value)),
            )
          })
        }
      }
    })
    const tokens: string[] = []
    await machine.route('**/api/v1/session/**', async (route) => {
      const response = await route.fetch()
      const told = (await response.json().catch(() => ({}))) as {
        accessToken?: string
        refreshToken?: string
      }
      tokens.push(...[told.accessToken, told.refreshToken].filter((one) => one !== undefined))
      return route.fulfill({ response })
    })
    const { page } = await openWindow(machine)
    await goToWork(page, officer)
    for (const name of ['Sent', 'Drafts', 'Cases', 'Your account', 'Inbox']) {
      await page.getByRole('link', { name, exact: true }).click()
      await vi.waitFor(async () => expect(await page.locator('.app-waiting').count()).toBe(0))
    }
    await follow(page, `/received/${delivery}`)
    await referralPage(page).open.or(referralPage(page).recipients).first().waitFor()
    const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)
    expect(heard.length).toBeGreaterThan(8)
    expect(tokens.length).toBeGreaterThan(1)
    const all = heard.join('\n')
    for (const secret of [...tokens, officer.passphrase, officer.words, 'PRIVATE KEY', 'exportKey'])
      expect(all.includes(secret), secret.slice(0, 8)).toBe(false)
    await machine.close()
  })

  it('believes nothing that somebody has put in the place of what the browser keeps', async () => {
    const { service } = desk
    const browser = desk.context.browser() ?? raise()
    const first = await newMachine(browser, service.origin)
    const { page } = await openWindow(first)
    await goToWork(page, officer)
    await inboxPage(page).heading.waitFor()
    const kept = await keptBy(page)
    expect(kept.length).toBeGreaterThan(3)
    const outcomes: Record<string, string> = {}
    for (const [name, value] of kept)
      for (const other of [
        '',
        '{"__proto__":{"polluted":1}}',
        '[]',
        `${value.slice(0, -3)}xyz`,
        'x'.repeat(1_000_000),
      ]) {
        await page.goto('/')
        await put(page, { ...Object.fromEntries(kept), [name]: other })
        await signInPage(page).fill(officer)
        await signInPage(page).button.click()
        await handlingPage(page).heading.or(problems(page).first()).first().waitFor()
        const said =
          (await problems(page).count()) > 0 ? await problems(page).first().textContent() : 'signed in'
        outcomes[`${name} := ${other.slice(0, 30)}`] = said ?? ''
        expect(await page.evaluate(() => 'polluted' in {})).toBe(false)
      }
    for (const [what, said] of Object.entries(outcomes)) {
      expect(said, what).not.toContain('Something went wrong')
      // What was seen of the service's keys is held against what it shows now.
      if (what.startsWith('pin ')) expect(said, what).not.toBe('signed in')
    }
    await first.close()
  })
})

/** All strings that the page's own thread holds when everything that nobody holds is gone. */
async function heapOf(cdp: CDPSession): Promise<string> {
  const pieces: string[] = []
  const take = ({ chunk }: { chunk: string }) => void pieces.push(chunk)
  await cdp.send('HeapProfiler.enable')
  await cdp.send('HeapProfiler.collectGarbage')
  cdp.on('HeapProfiler.addHeapSnapshotChunk', take)
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  cdp.off('HeapProfiler.addHeapSnapshotChunk', take)
  const { strings } = JSON.parse(pieces.join('')) as { strings: string[] }
  return strings.join('\n')
}

/** Puts values in the place of those that the browser keeps. */
const put = (page: Page, values: Record<string, string>): Promise<void> =>
  page.evaluate(
    (all) =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open('despatch')
        opening.onsuccess = () => {
          const writing = opening.result.transaction('seen', 'readwrite')
          for (const [name, value] of Object.entries(all)) writing.objectStore('seen').put(value, name)
          writing.oncomplete = () => {
            opening.result.close()
            resolve()
          }
        }
      }),
    values,
  )

/** Goes there as by a link, without leaving the site. */
const follow = (page: Page, address: string): Promise<void> =>
  page.evaluate((to) => {
    document.querySelector('main')?.setAttribute('data-left', '')
    const link = document.createElement('a')
    link.href = to
    document.body.append(link)
    link.click()
    link.remove()
  }, address)

function raise(): never {
  throw new Error('no browser')
}
