import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../src/main/ports.ts'
import { startPostfixInstance } from './postfix-instance.ts'

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
 * Starts a Postfix that takes mail, in clear unless it is told, from this machine, keeps every mail on disk as Postfix
 * does, and relays over STARTTLS, on connections that it uses again.
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
  const [port, backPort] = await Promise.all([freePort(HOST), freePort(HOST)])
  const { ask, stop } = await startPostfixInstance(async (folder) => {
    if (tls) await writeFile(join(folder, 'tls.pem'), `${tls.key}\n${tls.cert}\n`, { mode: 0o600 })
    const takes = tls
      ? `smtpd_tls_security_level = encrypt\nsmtpd_tls_chain_files = ${folder}/tls.pem\n`
      : 'smtpd_tls_security_level = none\n'
    const relays = `smtp_tls_security_level = ${sinkTls ? 'encrypt' : 'none'}\n`
    return {
      settings: settings(sinkPort) + takes + relays,
      listeners: listeners(port, backPort, await filterFor?.(backPort)),
    }
  })
  return { port, queued: async () => (await ask('postqueue', ['-j'])).split('\n').length - 1, stop }
}

/** postconf(5). */
const settings = (sinkPort: number): string => `
myhostname = postfix.bench.test
relayhost = [${HOST}]:${sinkPort}
smtp_tls_connection_reuse = yes
smtp_tls_loglevel = 0
# A sink that is away for a moment is tried again soon.
minimal_backoff_time = 5s
maximal_backoff_time = 10s
queue_run_delay = 5s
gpg_destination_recipient_limit = 1
`

/** master(5). */
const listeners = (port: number, backPort: number, filter: ContentFilter | undefined): string => `
${HOST}:${port} inet n - n - - smtpd ${filter ? '-o content_filter=gpg:filter' : ''}
${HOST}:${backPort} inet n - n - - smtpd -o content_filter= -o receive_override_options=no_unknown_recipient_checks
${filter ? `gpg unix - n n - ${filter.processes} pipe flags=q user=${filter.user} argv=${filter.command} \${sender} \${recipient}` : ''}
`
