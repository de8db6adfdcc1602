import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import { composeDeliveryStatus, type DsnAction } from '../../../src/mail/dsn.ts'
import { composeDisposition } from '../../../src/mail/mdn.ts'
import { messageIdOf } from '../../../src/mail/message-id.ts'
import { send } from '../../../src/sdk/send.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { logRecords } from '../../../src/sdk/verify-log.ts'
import { bring, clearMail, POLICE_RELAY, STRANGER } from '../../faults/partner-mail.ts'
import { createWorld, type World } from '../../faults/world.ts'
import { prepared } from '../sending.ts'

let world: World
let caseWorker: Session

beforeAll(async () => {
  world = await createWorld()
  // What is reported is reported by the tests.
  world.behaviour.reports = false
  await world.start()
  caseWorker = await world.session('asb.caseworker')
})
afterAll(() => world?.end())

type Relayed = { referral: string; returnPath: string }

/** A referral that the police's server has taken, and the return path that it was given with it. */
async function relayed(): Promise<Relayed> {
  const { referral } = await send({
    session: caseWorker,
    prepared: await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] }),
  })
  await expect.poll(async () => (await delivery(referral))?.state, { timeout: 10_000 }).toBe('relayed')
  const mails = await world.partners.officer(POLICE_INTELLIGENCE).inbox()
  const mail = mails.find(({ messageId }) => messageId?.includes(referral))
  return { referral, returnPath: mail?.envelope.from ?? '' }
}

const delivery = async (referral: string) => (await caseWorker.client.referral(referral)).deliveries[0]

/** Evidence besides the partner server's own answer. */
async function reports(referral: string) {
  const { evidence = [] } = (await delivery(referral)) ?? {}
  return evidence
    .filter(({ kind }) => kind !== 'smtp-reply')
    .map(({ kind, says, strength }) => ({ kind, says, strength }))
}

/** Past every entry that a test makes. */
const EVERYTHING = 1_000_000n

async function entriesAbout(referral: string): Promise<string[]> {
  const types: string[] = []
  for await (const { type, record } of logRecords(caseWorker.client, EVERYTHING))
    if (record.includes(referral)) types.push(type)
  return types
}

const headers = (to: string, from: string) => ({
  from,
  to,
  date: new Date(),
  messageId: `<${crypto.randomUUID()}@merseyside.pnn.police.test>`,
  subject: 'A report',
})

const dsn = ({ returnPath }: Relayed, action: DsnAction) =>
  composeDeliveryStatus({
    headers: headers(returnPath, 'mailer-daemon@merseyside.pnn.police.test'),
    text: 'This is what became of your message.',
    reportingMta: 'mail.merseyside.pnn.police.test',
    envelopeId: null,
    recipients: [
      {
        finalRecipient: POLICE_INTELLIGENCE,
        originalRecipient: POLICE_INTELLIGENCE,
        action,
        status: action === 'failed' ? '5.1.1' : '2.0.0',
        diagnostic: null,
      },
    ],
    original: clearMail({ Subject: '[...]' }, ''),
  })

const mdn = ({ referral, returnPath }: Relayed) =>
  composeDisposition({
    headers: headers(returnPath, POLICE_INTELLIGENCE),
    text: 'The message was displayed.',
    reportingAgent: 'mail.merseyside.pnn.police.test; Example Mail',
    finalRecipient: POLICE_INTELLIGENCE,
    originalMessageId: messageIdOf(referral, caseWorker.service.serviceDomain),
  })

const report = ({ returnPath }: Relayed, message: Uint8Array, localAddress: string) =>
  bring(world, { from: '', to: returnPath, message, localAddress })

describe('a report that comes to the return path of a delivery', () => {
  it('from the network itself is authenticated: it moves the delivery, and is entered in the log', async () => {
    const sent = await relayed()
    for (const message of [dsn(sent, 'delivered'), mdn(sent)])
      expect(await report(sent, message, POLICE_RELAY)).toMatchObject({ code: 250 })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'delivered', answer: 'opened' })
    expect(await reports(sent.referral)).toEqual([
      { kind: 'dsn', says: expect.stringMatching(/^delivered 2\.0\.0/), strength: 'authenticated' },
      { kind: 'mdn', says: expect.stringMatching(/displayed/), strength: 'authenticated' },
    ])
    await expect
      .poll(() => entriesAbout(sent.referral), { timeout: 10_000 })
      .toEqual(['accepted', 'relayed', 'delivered', 'receipt'])
  })

  it('from anywhere else is merely reported: it is shown, and moves nothing', async () => {
    const sent = await relayed()
    for (const message of [mdn(sent), dsn(sent, 'failed'), dsn(sent, 'delivered')])
      expect(await report(sent, message, STRANGER)).toMatchObject({ code: 250 })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'relayed', answer: null })
    expect((await reports(sent.referral)).map(({ kind, strength }) => `${kind} ${strength}`)).toEqual([
      'mdn reported',
      'dsn reported',
      'dsn reported',
    ])
    expect(await entriesAbout(sent.referral)).toEqual(['accepted', 'relayed'])
    // What the partner says itself still counts afterwards.
    await report(sent, dsn(sent, 'delivered'), POLICE_RELAY)
    expect(await delivery(sent.referral)).toMatchObject({ state: 'delivered' })
  })

  it('that it bounced makes the delivery failed', async () => {
    const sent = await relayed()
    await report(sent, dsn(sent, 'failed'), POLICE_RELAY)
    expect(await delivery(sent.referral)).toMatchObject({ state: 'failed', answer: null })
    await expect
      .poll(() => entriesAbout(sent.referral), { timeout: 10_000 })
      .toEqual(['accepted', 'relayed', 'failed'])
  })

  it('is kept fifty times of one strength, and the partner’s own have room whatever a stranger sends', async () => {
    const sent = await relayed()
    await world.asSuperuser(
      `insert into evidence (id, delivery_id, kind, says, strength, bytes, sha256, at)
         select gen_random_uuid(), id, 'dsn', 'flood', 'reported', '', lpad(n::text, 64, '0'), now()
           from delivery, generate_series(1, 50) n where referral_id = $1`,
      [sent.referral],
    )
    expect(await report(sent, dsn(sent, 'failed'), STRANGER)).toMatchObject({ code: 554, enhanced: '5.7.1' })
    expect(await report(sent, dsn(sent, 'delivered'), POLICE_RELAY)).toMatchObject({ code: 250 })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'delivered' })
  })

  it('counts once, however often it comes', async () => {
    const sent = await relayed()
    const message = dsn(sent, 'delivered')
    for (const _ of [1, 2]) expect(await report(sent, message, POLICE_RELAY)).toMatchObject({ code: 250 })
    expect(await reports(sent.referral)).toHaveLength(1)
  })
})

describe('a return path', () => {
  it.each([
    ['a letter in clear', () => clearMail({ From: POLICE_INTELLIGENCE, Subject: 'Hello' }, 'How are you?')],
    [
      'a letter with an attachment',
      () => clearMail({ 'Content-Type': 'multipart/mixed; boundary=b' }, '--b--'),
    ],
  ])('takes reports only: %s is refused with 550 5.7.1', async (_what, message) => {
    const { referral, returnPath } = await relayed()
    const answer = await bring(world, {
      from: POLICE_INTELLIGENCE,
      to: returnPath,
      message: message(),
      localAddress: POLICE_RELAY,
    })
    expect(answer).toMatchObject({ outcome: 'failed', code: 550, enhanced: '5.7.1' })
    expect(await reports(referral)).toEqual([])
  })
})
