import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** The foreign programs that the tests drive, and the Debian packages they come in. */
const PROGRAMS: readonly { program: string; package: string; optional?: boolean }[] = [
  { program: 'gpg', package: 'gnupg' },
  { program: 'rnp', package: 'rnp' },
  { program: 'sq', package: 'sq' },
  { program: 'psql', package: 'postgresql-client' },
  { program: 'curl', package: 'curl' },
  { program: 'jq', package: 'jq' },
  { program: 'redis-server', package: 'redis-server' },
  // Only some releases of Debian have it; where there is none, the tests on it say so and are left out.
  { program: '/usr/lib/postgresql/15/bin/postgres', package: 'postgresql-15', optional: true },
  { program: '/usr/share/bash-completion/bash_completion', package: 'bash-completion' },
]

/** Asked by Debian's packages before they start a service: the tests start servers of their own. */
const POLICY = '/usr/sbin/policy-rc.d'
/** Has Debian's PostgreSQL make no cluster when it is installed. */
const NO_CLUSTER = '/etc/postgresql-common/createcluster.d/despatch-tests.conf'

/** Installs what the tests need from the system, as root; otherwise says what to install. */
function main(): number {
  const absent = PROGRAMS.filter(({ program }) => !isThere(program))
  const needed = absent.filter(({ optional }) => !optional)
  const root = process.getuid?.() === 0
  if (needed.length === 0 && (absent.length === 0 || !root)) return 0
  if (root) refreshLists()
  const missing = absent
    .filter((entry) => !entry.optional || (root && isOffered(entry.package)))
    .map((entry) => entry.package)
  if (missing.length === 0) return 0
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (!root) {
    console.error(`The tests need programs that this system lacks. Install them with: sudo ${command}`)
    return 1
  }
  console.error(`Installing what the tests need: ${missing.join(', ')}`)
  // A mirror that is being updated fails once.
  if (install(command) || install(command)) return 0
  console.error(`That failed. Install the packages by hand, then run the tests again: ${command}`)
  return 1
}

/** What is named by its path is no program, but a file that the tests read. */
function isThere(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program)
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}

const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }

function refreshLists(): void {
  spawnSync('apt-get', ['update', '-q'], { env, stdio: ['ignore', 2, 2] })
}

function isOffered(name: string): boolean {
  return spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' }).status === 0
}

function install(command: string): boolean {
  const [apt = 'apt-get', ...rest] = command.split(' ')
  const quiet = !existsSync(POLICY)
  if (quiet) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  mkdirSync(dirname(NO_CLUSTER), { recursive: true })
  writeFileSync(NO_CLUSTER, 'create_main_cluster = false\n')
  try {
    execFileSync(apt, ['update', '-q'], { env, stdio: ['ignore', 2, 2] })
    execFileSync(apt, rest, { env, stdio: ['ignore', 2, 2] })
    return true
  } catch {
    return false
  } finally {
    rmSync(NO_CLUSTER, { force: true })
    if (quiet) rmSync(POLICY, { force: true })
  }
}

process.exitCode = main()
