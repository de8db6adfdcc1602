import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whyNoPostfix } from '../../bench/peers/postfix-instance.ts'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import type { InboxRow } from '../../src/domain/wire/referral-response.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { bring, encryptedMail, POLICE_RELAY, STRANGER } from '../faults/partner-mail.ts'
import { createWorld, type World } from '../faults/world.ts'
import { handingOnCase } from '../interop/mail-server-cases.ts'
import { type Meeting, meet } from '../interop/meeting.ts'
import { startPostfixFront } from '../interop/postfix-front.ts'
import { startPostfixPartner } from '../interop/postfix-partner.ts'
import { makeCertificate } from '../mail/gateway/certificate.ts'
import { prepared, until } from '../services/sending.ts'
import { freePort } from '../setup/ports.ts'

const why = whyNoPostfix()
if (why !== null) console.info(`Nothing is shown of Postfix that hands mail on: ${why}.`)

describe.runIf(why === null)('Postfix that hands mail on to another server of the partner', () => {
  let meeting: Meeting
  beforeAll(async () => {
    meeting = await meet(startPostfixPartner, null)
  })
  afterAll(() => meeting?.end())

  handingOnCase(() => meeting, {
    delayed: /^delayed 4\.4\.1 .*still being tried/,
    handedOn: /^relayed 2\.\d\.0 .*reports nothing more/,
    state: 'relayed',
  })
})

describe.runIf(why === null)('Postfix in front of our gateway', () => {
  let world: World
  let caseWorker: Session
  let front: Awaited<ReturnType<typeof startPostfixFront>>
  /** where a partner's server finds it, and the certificate that it shows */
  let place: Parameters<typeof bring>[0]

  beforeAll(async () => {
    const lmtpPort = await freePort('127.0.0.1')
    world = await createWorld({ LMTP_PORT: String(lmtpPort) })
    await world.start()
    caseWorker = await world.session('asb.caseworker')
    const tls = await makeCertificate('mx.council.test')
    front = await startPostfixFront({ host: '127.0.0.1', domains: [ASB_TEAM.slice(9)], tls, lmtpPort })
    place = { config: { ...world.config, smtpPort: front.port }, keys: { ...world.keys, tls } }
  })
  afterAll(async () => {
    await front?.stop()
    await world?.end()
  })

  /** The mail that came in last of all, as the mailbox that it came to sees it. */
  async function arrived(known: ReadonlySet<string>): Promise<InboxRow & { authentication: unknown }> {
    const row = await until('it was in the inbox', async () =>
      (await caseWorker.client.inbox({})).rows.find(({ delivery }) => !known.has(delivery)),
    )
    const { authentication } = JSON.parse((await caseWorker.client.delivery(row.delivery)).statement)
    return { ...row, authentication }
  }
  const known = async () => new Set((await caseWorker.client.inbox({})).rows.map(({ delivery }) => delivery))

  it('hands a reply over by LMTP, and it is known by the address that the partner came from', async () => {
    const { referral, thread } = await send({
      session: caseWorker,
      prepared: await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] }),
    })
    await until('it had left', async () =>
      (await caseWorker.client.referral(referral)).deliveries.every(({ attempts }) => attempts.length > 0),
    )
    const inReplyTo = messageIdOf(referral, caseWorker.service.serviceDomain)
    const before = await known()
    const { message } = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM, inReplyTo })
    const mail = { from: POLICE_INTELLIGENCE, to: ASB_TEAM, message, localAddress: POLICE_RELAY }
    expect(await bring(place, mail)).toMatchObject({ code: 250 })
    expect(await arrived(before)).toMatchObject({
      thread,
      inReplyTo: referral,
      authentication: { method: 'relay-address', result: 'pass', domain: 'merseyside.pnn.police.test' },
    })
  })

  it('lends a stranger nothing of its own trust', async () => {
    const before = await known()
    const { message } = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
    const mail = { from: POLICE_INTELLIGENCE, to: ASB_TEAM, message, localAddress: STRANGER }
    expect(await bring(place, mail)).toMatchObject({ code: 250 })
    expect(await arrived(before)).toMatchObject({ authentication: { result: 'none' } })
  })

  it('refuses a recipient that we do not have when it is named, having asked us', async () => {
    const { message } = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
    const to = 'nobody@liverpool.gcsx.gov.test'
    const refused = await bring(place, { from: POLICE_INTELLIGENCE, to, message, localAddress: POLICE_RELAY })
    expect(refused).toMatchObject({ outcome: 'failed', code: 550 })
    expect(refused.reply).toMatch(/undeliverable address/)
  })
})
