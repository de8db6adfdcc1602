import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = '/usr/bin/chromium'

/** Debian's Chromium, as it is started everywhere here. As root it has no sandbox; the pages are this project's own. */
export const CHROMIUM = {
  executablePath: PROGRAM,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

/** Debian's Chromium; where it cannot be had, tests in a browser say so. */
export const hasChromium = (): boolean => existsSync(PROGRAM)

/** Opens a page in a headless Chromium with a profile of its own. @returns what ends it, and leaves nothing behind */
export async function openInChromium(url: string): Promise<() => Promise<void>> {
  const profile = await mkdtemp(join(tmpdir(), 'despatch-chromium-'))
  const browser = spawn(PROGRAM, ['--headless', ...CHROMIUM.args, `--user-data-dir=${profile}`, url], {
    stdio: 'ignore',
    detached: true,
  })
  const ended = new Promise<void>((resolve) => browser.once('exit', () => resolve()))
  return async () => {
    // Its helpers are processes of their own, in its group.
    if (browser.pid !== undefined && browser.exitCode === null) process.kill(-browser.pid, 'SIGKILL')
    await ended
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
