import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whyNoPostfix } from '../../bench/peers/postfix-instance.ts'
import { POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { openedReply } from '../interop/mail-server-cases.ts'
import { type Meeting, meet } from '../interop/meeting.ts'
import { type NeomuttDesk, openNeomutt } from '../interop/neomutt.ts'
import { startPostfixPartner } from '../interop/postfix-partner.ts'

const why = existsSync('/usr/bin/neomutt') ? whyNoPostfix() : 'the package neomutt is not installed'
if (why !== null) console.info(`Nothing is shown of NeoMutt as a partner's mail program: ${why}.`)

describe.runIf(why === null)('an officer at NeoMutt, behind Postfix', () => {
  let desk: NeomuttDesk
  let meeting: Meeting

  beforeAll(async () => {
    desk = openNeomutt(POLICE_INTELLIGENCE)
    meeting = await meet(startPostfixPartner, desk.certificate())
    desk.know(meeting.certificate)
  })
  afterAll(async () => {
    desk?.remove()
    await meeting?.end()
  })

  it('is shown subject, marking and text of a referral, and that its signature is good', async () => {
    const referral = await meeting.send(POLICE_INTELLIGENCE)
    const shown = await desk.show(await meeting.keptMail(referral))
    expect(shown).toContain(`Subject: RESTRICTED: ${referral.reference}`)
    expect(shown).toMatch(/^RESTRICTED$/m)
    expect(shown).toContain('Testina Example')
    expect(shown).toMatch(/Good signature/i)
  })

  it('answers, and the reply stands in the thread, opened, its signature verified and its subject protected', async () => {
    const { mta, police } = meeting
    const referral = await meeting.send(POLICE_INTELLIGENCE)
    const text = 'RESTRICTED\n\nWritten with NeoMutt: Zoë is not known to us.\n\nRESTRICTED\n'
    await desk.reply(await meeting.keptMail(referral), text, { host: police.host, port: mta.clientPort })
    expect(await openedReply(meeting, referral.fields)).toMatchObject({
      signature: 'verified',
      subject: expect.stringContaining(referral.reference),
      subjectProtected: true,
      text,
    })
  })
})
