import { execFile, spawnSync } from 'node:child_process'
import { request } from 'node:http'
import { createServer, type Server } from 'node:https'
import { promisify } from 'node:util'
import { type Gnupg, gnupg, hasProgram } from '../crypto/foreign-programs.ts'
import { makeAuthority } from '../mail/gateway/authority.ts'

const run = promisify(execFile)

/** An address of this machine on which nobody else listens. */
const ADDRESS = '127.45.7.1'

/** Why gpg cannot look keys up here; null where it can. It takes its own view of /etc, and port 443. */
export function whyNoLookups(): string | null {
  if (!hasProgram('gpg') || !hasProgram('dirmngr'))
    return 'there is no gpg with dirmngr (apt-get install gnupg)'
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0)
    return 'this user may not have mounts of its own'
  return null
}

/** A partner's machine: its own GnuPG home, on a network on which those hosts are ours. */
export type PartnerMachine = Gnupg & {
  /** runs gpg as it finds the hosts and the authority; gives what it says, whether it succeeds or not */
  online(args: readonly string[]): Promise<{ ok: boolean; said: string }>
  /** paths that were asked for, with the host */
  asked: string[]
  stop(): Promise<void>
}

/**
 * A machine on which `hosts` are a reverse proxy in front of the service, with certificates of an authority that the
 * machine trusts. gpg and dirmngr see files of ours in place of /etc/hosts and of the system's authorities, in mounts that
 * nobody else sees.
 */
export async function partnerMachine(origin: string, hosts: readonly string[]): Promise<PartnerMachine> {
  const authority = await makeAuthority('An authority')
  const asked: string[] = []
  const front = await listen(origin, await authority.issue(...hosts), asked)
  const place = gnupg()
  const files = {
    '/etc/hosts': place.file(
      'hosts',
      `127.0.0.1 localhost\n${hosts.map((host) => `${ADDRESS} ${host}\n`).join('')}`,
    ),
    '/etc/nsswitch.conf': place.file('nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files\n'),
    '/etc/ssl/certs/ca-certificates.crt': place.file('authorities.crt', authority.cert),
  }
  place.file('dirmngr.conf', 'standard-resolver\n')
  const mounts = Object.entries(files).map(([over, ours]) => `mount --bind '${ours}' '${over}'`)
  return {
    ...place,
    asked,
    async online(args) {
      const line = ['gpg', '--homedir', place.folder, '--batch', '--no-tty', ...args]
      const script = [...mounts, `exec ${line.map((word) => `'${word}'`).join(' ')}`].join(' && ')
      return run('unshare', ['--mount', 'sh', '-c', script]).then(
        ({ stdout, stderr }) => ({ ok: true, said: stdout + stderr }),
        (error: { stdout?: string; stderr?: string }) => ({
          ok: false,
          said: `${error.stdout ?? ''}${error.stderr ?? ''}`,
        }),
      )
    },
    async stop() {
      place.remove()
      front.closeAllConnections()
      await new Promise<void>((done) => front.close(() => done()))
    },
  }
}

async function listen(origin: string, pair: { key: string; cert: string }, asked: string[]): Promise<Server> {
  const { hostname, port } = new URL(origin)
  const front = createServer(pair, (from, to) => {
    asked.push(`${from.headers.host}${from.url}`)
    const onward = request(
      { host: hostname, port, method: from.method, path: from.url, headers: from.headers },
      (answer) => {
        // These two are between the service and this proxy: gpg, told to keep the connection, waits for its end.
        const { connection: _ours, 'keep-alive': _too, ...headers } = answer.headers
        to.writeHead(answer.statusCode ?? 502, headers)
        answer.pipe(to)
      },
    )
    onward.on('error', () => to.destroy())
    from.pipe(onward)
  })
  await new Promise<void>((done, failed) => {
    front.once('error', failed)
    front.listen(443, ADDRESS, () => done())
  })
  return front
}
