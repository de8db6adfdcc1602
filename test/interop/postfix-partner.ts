import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostfixInstance } from '../../bench/peers/postfix-instance.ts'
import { mailServerName } from '../../src/demo/partner/tls.ts'
import { freePort } from '../setup/ports.ts'
import { fingerprintOf, type MtaSurroundings, type PartnerMta, readMaildir } from './partner-mta.ts'

/** Postfix as a partner's mail server: it accepts mail to anybody at its domains, and bounces it when there is nobody. */
export async function startPostfixPartner(around: MtaSurroundings): Promise<PartnerMta> {
  const { host } = around.partner
  const [port, clientPort] = await Promise.all([freePort(host), freePort(host)])
  const { folder, log, stop } = await startPostfixInstance(async (own) => {
    const { tls } = around
    await writeFile(join(own, 'tls.pem'), `${tls.key}\n${tls.cert}\n`, { mode: 0o600 })
    await mkdir(join(own, 'mail'))
    // virtual(8) keeps the mail as whoever it is told to, but not as Postfix itself.
    execFileSync('chown', ['nobody', join(own, 'mail')])
    return {
      settings: settings(own, around),
      listeners: [
        `${host}:${port} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt`,
        `${host}:${clientPort} inet n - n - - smtpd`,
        '',
      ].join('\n'),
    }
  })
  const kept = () => readMaildir(join(folder, 'mail/kept'))
  return { port, clientPort, certificate: around.tls.cert, kept, log, stop }
}

const idOf = (option: '-u' | '-g'): string => execFileSync('id', [option, 'nobody']).toString().trim()

/** postconf(5). */
const settings = (own: string, { partner, gateway, emptyDomain, onward }: MtaSurroundings): string => `
myhostname = ${mailServerName(partner.domain)}
virtual_mailbox_domains = ${partner.domain} ${emptyDomain}
virtual_mailbox_base = ${own}/mail
virtual_mailbox_maps = inline:{${partner.address}=kept/}
virtual_uid_maps = static:${idOf('-u')}
virtual_gid_maps = static:${idOf('-g')}
smtpd_reject_unlisted_recipient = no
smtpd_tls_chain_files = ${own}/tls.pem
relay_domains = ${onward.domain}
transport_maps = inline:{${onward.domain}=smtp:[${partner.host}]:${onward.port}}
relayhost = [${gateway.host}]:${gateway.port}
disable_dns_lookups = yes
smtp_bind_address = ${partner.host}
smtp_tls_security_level = may
smtp_tls_fingerprint_digest = sha256
smtp_tls_policy_maps = inline:{{[${gateway.host}]:${gateway.port} = fingerprint match=${fingerprintOf(gateway.tlsCertificate)}}}
# As if hours had passed.
delay_warning_time = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
`
