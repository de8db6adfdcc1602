import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostfixInstance } from '../../bench/peers/postfix-instance.ts'
import type { ServerTls } from '../../src/demo/partner/tls.ts'
import { freePort } from '../setup/ports.ts'

/**
 * Postfix in front of our gateway: it takes the mail of the world for these domains, over STARTTLS, and hands it over by
 * LMTP, telling from whom it has it. Whether there is such a recipient it asks before it says yes.
 */
export async function startPostfixFront({
  host,
  domains,
  tls,
  lmtpPort,
}: {
  host: string
  domains: readonly string[]
  tls: ServerTls
  lmtpPort: number
}): Promise<{ port: number; log(): Promise<string>; stop(): Promise<void> }> {
  const port = await freePort(host)
  const { log, stop } = await startPostfixInstance(async (own) => {
    await writeFile(join(own, 'tls.pem'), `${tls.key}\n${tls.cert}\n`, { mode: 0o600 })
    return {
      settings: settings(own, { host, domains, lmtpPort }),
      listeners: `${host}:${port} inet n - n - - smtpd\n`,
    }
  })
  return { port, log, stop }
}

/** postconf(5); ADDRESS_VERIFICATION_README of Postfix. */
const settings = (
  own: string,
  { host, domains, lmtpPort }: { host: string; domains: readonly string[]; lmtpPort: number },
): string => `
myhostname = mx.council.test
mynetworks =
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = ${own}/tls.pem
smtpd_tls_received_header = yes
relay_domains = ${domains.join(' ')}
relay_transport = lmtp:[${host}]:${lmtpPort}
lmtp_send_xforward_command = yes
smtpd_recipient_restrictions = reject_unauth_destination, reject_unverified_recipient
unverified_recipient_reject_code = 550
address_verify_map =
address_verify_sender = <>
address_verify_poll_delay = 1s
disable_dns_lookups = yes
`
