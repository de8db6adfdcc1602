import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import type { InboxRow } from '../../../src/domain/wire/referral-response.ts'
import { messageIdOf } from '../../../src/mail/message-id.ts'
import { type SentReferral, send } from '../../../src/sdk/send.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { bring, encryptedMail, POLICE_RELAY, STRANGER } from '../../faults/partner-mail.ts'
import { createWorld, type World } from '../../faults/world.ts'
import { prepared } from '../sending.ts'

let world: World
let caseWorker: Session
let yot: Session
let sent: SentReferral

beforeAll(async () => {
  world = await createWorld()
  await world.start()
  caseWorker = await world.session('asb.caseworker')
  yot = await world.session('yot.officer')
  sent = await send({
    session: caseWorker,
    prepared: await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] }),
  })
})
afterAll(() => world?.end())

type Reply = { from?: string; to?: string; inReplyTo: string; localAddress: string }

/** The arrival that a reply becomes, as the mailbox it came to sees it. */
async function replyTo({ from = POLICE_INTELLIGENCE, to = ASB_TEAM, inReplyTo, localAddress }: Reply) {
  const { message } = await encryptedMail(world, { from, to, inReplyTo })
  const reader = to === ASB_TEAM ? caseWorker : yot
  const known = new Set((await reader.client.inbox({})).rows.map(({ delivery }) => delivery))
  expect(await bring(world, { from, to, message, localAddress })).toMatchObject({ code: 250 })
  const fresh = async (): Promise<InboxRow | undefined> =>
    (await reader.client.inbox({})).rows.find(({ delivery }) => !known.has(delivery))
  await expect.poll(fresh).toBeDefined()
  const row = await fresh()
  return { ...row, arrival: JSON.parse((await reader.client.delivery(row?.delivery ?? '')).statement) }
}

/** The reply that the sender is shown as the answer of the police. */
const answeredBy = async () => (await caseWorker.client.referral(sent.referral)).deliveries[0]?.answeredBy

const ours = () => messageIdOf(sent.referral, caseWorker.service.serviceDomain)

describe('a reply by mail', () => {
  it('stands in the thread it answers when it comes from the relay address of the network', async () => {
    await expect
      .poll(async () => (await caseWorker.client.referral(sent.referral)).deliveries[0]?.state, {
        timeout: 30_000,
      })
      .toBe('delivered')
    const reply = await replyTo({ inReplyTo: ours(), localAddress: POLICE_RELAY })
    expect(reply).toMatchObject({ thread: sent.thread, inReplyTo: sent.referral, unproven: true })
    expect(reply.arrival.authentication).toMatchObject({
      result: 'pass',
      domain: 'merseyside.pnn.police.test',
    })
    expect(await answeredBy()).toBe(reply.referral)
  })

  it.each([
    ["a stranger's address, though it names the police and the right Message-ID", { localAddress: STRANGER }],
    [
      "another partner's network, which the referral never went to",
      { from: 'yot@sefton.gcsx.gov.test', localAddress: '127.0.0.12' },
    ],
    [
      'its network, to a mailbox that is no party to the thread',
      { to: LIVERPOOL_YOT, localAddress: POLICE_RELAY },
    ],
  ])('opens a thread of its own when it comes from %s', async (_what, mail) => {
    const reply = await replyTo({ inReplyTo: ours(), ...mail })
    expect(reply.thread).not.toBe(sent.thread)
    expect(reply.inReplyTo).toBeNull()
    expect(await answeredBy()).not.toBe(reply.referral)
  })

  it('opens a thread of its own when it answers nothing that we sent', async () => {
    const reply = await replyTo({ inReplyTo: '<guessed@despatch.test>', localAddress: POLICE_RELAY })
    expect(reply.thread).not.toBe(sent.thread)
    expect(reply.arrival.authentication.result).toBe('pass')
  })

  it('says of mail from a stranger that nothing bears out where it comes from', async () => {
    const { arrival } = await replyTo({ inReplyTo: ours(), localAddress: STRANGER })
    expect(arrival.authentication.result).toBe('none')
  })
})
