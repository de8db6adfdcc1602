import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { newFolder } from '../cli/folder.ts'
import { newMachine as newCommandMachine } from '../cli/run.ts'
import { bytesOf, exportPage, look } from '../web/audit-pages.ts'
import { expectAccessible, hasChromium } from '../web/browser.ts'
import { accountOf, sendIncident, useDesk } from '../web/fixture.ts'
import { type Account, goToWork } from '../web/pages.ts'

let auditor: Account

/** Makes the browser one that writes no files, as some are. */
const writingNoFiles = (page: Page) =>
  page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'showSaveFilePicker')
  })

/** A person who answers the system's dialog with a file of this origin's own folder. */
const choosingFile = (page: Page, name: string) =>
  page.addInitScript((chosen) => {
    Object.assign(globalThis, {
      showSaveFilePicker: async () =>
        (await navigator.storage.getDirectory()).getFileHandle(chosen, { create: true }),
    })
  }, name)

const fileIn = async (page: Page, name: string): Promise<Uint8Array> =>
  Uint8Array.from(
    await page.evaluate(async (chosen) => {
      const folder = await navigator.storage.getDirectory()
      const file = await (await folder.getFileHandle(chosen)).getFile()
      return [...new Uint8Array(await file.arrayBuffer())]
    }, name),
  )

/** Unpacks an archive as a person would. @param change of the files, by their paths */
async function unpacked(archive: Uint8Array, change: Record<string, (bytes: Uint8Array) => void> = {}) {
  const folder = await newFolder()
  for (const [path, bytes] of Object.entries(unzipSync(archive))) {
    change[path]?.(bytes)
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  return folder
}

const verified = async (folder: string) => (await newCommandMachine()).despatch('log', 'verify', folder)

describe.skipIf(!hasChromium())('the export of the log (needs Chromium)', () => {
  const desk = useDesk(async (service) => {
    auditor = await accountOf(service, 'auditor')
    await sendIncident(service)
  })

  it('is one archive that the command verifies once it is unpacked, and in which a changed byte is found', async () => {
    const { page } = desk
    await writingNoFiles(page)
    await goToWork(page, auditor, '/log-check')
    await page.getByRole('link', { name: 'Export the log' }).click()
    const pages = exportPage(page)
    await pages.begin.waitFor()
    await expectAccessible(page)
    await look(page, 'log-export')

    // A service that does not answer: it can be stopped.
    await desk.context.route('**/log/tile/entries/**', () => undefined)
    await pages.begin.click()
    await pages.progress.waitFor()
    await expectAccessible(page)
    await look(page, 'log-export-running')
    await pages.stop.click()
    await page.getByText('You stopped it.').waitFor()
    await expectAccessible(page)
    await desk.context.unroute('**/log/tile/entries/**')

    await pages.again.click()
    await pages.download.waitFor()
    await expectAccessible(page)
    await look(page, 'log-export-made')
    const [download] = await Promise.all([page.waitForEvent('download'), pages.download.click()])
    expect(download.suggestedFilename()).toMatch(/^despatch-log-\d{4}-\d\d-\d\d\.zip$/)
    const archive = await bytesOf(download)
    const whole = await verified(await unpacked(archive))
    expect(whole).toMatchObject({ code: 0, out: expect.stringMatching(/Verified: \d+ entries/) })
    expect(whole.out).toContain('The history of 1 referral: nothing in it contradicts the rest')
    expect(whole.out).toContain('each entered by somebody entitled to')
    const [tile = ''] = Object.keys(unzipSync(archive)).filter((path) => path.startsWith('tile/0/'))
    const changed = await unpacked(archive, {
      [tile](bytes) {
        bytes[5] = (bytes[5] ?? 0) ^ 1
      },
    })
    expect(await verified(changed)).toMatchObject({ code: 1, out: expect.stringMatching(/^entry 0: /m) })
  })

  it('is written into the file that the person chose, where the browser can', async () => {
    const { page } = desk
    const name = 'chosen.zip'
    await choosingFile(page, name)
    await goToWork(page, auditor, '/log-check/export')
    const pages = exportPage(page)
    await pages.begin.click()
    await page.getByText('The export was saved as chosen.zip.').waitFor()
    await expectAccessible(page)
    expect(await pages.download.count()).toBe(0)
    expect(await verified(await unpacked(await fileIn(page, name)))).toMatchObject({ code: 0 })
  })

  it('begins nothing where the person names no file', async () => {
    const { page } = desk
    await page.addInitScript(() => {
      Object.assign(globalThis, {
        async showSaveFilePicker() {
          Object.assign(globalThis, { asked: true })
          throw new DOMException('The user aborted a request.', 'AbortError')
        },
      })
    })
    await goToWork(page, auditor, '/log-check/export')
    const pages = exportPage(page)
    await pages.begin.click()
    await page.waitForFunction(() => 'asked' in globalThis)
    await pages.begin.waitFor()
    expect(await pages.progress.count()).toBe(0)
  })
})
