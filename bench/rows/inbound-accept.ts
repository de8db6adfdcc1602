import { measureInbound } from '../inbound-beside-postfix.ts'
import type { Row } from '../row.ts'

const row: Row = {
  name: 'inbound-accept',
  about:
    'PGP/MIME mails of 10 KB taken for one mailbox over 20 connections that stay open, all with STARTTLS, each sealed and committed before its 250, with every check but those that ask DNS, against Postfix that takes the same mails and relays them to a sink',
  measure: (how) => measureInbound('inbound-accept', how, { settings: { DNS_SERVERS: 'none' } }),
}

export default row
