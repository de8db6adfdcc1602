import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { measureInbound } from '../inbound-beside-postfix.ts'
import { startDns } from '../peers/dnsmasq.ts'
import type { Row } from '../row.ts'

const DOMAIN = POLICE_INTELLIGENCE.slice(POLICE_INTELLIGENCE.indexOf('@') + 1)
const SELECTOR = 's1'

const row: Row = {
  name: 'inbound-accept-dns',
  about:
    'The same, each mail with a DKIM signature of RSA-2048, and SPF, DKIM and DMARC checked by a DNS server on this machine, against the same Postfix, which checks none of them',
  async measure(how) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const dns = await startDns({
      [DOMAIN]: 'v=spf1 ip4:127.0.0.13 -all',
      [`_dmarc.${DOMAIN}`]: 'v=DMARC1; p=reject',
      [`${SELECTOR}._domainkey.${DOMAIN}`]: `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
    })
    const signature = {
      signingDomain: DOMAIN,
      selector: SELECTOR,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      // Each mail has another Message-ID, and signing is not what is measured.
      headerList: ['From', 'To', 'Date', 'Subject', 'Content-Type'],
    }
    try {
      return await measureInbound('inbound-accept-dns', how, {
        settings: { DNS_SERVERS: dns.server },
        async signed(mail) {
          const { signatures } = await dkimSign(Buffer.from(mail), {
            ...signature,
            signatureData: [signature],
          })
          return Buffer.concat([Buffer.from(signatures), mail])
        },
      })
    } finally {
      await dns.stop()
    }
  },
}

export default row
