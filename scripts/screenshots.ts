/**
 * `npm run screenshots [-- --all FOLDER]`: starts the service with its demonstration, plays its journeys, and looks at it in Chromium:
 * the README's pictures to docs/screenshots/, or every page of every person in its states, at three widths, in forced colours and on paper, to a folder.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv, stderr } from 'node:process'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { demoPaths } from '../src/demo/files.ts'
import { playDemo } from '../src/demo/play.ts'
import { CHROMIUM, hasChromium } from '../test/browser/chromium.ts'
import { signInAs } from '../test/setup/sign-in-as.ts'
import { fillWorld } from '../test/web/states/world.ts'
import { startDemonstration } from './screenshots/demonstration.ts'
import { everyPage } from './screenshots/every-page.ts'
import { pictures } from './screenshots/pictures.ts'

const PICTURES = join(import.meta.dirname, '..', 'docs', 'screenshots')

async function main(): Promise<number> {
  const { values } = parseArgs({ args: argv.slice(2), options: { all: { type: 'string' } } })
  if (!hasChromium()) {
    stderr.write('There is no Chromium here: apt-get install chromium\n')
    return 1
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'dsh-'))
  const service = await startDemonstration(dataDir)
  let browser: Browser | undefined
  try {
    await playDemo({ config: { dataDir }, out: () => {} })
    browser = await chromium.launch(CHROMIUM)
    const started = browser
    const deskOf = (login: string) => sitDown(started, service.origin, { dataDir, login })
    const folder = values.all === undefined ? PICTURES : resolve(values.all)
    await mkdir(folder, { recursive: true })
    if (values.all === undefined) await pictures(deskOf, folder)
    else {
      await fillWorld((login) => signInAs({ dataDir, publicUrl: service.origin }, login))
      await everyPage(deskOf, folder)
    }
    console.log(`The pictures are in ${folder}`)
    return 0
  } finally {
    await browser?.close()
    await service.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** A window of one of the demonstration's people, signed in. */
async function sitDown(
  browser: Browser,
  origin: string,
  { dataDir, login }: { dataDir: string; login: string },
): Promise<Page> {
  const paths = demoPaths(dataDir)
  const context = await browser.newContext({
    ...{ baseURL: origin, locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce' },
    viewport: { width: 1280, height: 800 },
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  await page.goto('/')
  await page.getByLabel('Sign-in name').fill(login)
  await page.getByLabel('Passphrase', { exact: true }).fill((await readFile(paths.passphrase, 'utf8')).trim())
  await page.getByLabel('Or the file of your kit').setInputFiles(paths.kit(login))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'I have read this and agree' }).click()
  await page.getByRole('navigation', { name: 'Menu' }).waitFor()
  return page
}

process.exitCode = await main()
