import { existsSync } from 'node:fs'
import { hasMailServer, installCommand, installPackages } from './debian-packages.ts'

/** The programs that the measurements are compared with, and the Debian packages they come in. */
const PROGRAMS = [
  { path: '/usr/bin/gpg', package: 'gnupg' },
  { path: '/usr/sbin/postfix', package: 'postfix' },
  { path: '/usr/sbin/dnsmasq', package: 'dnsmasq-base' },
]

/** Installs what the peers need from the system, as root; otherwise says what to install. */
function main(): number {
  const missing = PROGRAMS.filter(({ path }) => !existsSync(path)).map((entry) => entry.package)
  if (missing.length === 0) return 0
  const command = installCommand(missing)
  if (process.getuid?.() !== 0) {
    console.error(`Some rows are compared with programs that this system lacks. Install: sudo ${command}`)
    console.error('Postfix asks how it is to be configured: "No configuration". It need not run.')
    return 0
  }
  if (missing.includes('postfix') && hasMailServer()) {
    console.error('Another mail server is installed here, which Postfix would replace: it is left as it is.')
    console.error('The rows that are compared with Postfix cannot be measured on this machine.')
    return 0
  }
  console.error(`Installing what the measurements are compared with: ${missing.join(', ')}`)
  if (installPackages(missing)) return 0
  console.error(`That failed. Install the packages by hand, then measure again: ${command}`)
  return 1
}

process.exitCode = main()
