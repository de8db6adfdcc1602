import { describe } from 'vitest'
import { startEximPartner, unpackedExim } from '../interop/exim-partner.ts'
import { handingOnCase, mailServerCases } from '../interop/mail-server-cases.ts'
import { startOpensmtpdPartner, unpackedOpensmtpd } from '../interop/opensmtpd-partner.ts'
import { installed } from '../services/partner-programs.ts'

const exim = await unpackedExim()
if ('why' in exim) console.info(`Nothing is shown of Exim as a partner's mail server: ${exim.why}.`)
const opensmtpd = await unpackedOpensmtpd()
if ('why' in opensmtpd)
  console.info(`Nothing is shown of OpenSMTPD as a partner's mail server: ${opensmtpd.why}.`)

const programs = installed()

describe.runIf('folder' in exim && programs.includes('sq'))('Exim as a partner’s mail server', () => {
  const meeting = mailServerCases({
    start: (around) => startEximPartner('folder' in exim ? exim.folder : '', around),
    program: 'sq',
    delivered: /^delivered 2\.0\.0/,
    unknown: { bounce: /^failed 5\.0\.0 There is no such mailbox/ },
  })
  handingOnCase(meeting, {
    delayed: /^delayed 4\.\d\.\d .*still being tried/,
    // It calls that delivered, though the server behind it will report nothing.
    handedOn: /^delivered 2\.0\.0 250 /,
    state: 'delivered',
  })
})

describe.runIf('folder' in opensmtpd && programs.includes('rnp'))(
  'OpenSMTPD as a partner’s mail server',
  () => {
    mailServerCases({
      start: (around) => startOpensmtpdPartner('folder' in opensmtpd ? opensmtpd.folder : '', around),
      program: 'rnp',
      delivered: /^delivered 2\.0\.0/,
      unknown: { answer: /^524 5\.2\.4 Mailing list expansion problem/ },
    })
  },
)
