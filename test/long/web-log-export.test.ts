import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { writeLogFolder } from '../../bench/seed/log-folder.ts'
import { newFolder } from '../cli/folder.ts'
import { newMachine as newCommandMachine } from '../cli/run.ts'
import { exportInto } from '../faults/export-folder.ts'
import { bytesOf, exportCheckPage, exportPage, look } from '../web/audit-pages.ts'
import { expectAccessible, hasChromium } from '../web/browser.ts'
import { accountOf, sendIncident, useDesk } from '../web/fixture.ts'
import { type Account, goToWork, problems } from '../web/pages.ts'

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
  const files = Object.entries(unzipSync(archive))
  // All of it is in one folder, whose name says what it is.
  const [top = ''] = new Set(files.map(([path]) => path.split('/')[0] ?? ''))
  expect(top).toMatch(/^despatch-log-\d{4}-\d\d-\d\d$/)
  expect(files.filter(([path]) => !path.startsWith(`${top}/`))).toEqual([])
  for (const [path, bytes] of files) {
    change[path]?.(bytes)
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  return join(folder, top)
}

const filesBelow = async (folder: string): Promise<Record<string, Uint8Array>> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  return Object.fromEntries(
    await Promise.all(
      paths.map(async (path) => [path.slice(folder.length + 1), new Uint8Array(await readFile(path))]),
    ),
  )
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
    const [tile = ''] = Object.keys(unzipSync(archive)).filter((path) => /^[^/]+\/tile\/0\//.test(path))
    const changed = await unpacked(archive, {
      [tile](bytes) {
        bytes[5] = (bytes[5] ?? 0) ^ 1
      },
    })
    expect(await verified(changed)).toMatchObject({ code: 1, out: expect.stringMatching(/^entry 0: /m) })
  })

  it('is verified in the browser, against the log that it sees, with what does not fit named', async () => {
    const { page } = desk
    const session = await desk.service.session(auditor.login)
    const [folder, other] = [await newFolder(), await newFolder()]
    await exportInto(folder, session)
    const files = await filesBelow(folder)
    await goToWork(page, auditor, '/log-check')
    await page.getByRole('link', { name: 'Check an export of the log' }).click()
    const pages = exportCheckPage(page)
    await pages.check.click()
    await problems(page).first().waitFor()
    expect(await problems(page).allTextContents()).toEqual(['Select the archive of the export'])
    await expectAccessible(page)
    const give = async (buffer: Uint8Array) => {
      await pages.file.setInputFiles({
        ...{ name: 'export.zip', mimeType: 'application/zip', buffer: Buffer.from(buffer) },
      })
      await pages.check.click()
    }
    await give(Buffer.from('no archive'))
    await page.getByText('The export was not checked: The file is no archive').waitFor()
    await expectAccessible(page)
    await give(zipSync({ export: files }))
    await pages.holds.waitFor()
    const said = await page.locator('main').innerText()
    expect(said).toContain('the log that this browser sees begins with the same entries')
    expect(said).toContain('The history of 1 referral: nothing in it contradicts the rest')
    await expectAccessible(page)
    await look(page, 'export-holds')

    const tile = Object.keys(files).find((path) => path.startsWith('tile/0/')) ?? ''
    const changed = Uint8Array.from(files[tile] ?? [])
    changed[5] = (changed[5] ?? 0) ^ 1
    await give(zipSync({ ...files, [tile]: changed }))
    await pages.holdsNot.waitFor()
    await page
      .getByText(/^entry 0: /)
      .first()
      .waitFor()
    await expectAccessible(page)
    await look(page, 'export-broken')

    // Of a log that anybody made up, and that verifies by itself.
    await writeLogFolder(other, 300)
    await give(zipSync(await filesBelow(other)))
    await page.getByText('This is no export of the log of this service.').waitFor()
    expect(await pages.holds.count()).toBe(0)
    await expectAccessible(page)
    await look(page, 'export-other')
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
