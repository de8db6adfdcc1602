import { generate } from 'selfsigned'
import { mailServerName } from '../../src/demo/partner/tls.ts'
import { freePort } from '../../src/main/ports.ts'
import { startInOwnRoot } from './own-root.ts'
import { type MtaSurroundings, type PartnerMta, readMaildir } from './partner-mta.ts'
import { unpacked } from './unpacked.ts'

/** OpenSMTPD as Debian builds it, unpacked; or why it cannot be had. */
export const unpackedOpensmtpd = () =>
  unpacked('opensmtpd', ['usr/sbin/smtpd', 'usr/libexec/opensmtpd/mail.maildir'])

/** Whose folder the mail is in. */
const KEEPER = 1000

/** OpenSMTPD as a partner's mail server: it knows when it is asked whether there is such a mailbox. */
export async function startOpensmtpdPartner(image: string, around: MtaSurroundings): Promise<PartnerMta> {
  const { partner, gateway } = around
  // With a key of an elliptic curve it fails at every handshake, on OpenSSL 3.
  const tls = await generate([{ name: 'commonName', value: mailServerName(partner.domain) }], {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
  })
  const { host } = partner
  const [port, clientPort] = await Promise.all([freePort(host), freePort(host)])
  const root = await startInOwnRoot({
    image,
    users: { opensmtpd: 100, opensmtpq: 101, keeper: KEEPER },
    files: [
      { path: 'etc/smtpd.conf', text: settings(around, { port, clientPort }) },
      { path: 'etc/mailname', text: mailServerName(partner.domain) },
      { path: 'etc/mail.crt', text: tls.cert },
      { path: 'etc/mail.key', text: tls.private, mode: 0o600 },
      // The authorities that it knows: it takes a server's certificate by no other.
      { path: 'etc/ssl/certs/ca-certificates.crt', text: gateway.tlsCertificate },
      { path: 'var/lib/opensmtpd/empty', mode: 0o755 },
      { path: 'var/spool/smtpd', mode: 0o711 },
      { path: 'var/run' },
      { path: 'tmp', mode: 0o1777 },
      { path: 'var/mail', owner: KEEPER },
    ],
    command: ['/usr/sbin/smtpd', '-d'],
    address: { host, port },
  })
  const kept = () => readMaildir(`${root.folder}/var/mail/kept`)
  return { port, clientPort, certificate: tls.cert, kept, log: async () => root.said(), stop: root.stop }
}

/** smtpd.conf(5). */
const settings = (
  { partner, gateway, emptyDomain, onward }: MtaSurroundings,
  { port, clientPort }: { port: number; clientPort: number },
): string => `
pki partner cert "/etc/mail.crt"
pki partner key "/etc/mail.key"
table people { "${partner.address}" = "keeper" }
bounce warn-interval 1s
listen on ${partner.host} port ${port} tls-require pki partner hostname ${mailServerName(partner.domain)}
listen on ${partner.host} port ${clientPort} tag people
action "keep" maildir "/var/mail/kept" virtual <people>
action "onward" relay host "smtp+notls://${partner.host}:${onward.port}"
action "gateway" relay host "smtp+tls://${gateway.host}:${gateway.port}" src ${partner.host}
match from any for domain "${partner.domain}" action "keep"
match from any for domain "${emptyDomain}" action "keep"
match from any for domain "${onward.domain}" action "onward"
match tag people from any for any action "gateway"
match from local for any action "gateway"
`
