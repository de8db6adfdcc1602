import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
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
  await expect.poll(async () => (await delivery(referral))?.state).toBe('relayed')
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

const STATUSES: Readonly<Record<DsnAction, string>> = {
  delivered: '2.0.0',
  relayed: '2.0.0',
  expanded: '2.0.0',
  failed: '5.1.1',
  delayed: '4.4.1',
}

/** What the partner's server writes of it; it gives back our Message-ID unless told otherwise. */
const dsn = (
  { referral, returnPath }: Relayed,
  action: DsnAction,
  {
    envelopeId = null,
    messageId = messageIdOf(referral, caseWorker.service.serviceDomain),
    to = POLICE_INTELLIGENCE,
    first = to,
  }: { envelopeId?: string | null; messageId?: string | null; to?: string; first?: string } = {},
) =>
  composeDeliveryStatus({
    headers: headers(returnPath, 'mailer-daemon@merseyside.pnn.police.test'),
    text: 'This is what became of your message.',
    reportingMta: 'mail.merseyside.pnn.police.test',
    envelopeId,
    recipients: [
      {
        finalRecipient: to,
        originalRecipient: first,
        action,
        status: STATUSES[action],
        diagnostic: null,
      },
    ],
    original: clearMail({ Subject: '[...]', ...(messageId === null ? {} : { 'Message-ID': messageId }) }, ''),
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

/** Where a report goes that does not know the return path, and names no message by itself. */
const NO_RETURN_PATH: Relayed = { referral: '', returnPath: ASB_TEAM }

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
      .poll(() => entriesAbout(sent.referral))
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
    await expect.poll(() => entriesAbout(sent.referral)).toEqual(['accepted', 'relayed', 'failed'])
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

  it.each<[DsnAction, RegExp]>([
    ['delayed', /^delayed 4\.4\.1 .*still being tried/],
    ['relayed', /^relayed 2\.0\.0 .*reports nothing more/],
    ['expanded', /^expanded 2\.0\.0 .*every address/],
  ])('that it was %s says so, and changes no state', async (action, says) => {
    const sent = await relayed()
    await report(sent, dsn(sent, action), POLICE_RELAY)
    expect(await delivery(sent.referral)).toMatchObject({ state: 'relayed', answer: null })
    expect(await reports(sent.referral)).toEqual([
      { kind: 'dsn', says: expect.stringMatching(says), strength: 'authenticated' },
    ])
  })

  it('of no standard form counts like one that has it', async () => {
    const sent = await relayed()
    const text = `Hi. This is the qmail-send program.\n\n<${POLICE_INTELLIGENCE}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: ${messageIdOf(sent.referral, caseWorker.service.serviceDomain)}\n`
    const bounce = clearMail({ From: 'MAILER-DAEMON@mx.police.test', Subject: 'failure notice' }, text)
    expect(await report(sent, bounce, POLICE_RELAY)).toMatchObject({ code: 250 })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'failed' })
    expect(await reports(sent.referral)).toEqual([
      {
        kind: 'dsn',
        says: expect.stringMatching(/^failed 5\.1\.1 There is no such mailbox at that address\./),
        strength: 'authenticated',
      },
    ])
  })

  it.each<[string, Parameters<typeof dsn>[2]]>([
    [
      'that a stranger had the partner’s own server write, of a mail of his with our return path',
      { messageId: '<his@elsewhere.test>', to: `nobody@${POLICE_INTELLIGENCE.split('@')[1]}` },
    ],
    ['of a mail of his to the very mailbox', { messageId: '<his@elsewhere.test>' }],
    ['that gives back neither our ENVID nor our Message-ID', { messageId: null }],
  ])('%s moves nothing, though it comes from the network itself', async (_what, change) => {
    const sent = await relayed()
    expect(await report(sent, dsn(sent, 'failed', change), POLICE_RELAY)).toMatchObject({ code: 250 })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'relayed' })
    expect(await reports(sent.referral)).toHaveLength(1)
  })

  it('that somebody is away moves nothing, whatever is quoted in it', async () => {
    const sent = await relayed()
    const fields = {
      From: POLICE_INTELLIGENCE,
      Subject: 'Automatic reply: on leave',
      'Auto-Submitted': 'auto-replied',
    }
    const quoted = `I am away.\r\n\r\nReporting-MTA: dns; a.test\r\n\r\nFinal-Recipient: rfc822; ${POLICE_INTELLIGENCE}\r\nAction: delivered\r\nStatus: 2.0.0\r\nMessage-ID: ${messageIdOf(sent.referral, caseWorker.service.serviceDomain)}\r\n`
    expect(await report(sent, clearMail(fields, quoted), POLICE_RELAY)).toMatchObject({ code: 250 })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'relayed' })
    expect(await reports(sent.referral)).toMatchObject([{ kind: 'auto-reply' }])
  })

  it('that names another delivery is kept, says so, and moves nothing', async () => {
    const [one, other] = [await relayed(), await relayed()]
    const ofOther = messageIdOf(other.referral, caseWorker.service.serviceDomain)
    const envelopeId = (await delivery(other.referral))?.delivery ?? ''
    for (const message of [dsn(one, 'failed', { envelopeId }), dsn(one, 'failed', { messageId: ofOther })])
      expect(await report(one, message, POLICE_RELAY)).toMatchObject({ code: 250 })
    expect(await delivery(one.referral)).toMatchObject({ state: 'relayed' })
    expect(await delivery(other.referral)).toMatchObject({ state: 'relayed' })
    expect((await reports(one.referral)).map(({ says }) => says)).toEqual([
      expect.stringMatching(/^about another message: failed/),
      expect.stringMatching(/^about another message: failed/),
    ])
  })

  it.each([
    ['somebody away', 'auto-reply', { 'Auto-Submitted': 'auto-replied', Subject: 'Out of office' }],
    [
      'a spam complaint',
      'complaint',
      { Subject: 'Abuse', 'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b' },
    ],
  ])('of %s is kept as what it is, and is no receipt', async (_what, kind, fields) => {
    const sent = await relayed()
    const message = clearMail({ From: POLICE_INTELLIGENCE, ...fields }, 'I am away until Monday.')
    expect(await report(sent, message, POLICE_RELAY)).toMatchObject({ code: 250 })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'relayed', answer: null })
    expect(await reports(sent.referral)).toEqual([
      { kind, says: expect.stringMatching(/no receipt$/), strength: 'authenticated' },
    ])
    const kept = await world.asSuperuser(
      `select convert_from(bytes, 'UTF8') as text from evidence where kind = $1`,
      [kind],
    )
    expect(JSON.stringify(kept)).not.toContain('Monday')
  })

  it('counts once, however often it comes', async () => {
    const sent = await relayed()
    const message = dsn(sent, 'delivered')
    for (const _ of [1, 2]) expect(await report(sent, message, POLICE_RELAY)).toMatchObject({ code: 250 })
    expect(await reports(sent.referral)).toHaveLength(1)
  })
})

describe('a report that comes to the address of the mailbox', () => {
  const toMailbox = (message: Uint8Array, localAddress: string) =>
    bring(world, { from: '', to: ASB_TEAM, message, localAddress })

  it('is matched by the ENVID that we gave', async () => {
    const sent = await relayed()
    const envelopeId = (await delivery(sent.referral))?.delivery ?? ''
    const message = dsn(NO_RETURN_PATH, 'delivered', { envelopeId, messageId: null })
    expect(await toMailbox(message, POLICE_RELAY)).toMatchObject({ code: 250 })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'delivered' })
  })

  it('is matched by Message-ID and recipient, where it gives them', async () => {
    const sent = await relayed()
    const messageId = messageIdOf(sent.referral, caseWorker.service.serviceDomain)
    expect(await toMailbox(dsn(NO_RETURN_PATH, 'failed', { messageId }), POLICE_RELAY)).toMatchObject({
      code: 250,
    })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'failed' })
    expect((await reports(sent.referral)).map(({ strength }) => strength)).toEqual(['authenticated'])
  })

  it('is not matched by whom the mail was first for: that is the sender’s own word', async () => {
    const sent = await relayed()
    const messageId = messageIdOf(sent.referral, caseWorker.service.serviceDomain)
    const message = dsn(NO_RETURN_PATH, 'failed', {
      messageId,
      to: `nobody@${POLICE_INTELLIGENCE.split('@')[1]}`,
      first: POLICE_INTELLIGENCE,
    })
    expect(await toMailbox(message, POLICE_RELAY)).toMatchObject({ code: 550 })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'relayed' })
  })

  it.each([
    ['comes from anywhere else', STRANGER, true],
    ['names nothing of ours', POLICE_RELAY, false],
  ])('is refused with 550 5.7.1 when it %s', async (_what, from, named) => {
    const sent = await relayed()
    const envelopeId = named ? ((await delivery(sent.referral))?.delivery ?? '') : null
    const answer = await toMailbox(dsn(NO_RETURN_PATH, 'failed', { envelopeId, messageId: null }), from)
    expect(answer).toMatchObject({ outcome: 'failed', code: 550, enhanced: '5.7.1' })
    expect(await delivery(sent.referral)).toMatchObject({ state: 'relayed' })
    expect(await reports(sent.referral)).toEqual([])
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
