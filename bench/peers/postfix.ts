import { execFile, spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../../src/main/ports.ts'

const run = promisify(execFile)
const HOST = '127.0.0.1'

/** A Postfix of its own, that takes mail at `port` and relays all of it to a sink. */
export type Postfix = {
  port: number
  /** what stands in its queue */
  queued(): Promise<number>
  stop(): Promise<void>
}

/** Something that each mail passes before it is relayed: run by pipe(8), it gives the mail back at `backPort`. */
export type ContentFilter = { user: string; command: string; processes: number }

/**
 * Starts a Postfix with configuration, queue and data of its own in a folder of its own; the system's is not touched.
 * It takes mail, in clear unless it is told, from this machine, keeps every mail on disk as Postfix does, and relays over STARTTLS, on
 * connections that it uses again.
 *
 * @param filterFor makes the content filter, given the port where filtered mail is taken
 * @throws where Postfix is not installed or we are not root, which it needs to be started by
 */
export async function startPostfix({
  sinkPort,
  sinkTls = true,
  tls,
  filterFor,
}: {
  sinkPort: number
  /** false: it relays in clear, to a sink that knows no TLS */
  sinkTls?: boolean
  /** takes mail over STARTTLS only, with this key and certificate */
  tls?: { key: string; cert: string }
  filterFor?: (backPort: number) => Promise<ContentFilter>
}): Promise<Postfix> {
  if (!existsSync('/usr/sbin/postfix'))
    throw new Error('This row compares with Postfix: install the package postfix.')
  if (process.getuid?.() !== 0) throw new Error('Postfix can only be started by root.')
  const folder = await mkdtemp(join(tmpdir(), 'bpf-'))
  await chmod(folder, 0o755)
  const [port, backPort] = await Promise.all([freePort(HOST), freePort(HOST)])
  const filter = await filterFor?.(backPort)
  await Promise.all(['queue', 'data'].map((name) => mkdir(join(folder, name))))
  await run('chown', ['postfix', join(folder, 'data')])
  if (tls) await writeFile(join(folder, 'tls.pem'), `${tls.key}\n${tls.cert}\n`, { mode: 0o600 })
  const takes = tls
    ? `smtpd_tls_security_level = encrypt\nsmtpd_tls_chain_files = ${folder}/tls.pem\n`
    : 'smtpd_tls_security_level = none\n'
  const relays = `smtp_tls_security_level = ${sinkTls ? 'encrypt' : 'none'}\n`
  await writeFile(join(folder, 'main.cf'), settings(folder, sinkPort) + takes + relays)
  await writeFile(join(folder, 'master.cf'), services(port, backPort, filter))
  const postfix = (command: string) => run('postfix', ['-c', folder, command])
  try {
    await postfix('start')
  } catch (error) {
    const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '')
    await rm(folder, { recursive: true, force: true })
    throw new Error(`Postfix did not start: ${log || String(error)}`)
  }
  // Its master is a process of its own, and would go on when ours is ended half-way.
  const abandon = () => {
    spawnSync('postfix', ['-c', folder, 'stop'], { stdio: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', abandon)
  const pid = Number(await readFile(join(folder, 'queue/pid/master.pid'), 'utf8'))
  return {
    port,
    async queued() {
      const { stdout } = await run('postqueue', ['-c', folder, '-j'])
      return stdout.split('\n').length - 1
    },
    async stop() {
      await postfix('stop')
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
const settings = (folder: string, sinkPort: number): string => `
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
myhostname = postfix.bench.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_transport = error:no local mail
relayhost = [${HOST}]:${sinkPort}
smtp_tls_connection_reuse = yes
smtp_tls_loglevel = 0
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_peername_lookup = no
# A sink that is away for a moment is tried again soon.
minimal_backoff_time = 5s
maximal_backoff_time = 10s
queue_run_delay = 5s
gpg_destination_recipient_limit = 1
`

/** master(5). Without chroot: its folder is not made for one. */
const services = (port: number, backPort: number, filter: ContentFilter | undefined): string => `
${HOST}:${port} inet n - n - - smtpd ${filter ? '-o content_filter=gpg:filter' : ''}
${HOST}:${backPort} inet n - n - - smtpd -o content_filter= -o receive_override_options=no_unknown_recipient_checks
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
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsproxy unix - - n - 0 tlsproxy
postlog unix-dgram n - n - 1 postlogd
${filter ? `gpg unix - n n - ${filter.processes} pipe flags=q user=${filter.user} argv=${filter.command} \${sender} \${recipient}` : ''}
`
