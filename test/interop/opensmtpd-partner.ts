import { X509Certificate } from 'node:crypto'
import { mailServerName } from '../../src/demo/partner/tls.ts'
import { freePort } from '../setup/ports.ts'
import { startInOwnRoot } from './own-root.ts'
import { type MtaSurroundings, type PartnerMta, readMaildir } from './partner-mta.ts'
import { startTlsFront } from './starttls-front.ts'
import { unpacked } from './unpacked.ts'

/** OpenSMTPD as Debian builds it, unpacked; or why it cannot be had. */
export const unpackedOpensmtpd = () =>
  unpacked('opensmtpd', ['usr/sbin/smtpd', 'usr/libexec/opensmtpd/mail.maildir'])

/** Whose folder the mail is in. */
const KEEPER = 1000

/**
 * OpenSMTPD as a partner's mail server: it knows when it is asked whether there is such a mailbox.
 * The one of Debian 12 cannot take mail over TLS, since OpenSSL became 3.0 (its issue 1171): a front does.
 */
export async function startOpensmtpdPartner(image: string, around: MtaSurroundings): Promise<PartnerMta> {
  const { partner, tls, gateway } = around
  const { host } = partner
  const [port, clearPort, clientPort] = await Promise.all([freePort(host), freePort(host), freePort(host)])
  const root = await startInOwnRoot({
    image,
    users: { opensmtpd: 100, opensmtpq: 101, keeper: KEEPER },
    files: [
      { path: 'etc/smtpd.conf', text: settings(around, { clearPort, clientPort }) },
      // It holds the name against the certificate.
      { path: 'etc/hosts', text: `${gateway.host} ${nameIn(gateway.tlsCertificate)}\n` },
      { path: 'etc/mailname', text: mailServerName(partner.domain) },
      // The authorities that it knows: it takes a server's certificate by no other.
      { path: 'etc/ssl/certs/ca-certificates.crt', text: gateway.tlsCertificate },
      { path: 'var/lib/opensmtpd/empty', mode: 0o755 },
      { path: 'var/spool/smtpd', mode: 0o711 },
      { path: 'var/run' },
      { path: 'tmp', mode: 0o1777 },
      { path: 'var/mail', owner: KEEPER },
    ],
    command: ['/usr/sbin/smtpd', '-d'],
    address: { host, port: clearPort },
  })
  const kept = () => readMaildir(`${root.folder}/var/mail/kept`)
  const front = await startTlsFront({ host, port }, { tls, behind: { host, port: clearPort } })
  const stop = async () => {
    await front.stop()
    await root.stop()
  }
  return { port, clientPort, certificate: tls.cert, kept, log: async () => root.said(), stop }
}

/** The name that a server's certificate has. */
const nameIn = (certificate: string): string =>
  /CN=(\S+)/.exec(new X509Certificate(certificate).subject)?.[1] ?? ''

/** smtpd.conf(5). */
const settings = (
  { partner, gateway, emptyDomain, onward }: MtaSurroundings,
  { clearPort, clientPort }: { clearPort: number; clientPort: number },
): string => `
table people { "${partner.address}" = "keeper" }
bounce warn-interval 1s
listen on ${partner.host} port ${clearPort} hostname ${mailServerName(partner.domain)}
listen on ${partner.host} port ${clientPort} tag people
action "keep" maildir "/var/mail/kept" virtual <people>
action "onward" relay host "smtp+notls://${partner.host}:${onward.port}"
action "gateway" relay host "smtp+tls://${nameIn(gateway.tlsCertificate)}:${gateway.port}" src ${partner.host}
match from any for domain "${partner.domain}" action "keep"
match from any for domain "${emptyDomain}" action "keep"
match from any for domain "${onward.domain}" action "onward"
match tag people from any for any action "gateway"
match from local for any action "gateway"
`
