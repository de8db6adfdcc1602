import { afterAll, beforeAll, expect, it } from 'vitest'
import { firstAndLast } from '../../src/demo/journeys/shown-text.ts'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import type { DeliveryView } from '../../src/domain/wire/referral-response.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { openProgram, type PartnerProgram, type ProgramName } from '../services/partner-programs.ts'
import { until } from '../services/sending.ts'
import { BEYOND, handOver, type Meeting, meet, NOBODY } from './meeting.ts'
import { startOnwardServer } from './onward-server.ts'
import type { StartMta } from './partner-mta.ts'
import { plainEntity, readClear, readSealed, sealedMail } from './written-mail.ts'

/** The reports on a delivery: what the partner's server answered at first is none. */
export const reportsOn = ({ evidence }: DeliveryView) =>
  evidence
    .filter(({ kind }) => kind !== 'smtp-reply')
    .map(({ kind, strength, says }) => ({ kind, strength, says }))

/**
 * What is to be seen of every mail server: there and back, with reports that are its own.
 *
 * @param unknown how it speaks of a mailbox that there is not: in its answer, or in a bounce after it took the mail
 * @returns the meeting, for what is to be seen of this server besides
 */
export function mailServerCases({
  start,
  program,
  delivered,
  unknown,
}: {
  start: StartMta
  program: ProgramName
  delivered: RegExp
  unknown: { bounce: RegExp } | { answer: RegExp }
}): () => Meeting {
  let desk: PartnerProgram
  let meeting: Meeting
  beforeAll(async () => {
    desk = openProgram(program, POLICE_INTELLIGENCE)
    meeting = await meet(start, desk.certificate())
  })
  afterAll(async () => {
    desk?.remove()
    await meeting?.end()
  })

  it(`keeps a referral that ${program} opens, and its own report makes the delivery delivered`, async () => {
    const referral = await meeting.send(POLICE_INTELLIGENCE)
    const mail = await readSealed(await meeting.keptMail(referral))
    expect(mail).toMatchObject({
      type: 'multipart/encrypted',
      parts: ['application/pgp-encrypted', 'application/octet-stream'],
      subject: '[...]',
      marking: expect.stringContaining('SEC=RESTRICTED'),
    })
    const clear = await readClear(desk.open(mail.armored, meeting.certificate))
    expect(clear.subject).toBe(`RESTRICTED: ${referral.reference}`)
    expect(firstAndLast(clear.text)).toEqual(['RESTRICTED', 'RESTRICTED'])
    expect(clear.text).toContain('Testina Example')

    const delivery = await meeting.once(referral, ({ state }) => state === 'delivered')
    expect(delivery.attempts).toMatchObject([
      { n: 1, code: 250, tls: expect.stringMatching(/^TLSv1\.[23] /) },
    ])
    expect(reportsOn(delivery)).toEqual([
      { kind: 'dsn', strength: 'authenticated', says: expect.stringMatching(delivered) },
    ])
  })

  it('says that there is no such mailbox, and the delivery has failed', async () => {
    const referral = await meeting.send(NOBODY)
    const delivery = await meeting.once(referral, ({ state }) => state === 'failed')
    const [reply, ...later] = delivery.evidence
    if ('answer' in unknown) {
      expect({ says: reply?.says, later }).toEqual({ says: expect.stringMatching(unknown.answer), later: [] })
      return
    }
    expect(reply?.says).toMatch(/^250 /)
    expect(reportsOn(delivery)).toEqual([
      { kind: 'dsn', strength: 'authenticated', says: expect.stringMatching(unknown.bounce) },
    ])
  })

  it(`brings a reply that ${program} sealed and signed into the thread that it answers`, async () => {
    const { mta, police, caseWorker, certificate } = meeting
    const referral = await meeting.send(POLICE_INTELLIGENCE)
    await meeting.keptMail(referral)
    const text = `RESTRICTED\n\nWritten with ${program}: Zoë is not known to us.\n\nRESTRICTED\n`
    const armored = desk.seal(plainEntity(text), { address: ASB_TEAM, certificate })
    const inReplyTo = messageIdOf(referral.fields.id, caseWorker.service.serviceDomain)
    const headers = { from: POLICE_INTELLIGENCE, to: ASB_TEAM, subject: 'Re: your referral', inReplyTo }
    const place = { host: police.host, port: mta.clientPort }
    await handOver(place, { ...headers, message: sealedMail(headers, armored) })
    expect(await openedReply(meeting, referral.fields)).toMatchObject({ signature: 'verified', text })
  })
  return () => meeting
}

/** What a server says of mail for another one behind it, which is away at first and knows no DSN. */
export function handingOnCase(
  meetingNow: () => Meeting,
  says: { delayed: RegExp; handedOn: RegExp; state: 'relayed' | 'delivered' },
): void {
  it('reports that mail for a server behind it is late, and then that it handed it on', async () => {
    const { police, onwardPort, send, once } = meetingNow()
    const referral = await send(BEYOND)
    const late = await once(referral, (one) => reportsOn(one).length > 0)
    expect(late.state).toBe('relayed')
    expect(reportsOn(late)).toEqual([
      { kind: 'dsn', strength: 'authenticated', says: expect.stringMatching(says.delayed) },
    ])
    const onward = await startOnwardServer({ host: police.host, port: onwardPort })
    try {
      const handedOn = (one: DeliveryView) => reportsOn(one).some((report) => says.handedOn.test(report.says))
      const relayed = await once(referral, handedOn)
      // Only a report of whom its sender is known moves the state: told together, one explains the other.
      const { state } = relayed
      const strength = reportsOn(relayed).at(-1)?.strength
      expect({ state, strength }).toEqual({ state: says.state, strength: 'authenticated' })
    } finally {
      await onward.stop()
    }
  })
}

/** The reply to a referral, as the one who sent that opens it. */
export async function openedReply(
  { caseWorker, mta }: Meeting,
  { id, thread }: { id: string; thread: string },
) {
  const row = await until('the reply was in the inbox', async () =>
    (await caseWorker.client.inbox({})).rows.find(({ inReplyTo }) => inReplyTo === id),
  ).catch(async (error: unknown) => {
    throw new Error(await mta.log(), { cause: error })
  })
  expect(row.thread).toBe(thread)
  const opened = await openDelivery({ session: caseWorker, delivery: row.delivery, now: new Date() })
  if (opened.outcome !== 'opened' || opened.origin !== 'mail')
    throw new Error(`The reply did not open: ${JSON.stringify(opened)}`)
  expect(opened.from).toBe(POLICE_INTELLIGENCE)
  return opened
}
