import { describe } from 'vitest'
import { startEximPartner, unpackedExim } from '../interop/exim-partner.ts'
import { mailServerCases } from '../interop/mail-server-cases.ts'

const exim = await unpackedExim()
if ('why' in exim) console.info(`Nothing is shown of Exim as a partner's mail server: ${exim.why}.`)

describe.runIf('folder' in exim)('Exim as a partner’s mail server', () => {
  mailServerCases({
    start: (around) => startEximPartner('folder' in exim ? exim.folder : '', around),
    program: 'sq',
    delivered: /^delivered 2\.0\.0/,
    unknown: { bounce: /^failed 5\.0\.0 There is no such mailbox/ },
  })
})
