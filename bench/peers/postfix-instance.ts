import { execFile, spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A Postfix that runs, with everything that is its own in `folder`. */
export type PostfixInstance = {
  folder: string
  /** runs one of its programs, such as postqueue, on this instance, and gives what it said */
  ask(program: string, args: readonly string[]): Promise<string>
  /** what it logged */
  log(): Promise<string>
  stop(): Promise<void>
}

/** What it does: lines for main.cf, see postconf(5), and for master.cf, the services that listen, see master(5). */
export type PostfixConfiguration = { settings: string; listeners: string }

/** Why no Postfix can be run here, in words; null where one can. */
export function whyNoPostfix(): string | null {
  if (!existsSync('/usr/sbin/postfix')) return 'the package postfix is not installed'
  return process.getuid?.() === 0 ? null : 'Postfix can only be started by root'
}

/**
 * Starts a Postfix with configuration, queue and data of its own in a folder of its own; the system's is not touched.
 *
 * @param configure is given the folder, which everybody may enter
 * @throws where there is none, or it does not start
 */
export async function startPostfixInstance(
  configure: (folder: string) => Promise<PostfixConfiguration>,
): Promise<PostfixInstance> {
  const why = whyNoPostfix()
  if (why !== null) throw new Error(`Postfix cannot be run: ${why}.`)
  const folder = await mkdtemp(join(tmpdir(), 'bpf-'))
  await chmod(folder, 0o755)
  const log = () => readFile(join(folder, 'log'), 'utf8').catch(() => '')
  try {
    await Promise.all(['queue', 'data'].map((name) => mkdir(join(folder, name))))
    await run('chown', ['postfix', join(folder, 'data')])
    const { settings, listeners } = await configure(folder)
    await writeFile(join(folder, 'main.cf'), ownPlaces(folder) + settings)
    await writeFile(join(folder, 'master.cf'), listeners + SERVICES)
    await run('postfix', ['-c', folder, 'start'])
  } catch (error) {
    const logged = await log()
    await rm(folder, { recursive: true, force: true })
    throw new Error(`Postfix did not start: ${logged || String(error)}`)
  }
  // Its master is a process of its own, and would go on when ours is ended half-way.
  const abandon = () => {
    spawnSync('postfix', ['-c', folder, 'stop'], { stdio: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', abandon)
  const pid = Number(await readFile(join(folder, 'queue/pid/master.pid'), 'utf8'))
  return {
    folder,
    ask: async (program, args) => (await run(program, ['-c', folder, ...args])).stdout,
    log,
    async stop() {
      await run('postfix', ['-c', folder, 'stop'])
      while (isAlive(pid)) await pause(50)
      process.off('exit', abandon)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** postconf(5). */
const ownPlaces = (folder: string): string => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
inet_interfaces = loopback-only
inet_protocols = ipv4
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_transport = error:no local mail
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_peername_lookup = no
`

/** master(5). Without chroot: its folder is not made for one. */
const SERVICES = `
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
virtual unix - n n - - virtual
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsproxy unix - - n - 0 tlsproxy
postlog unix-dgram n - n - 1 postlogd
`
