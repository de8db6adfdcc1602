import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'

/** The programs that the measurements are compared with, and the Debian packages they come in. */
const PROGRAMS = [
  { path: '/usr/bin/gpg', package: 'gnupg' },
  { path: '/usr/sbin/postfix', package: 'postfix' },
  { path: '/usr/sbin/dnsmasq', package: 'dnsmasq-base' },
]

/** Asked by Debian's packages before they start a service. */
const POLICY = '/usr/sbin/policy-rc.d'
/** Every mail server for Debian has a program of this name, and only one of them can be installed. */
const ANY_MAIL_SERVER = '/usr/sbin/sendmail'

/** Installs what the peers need from the system, as root; otherwise says what to install. */
async function main(): Promise<number> {
  const missing = PROGRAMS.filter(({ path }) => !existsSync(path)).map((entry) => entry.package)
  if (missing.length === 0) return 0
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0) {
    console.error(`Some rows are compared with programs that this system lacks. Install: sudo ${command}`)
    console.error('Postfix asks how it is to be configured: "No configuration". It need not run.')
    return 0
  }
  if (missing.includes('postfix') && existsSync(ANY_MAIL_SERVER)) {
    console.error('Another mail server is installed here, which Postfix would replace: it is left as it is.')
    console.error('The rows that are compared with Postfix cannot be measured on this machine.')
    return 0
  }
  console.error(`Installing what the measurements are compared with: ${missing.join(', ')}`)
  if (await install(command)) return 0
  console.error(`That failed. Install the packages by hand, then measure again: ${command}`)
  return 1
}

async function install(command: string): Promise<boolean> {
  const [apt = 'apt-get', ...rest] = command.split(' ')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // The measurements run a Postfix of their own; the system's is neither configured nor started.
  const quiet = !existsSync(POLICY)
  if (quiet) await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    spawnSync('debconf-set-selections', {
      input: 'postfix postfix/main_mailer_type select No configuration\n',
      stdio: ['pipe', 'ignore', 2],
    })
    execFileSync(apt, ['update', '-q'], { env, stdio: ['ignore', 2, 2] })
    execFileSync(apt, rest, { env, stdio: ['ignore', 2, 2] })
    spawnSync('systemctl', ['disable', '--now', 'postfix'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    if (quiet) await rm(POLICY, { force: true })
  }
}

process.exitCode = await main()
