import { spawn } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../src/main/ports.ts'

const HOST = '127.0.0.1'
const PROGRAM = '/usr/sbin/dnsmasq'
/** The longest piece that a text in a TXT record may be (RFC 1035 §3.3). */
const LONGEST_PIECE = 200

/**
 * A DNS server of this machine that knows these TXT records and nothing else, as a gateway would have a resolver beside
 * it.
 *
 * @returns what `DNS_SERVERS` is to be
 */
export async function startDns(
  records: Readonly<Record<string, string>>,
): Promise<{ server: string; stop(): Promise<void> }> {
  if (!existsSync(PROGRAM)) throw new Error('This row asks DNS: install the package dnsmasq-base.')
  const port = await freePort(HOST)
  const txt = Object.entries(records).map(([name, text]) => {
    const pieces = text.match(new RegExp(`.{1,${LONGEST_PIECE}}`, 'g')) ?? []
    return `--txt-record=${[name, ...pieces.map((piece) => `"${piece}"`)].join(',')}`
  })
  const child = spawn(
    PROGRAM,
    [
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      '--pid-file=',
      '--user=root',
      `--port=${port}`,
      `--listen-address=${HOST}`,
      '--bind-interfaces',
      '--no-resolv',
      '--no-hosts',
      '--local=/test/',
      ...txt,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const resolver = new Resolver({ timeout: 200, tries: 1 })
  resolver.setServers([`${HOST}:${port}`])
  const [name = ''] = Object.keys(records)
  while (!(await resolver.resolveTxt(name).catch(() => null))) {
    if (child.exitCode !== null) throw new Error('the DNS server did not start')
    await pause(20)
  }
  return {
    server: `${HOST}:${port}`,
    async stop() {
      if (child.exitCode !== null) return
      const exited = once(child, 'exit')
      child.kill()
      await exited
    },
  }
}
