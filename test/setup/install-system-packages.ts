import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import {
  hasMailServer,
  installCommand,
  installPackages,
  isOffered,
  refreshLists,
} from '../../bench/debian-packages.ts'

/**
 * The foreign programs that the tests drive, and the Debian packages they come in. Where an optional one cannot be had,
 * the tests on it say so and are left out.
 */
const PROGRAMS: readonly { program: string; package: string; optional?: boolean }[] = [
  { program: 'gpg', package: 'gnupg' },
  { program: 'rnp', package: 'rnp' },
  { program: 'sq', package: 'sq' },
  { program: 'psql', package: 'postgresql-client' },
  { program: 'curl', package: 'curl' },
  { program: 'jq', package: 'jq' },
  { program: 'redis-server', package: 'redis-server' },
  // Only some releases of Debian have it.
  { program: '/usr/lib/postgresql/15/bin/postgres', package: 'postgresql-15', optional: true },
  { program: '/usr/share/bash-completion/bash_completion', package: 'bash-completion' },
  // It would take the place of another mail server.
  { program: '/usr/sbin/postfix', package: 'postfix', optional: true },
  { program: '/usr/bin/neomutt', package: 'neomutt', optional: true },
  // What runs in browsers is tried in a real one.
  { program: '/usr/bin/chromium', package: 'chromium', optional: true },
  // An independent verifier of the log is written in Go, on the packages that Go's own checksum database uses.
  { program: 'go', package: 'golang-go', optional: true },
  {
    program: '/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog',
    package: 'golang-golang-x-mod-dev',
    optional: true,
  },
]

/** Installs what the tests need from the system, as root; otherwise says what to install. */
function main(): number {
  const absent = PROGRAMS.filter(({ program }) => !isThere(program)).filter(
    (entry) => entry.package !== 'postfix' || !hasMailServer(),
  )
  const needed = absent.filter(({ optional }) => !optional)
  const root = process.getuid?.() === 0
  if (needed.length === 0 && (absent.length === 0 || !root)) return 0
  if (root) refreshLists()
  const missing = absent
    .filter((entry) => !entry.optional || (root && isOffered(entry.package)))
    .map((entry) => entry.package)
  if (missing.length === 0) return 0
  const command = installCommand(missing)
  if (!root) {
    console.error(`The tests need programs that this system lacks. Install them with: sudo ${command}`)
    return 1
  }
  console.error(`Installing what the tests need: ${missing.join(', ')}`)
  // A mirror that is being updated fails once.
  if (installPackages(missing) || installPackages(missing)) return 0
  console.error(`That failed. Install the packages by hand, then run the tests again: ${command}`)
  return 1
}

/** What is named by its path need be no program, but may be a file that the tests read. */
function isThere(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program)
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}

process.exitCode = main()
