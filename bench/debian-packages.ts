import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Asked by Debian's packages before they start a service: who needs one here starts one of their own. */
const POLICY = '/usr/sbin/policy-rc.d'
/** Has Debian's PostgreSQL make no cluster when it is installed. */
const NO_CLUSTER = '/etc/postgresql-common/createcluster.d/despatch-tests.conf'
/** Every mail server for Debian has a program of this name, and only one of them can be installed. */
const ANY_MAIL_SERVER = '/usr/sbin/sendmail'

const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }

/** The command that installs packages, as a person would type it. */
export const installCommand = (packages: readonly string[]): string =>
  `apt-get install -y --no-install-recommends ${packages.join(' ')}`

/** Whether another mail server is installed, which Postfix would replace. */
export const hasMailServer = (): boolean => existsSync(ANY_MAIL_SERVER)

/** Reads anew which packages there are. */
export function refreshLists(): void {
  spawnSync('apt-get', ['update', '-q'], { env, stdio: ['ignore', 2, 2] })
}

/** Whether this release has such a package. */
export function isOffered(name: string): boolean {
  return spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' }).status === 0
}

/**
 * Installs packages, as root. No service of theirs is configured or started, by then or later.
 *
 * @returns whether that went well
 */
export function installPackages(packages: readonly string[]): boolean {
  const quiet = !existsSync(POLICY)
  if (quiet) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  mkdirSync(dirname(NO_CLUSTER), { recursive: true })
  writeFileSync(NO_CLUSTER, 'create_main_cluster = false\n')
  try {
    spawnSync('debconf-set-selections', {
      input: 'postfix postfix/main_mailer_type select No configuration\n',
      stdio: ['pipe', 'ignore', 2],
    })
    execFileSync('apt-get', ['update', '-q'], { env, stdio: ['ignore', 2, 2] })
    const [apt = 'apt-get', ...rest] = installCommand(packages).split(' ')
    execFileSync(apt, rest, { env, stdio: ['ignore', 2, 2] })
    if (packages.includes('postfix'))
      spawnSync('systemctl', ['disable', '--now', 'postfix'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(NO_CLUSTER, { force: true })
    if (quiet) rmSync(POLICY, { force: true })
  }
}
