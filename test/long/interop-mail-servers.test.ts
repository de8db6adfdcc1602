import { describe } from 'vitest'
import { startEximPartner, unpackedExim } from '../interop/exim-partner.ts'
import { mailServerCases } from '../interop/mail-server-cases.ts'
import { startOpensmtpdPartner, unpackedOpensmtpd } from '../interop/opensmtpd-partner.ts'

const exim = await unpackedExim()
if ('why' in exim) console.info(`Nothing is shown of Exim as a partner's mail server: ${exim.why}.`)
const opensmtpd = await unpackedOpensmtpd()
if ('why' in opensmtpd)
  console.info(`Nothing is shown of OpenSMTPD as a partner's mail server: ${opensmtpd.why}.`)

describe.runIf('folder' in exim)('Exim as a partner’s mail server', () => {
  mailServerCases({
    start: (around) => startEximPartner('folder' in exim ? exim.folder : '', around),
    program: 'sq',
    delivered: /^delivered 2\.0\.0/,
    unknown: { bounce: /^failed 5\.0\.0 There is no such mailbox/ },
  })
})

describe.runIf('folder' in opensmtpd)('OpenSMTPD as a partner’s mail server', () => {
  mailServerCases({
    start: (around) => startOpensmtpdPartner('folder' in opensmtpd ? opensmtpd.folder : '', around),
    program: 'rnp',
    delivered: /^delivered 2\.0\.0/,
    unknown: { answer: /^524 5\.2\.4 Mailing list expansion problem/ },
  })
})
