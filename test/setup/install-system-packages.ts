import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The foreign programs that the tests drive, and the Debian packages they come in. */
const PROGRAMS = [
  { program: 'gpg', package: 'gnupg' },
  { program: 'rnp', package: 'rnp' },
  { program: 'sq', package: 'sq' },
  { program: 'psql', package: 'postgresql-client' },
  { program: 'curl', package: 'curl' },
  { program: 'jq', package: 'jq' },
  { program: '/usr/share/bash-completion/bash_completion', package: 'bash-completion' },
]

/** Installs what the tests need from the system, as root; otherwise says what to install. */
function main(): number {
  const missing = PROGRAMS.filter(({ program }) => !isThere(program)).map((entry) => entry.package)
  if (missing.length === 0) return 0
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0) {
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

function install(command: string): boolean {
  const [apt = 'apt-get', ...rest] = command.split(' ')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    execFileSync(apt, ['update', '-q'], { env, stdio: ['ignore', 2, 2] })
    execFileSync(apt, rest, { env, stdio: ['ignore', 2, 2] })
    return true
  } catch {
    return false
  }
}

process.exitCode = main()
