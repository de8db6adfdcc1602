import { mailServerName } from '../../src/demo/partner/tls.ts'
import { freePort } from '../setup/ports.ts'
import { startInOwnRoot } from './own-root.ts'
import { type MtaSurroundings, type PartnerMta, readMaildir } from './partner-mta.ts'
import { unpacked } from './unpacked.ts'

/** Exim as Debian builds it, unpacked; or why it cannot be had. */
export const unpackedExim = () => unpacked('exim4-daemon-light', ['usr/sbin/exim4'])

/** As Debian calls its user. */
const USER = 'Debian-exim'
const ID = 100

/** Exim as a partner's mail server: it accepts mail to anybody at its domains, and bounces it when there is nobody. */
export async function startEximPartner(image: string, around: MtaSurroundings): Promise<PartnerMta> {
  const { partner, tls, gateway } = around
  const { host } = partner
  const [port, clientPort] = await Promise.all([freePort(host), freePort(host)])
  const root = await startInOwnRoot({
    image,
    users: { [USER]: ID },
    files: [
      { path: 'etc/exim4/exim4.conf', text: settings(around, { port, clientPort }) },
      { path: 'etc/exim4/tls.pem', text: `${tls.key}\n${tls.cert}\n`, mode: 0o400, owner: ID },
      { path: 'etc/exim4/gateway.pem', text: gateway.tlsCertificate },
      { path: 'run/exim4', owner: ID },
      { path: 'tmp', mode: 0o1777 },
      ...['var/spool/exim4', 'var/log/exim4', 'var/mail'].map((path) => ({ path, owner: ID })),
    ],
    command: ['/usr/sbin/exim4', '-bdf', '-q1s'],
    address: { host, port },
  })
  const log = async () => root.said() + (await root.read('var/log/exim4/mainlog'))
  const kept = () => readMaildir(`${root.folder}/var/mail/kept`)
  return { port, clientPort, certificate: tls.cert, kept, log, stop: root.stop }
}

/** The Exim Specification, chapters 14 to 33. In a folder under /tmp no program may take on another's rights. */
const settings = (
  { partner, gateway, emptyDomain, onward }: MtaSurroundings,
  { port, clientPort }: { port: number; clientPort: number },
): string => `
primary_hostname = ${mailServerName(partner.domain)}
domainlist ours = ${partner.domain} : ${emptyDomain}
local_interfaces = ${partner.host}
daemon_smtp_ports = ${port} : ${clientPort}
deliver_drop_privilege
tls_advertise_hosts = *
tls_certificate = /etc/exim4/tls.pem
dsn_advertise_hosts = *
host_lookup =
rfc1413_hosts =
keep_environment =
delay_warning = 1s
acl_smtp_mail = from
acl_smtp_rcpt = to

begin acl
from:
  deny condition = \${if eq{$received_port}{${port}}}
       !encrypted = *
       message = Say STARTTLS first
  accept
to:
  accept domains = +ours : ${onward.domain}
  accept condition = \${if eq{$received_port}{${clientPort}}}
  deny message = We do not relay

begin routers
onward:
  driver = manualroute
  domains = ${onward.domain}
  route_list = * ${partner.host}
  self = send
  transport = onward
world:
  driver = manualroute
  domains = ! +ours
  route_list = * ${gateway.host}
  self = send
  transport = gateway
people:
  driver = accept
  condition = \${if eq{$local_part@$domain}{${partner.address}}}
  transport = mailbox
  cannot_route_message = Unknown user

begin transports
onward:
  driver = smtp
  port = ${onward.port}
  allow_localhost
  hosts_avoid_tls = *
gateway:
  driver = smtp
  port = ${gateway.port}
  interface = ${partner.host}
  allow_localhost
  hosts_require_tls = *
  tls_verify_certificates = /etc/exim4/gateway.pem
  tls_verify_hosts = *
  tls_verify_cert_hostnames = :
mailbox:
  driver = appendfile
  directory = /var/mail/kept
  maildir_format

begin retry
* * F,1h,1s
`
