import { describe } from 'vitest'
import { whyNoPostfix } from '../../bench/peers/postfix-instance.ts'
import { hasProgram } from '../crypto/foreign-programs.ts'
import { mailServerCases } from './mail-server-cases.ts'
import { startPostfixPartner } from './postfix-partner.ts'

const why = whyNoPostfix() ?? (hasProgram('gpg') && hasProgram('curl') ? null : 'gpg or curl is missing')
if (why !== null) console.info(`Nothing is shown of Postfix as a partner's mail server: ${why}.`)

describe.runIf(why === null)('Postfix as a partner’s mail server', () => {
  mailServerCases({
    start: startPostfixPartner,
    program: 'gpg',
    delivered: /^delivered 2\.0\.0/,
    unknown: { bounce: /^failed 5\.1\.1 There is no such mailbox/ },
  })
})
