import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeGrant } from '../../src/crypto/grant.ts'
import { generateMailboxKey, lockKey } from '../../src/crypto/keys.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { ASB_TEAM } from '../../src/demo/partnership/mailboxes.ts'
import { addNote, addThread } from '../../src/domain/cases/change.ts'
import type { InboxRow, ReferralView } from '../../src/domain/wire/referral-response.ts'
import { adviceIdOf, sentAdvice } from '../../src/sdk/advice.ts'
import { answer } from '../../src/sdk/answer.ts'
import { believedInbox, believedSent } from '../../src/sdk/believed-rows.ts'
import { believedView } from '../../src/sdk/believed-view.ts'
import { beginCase, changeCase, newItemId, writtenBy } from '../../src/sdk/cases/notes.ts'
import { timelineOf } from '../../src/sdk/cases/timeline.ts'
import { checkWithdrawals } from '../../src/sdk/check-withdrawals.ts'
import { createClient } from '../../src/sdk/client.ts'
import { findReferral } from '../../src/sdk/find-referral.ts'
import { openMailboxKeys } from '../../src/sdk/mailbox-keys.ts'
import { openDelivery, readOwnCopy } from '../../src/sdk/open-delivery.ts'
import { replyTo } from '../../src/sdk/reply.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { mailboxCertificate } from '../../src/sdk/trust/trusted.ts'
import { withdraw } from '../../src/sdk/withdraw.ts'
import { delivered, prepared } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { YOT } from './forge.ts'

type Answer = Record<string, unknown>

let service: TestService
let sender: Session
let reader: Session
let one: { referral: string; reference: string; delivery: string }
let two: typeof one

beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  reader = await service.session('yot.officer')
  const sent = async () => {
    const { referral, reference } = await send({ session: sender, prepared: await prepared(sender) })
    return { referral, reference, delivery: (await delivered(reader, referral)).delivery }
  }
  one = await sent()
  two = await sent()
}, 120_000)
afterAll(() => service?.stop())

/** The same session at a service that answers as its operator likes: JSON answers pass through `change`. */
function at(session: Session, change: (path: string, answer: Answer) => Answer | Promise<Answer>): Session {
  const { origin, token } = session.client
  const hostile: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (!response.headers.get('content-type')?.startsWith('application/json')) return response
    const changed = await change(new URL(String(input)).pathname, JSON.parse(await response.text()))
    return new Response(JSON.stringify(changed), { status: response.status, headers: response.headers })
  }
  return { ...session, client: createClient({ origin, token, fetch: hostile }) }
}

/** Shows the second referral, wholly genuine, as the delivery of the first. */
const exchanged = (session: Session) =>
  at(session, async (path, shown) => {
    if (path === `/api/v1/referrals/${one.referral}`)
      return { ...(await session.client.referral(two.referral)) }
    if (path !== `/api/v1/deliveries/${one.delivery}`) return shown
    const view = await session.client.delivery(two.delivery)
    return { ...view, deliveries: view.deliveries.map((row) => ({ ...row, delivery: one.delivery })) }
  })

const signed = async () =>
  (await sender.client.referral(two.referral)).deliveries.flatMap(({ receipts }) => receipts)

describe('a service that shows another referral than the one asked for', () => {
  const REFUSED = /answers with another referral than .* Nothing was opened or signed/

  it('has nobody open it or answer it in the place of the other', async () => {
    const session = exchanged(reader)
    const named = { session, delivery: one.delivery, referral: one.referral, now: new Date() }
    await expect(openDelivery(named)).rejects.toThrow(REFUSED)
    await expect(answer({ ...named, event: 'declined' })).rejects.toThrow(REFUSED)
    const view = await session.client.delivery(one.delivery)
    await expect(replyTo({ session, view, referral: one.referral, mailbox: YOT })).rejects.toThrow(REFUSED)
    expect(await signed()).toEqual([])
  })

  it('does not pass it off as the sender’s own copy', async () => {
    const own = readOwnCopy({ session: exchanged(sender), referral: one.referral, now: new Date() })
    await expect(own).rejects.toThrow(REFUSED)
  })

  it('finds nobody who takes its word for what a reference stands for', async () => {
    const { client } = at(reader, (path, shown) =>
      path.includes('/references/')
        ? { matches: [{ referral: two.referral, delivery: two.delivery }] }
        : shown,
    )
    await expect(findReferral(client, one.reference, [YOT])).rejects.toThrow(REFUSED)
    await expect(findReferral(exchanged(reader).client, one.referral, [YOT])).rejects.toThrow(REFUSED)
    expect(await findReferral(client, two.reference, [YOT])).toMatchObject({ referral: two.referral })
  })
})

describe('a service that shows a referral otherwise than it was signed', () => {
  it.each<[string, Answer]>([
    ['its marking', { marking: 'NOT PROTECTIVELY MARKED' }],
    ['its sender', { from: 'listing@liverpool-mc.cjsm.test' }],
    ['its kind', { kind: 'information-request' }],
    ['its reference', { reference: 'ASB-7K3F9-QX2M4-P' }],
    ['its exchange', { thread: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ['its date', { respondBy: '2010-03-01' }],
    ['its urgency', { urgency: 'immediate' }],
  ])('is not believed about %s', async (_what, change) => {
    const session = at(reader, (path, shown) =>
      path === `/api/v1/deliveries/${one.delivery}` ? { ...shown, ...change } : shown,
    )
    await expect(openDelivery({ session, delivery: one.delivery, now: new Date() })).rejects.toThrow(
      'What is shown beside the signed statement is not what it says',
    )
  })
})

describe('a service that lists a referral otherwise than it was signed', () => {
  const listed = async () => (await reader.client.inbox({ signed: 'yes' })).rows
  const row = async (referral: string) => {
    const found = (await listed()).find((one) => one.referral === referral)
    if (!found) throw new Error('it is in the inbox')
    return found
  }

  it.each<[string, Partial<InboxRow>]>([
    ['marking', { marking: 'NOT PROTECTIVELY MARKED' }],
    ['sender', { from: 'listing@liverpool-mc.cjsm.test' }],
    ['kind', { kind: 'note' }],
    ['day', { respondBy: '2010-03-01' }],
    ['exchange', { thread: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  ])('is not believed about its %s, and what was signed stands', async (_what, change) => {
    const honest = await row(one.referral)
    const [believed] = await believedInbox(reader, [{ ...honest, ...change }])
    const { signed: _, ...as } = honest
    expect(believed).toEqual({
      ...as,
      verified: true,
      doubt: expect.stringContaining('otherwise than its sender signed'),
    })
    expect((await believedInbox(reader, [honest]))[0]).toEqual({ ...as, verified: true, doubt: null })
  })

  it('has nobody’s signature for a mailbox of another agency, of which nobody has certified a key', async () => {
    const honest = await row(one.referral)
    const from = 'new.desk@liverpool-mc.cjsm.test'
    const statement = JSON.stringify({ ...JSON.parse(honest.signed?.statement ?? ''), from })
    const [key, signer] = [reader.key, reader.key.getFingerprint()]
    const signed = { statement, signature: await signStatement(statement, key, new Date()), signer }
    const [believed] = await believedInbox(reader, [{ ...honest, from, signed }])
    expect(believed).toMatchObject({
      ...{ verified: false, marking: null },
      doubt: expect.stringContaining('whose mailbox it is not'),
    })
  })

  it('is not believed about a day by which mail from a partner is to be answered: nobody signs one', async () => {
    const mail: Partial<InboxRow> = {
      ...{
        origin: 'mail',
        kind: 'mail',
        marking: null,
        from: null,
        fromDomain: 'merseyside.pnn.police.test',
      },
      ...{ unproven: true, urgency: null, respondBy: null, signed: null },
    }
    const honest: InboxRow = { ...(await row(one.referral)), ...mail }
    const lied: InboxRow = { ...honest, urgency: 'immediate', respondBy: '2010-03-01' }
    const [shown, believed] = await believedInbox(reader, [honest, lied])
    expect(shown).toMatchObject({ doubt: null })
    expect(believed).toMatchObject({
      ...{ urgency: null, respondBy: null },
      doubt: expect.stringContaining('to be answered by 2010-03-01, which is not what anybody'),
    })
  })

  it('has no marking believed of one that was signed of another, or of none', async () => {
    const [first, second] = [await row(one.referral), await row(two.referral)]
    const shown = await believedInbox(reader, [
      { ...first, signed: second.signed ?? null },
      { ...first, signed: null },
      { ...first, mailbox: ASB_TEAM },
    ])
    expect(shown.map(({ marking, verified }) => ({ marking, verified }))).toEqual(
      shown.map(() => ({ marking: null, verified: false })),
    )
    expect(shown.map(({ doubt }) => doubt)).toEqual([
      expect.stringContaining('What was signed is another referral'),
      expect.stringContaining('nothing that somebody signed of it'),
      expect.stringContaining(`It was not sent to ${ASB_TEAM}`),
    ])
  })

  it('is told of in what was sent, and in what is shown before it is opened', async () => {
    const { rows } = await sender.client.sent({ signed: 'yes' })
    const lied = rows.map((shown) => ({ ...shown, marking: 'NOT PROTECTIVELY MARKED' }))
    expect(await believedSent(sender, lied)).toEqual(
      lied.map(() => expect.objectContaining({ marking: 'RESTRICTED', doubt: expect.any(String) })),
    )
    const view = await reader.client.delivery(one.delivery)
    const shown = await believedView(reader, { ...view, marking: 'NOT PROTECTIVELY MARKED' })
    expect(shown).toMatchObject({
      marking: null,
      verified: false,
      doubt: expect.stringMatching(/cannot be trusted/),
    })
    expect(await believedView(reader, view)).toMatchObject({
      marking: view.marking,
      verified: true,
      doubt: null,
    })
  })
})

describe('a service that shows a withdrawal', () => {
  let view: ReferralView
  beforeAll(async () => {
    const { referral } = await send({ session: sender, prepared: await prepared(sender) })
    await delivered(reader, referral)
    await withdraw({ session: sender, referral, reason: 'sent-in-error', now: new Date() })
    view = await sender.client.referral(referral)
  })
  type Withdrawn = NonNullable<ReferralView['deliveries'][number]['withdrawn']>
  const shown = (change: (was: Withdrawn) => Withdrawn | null): ReferralView => ({
    ...view,
    deliveries: view.deliveries.map((one) => ({ ...one, withdrawn: one.withdrawn && change(one.withdrawn) })),
  })
  const problemOf = async (of: ReferralView, session = sender) =>
    (await checkWithdrawals(of, of.statement, session)).map(({ problem }) => problem)

  it('is believed of what its sender signed: the reason, and the time that they say', async () => {
    const [checked] = await checkWithdrawals(view, view.statement, sender)
    expect(checked).toMatchObject({ reason: 'sent-in-error', problem: null, mailbox: YOT })
    const late = shown((was) => ({ ...was, at: '2031-01-01T00:00:00.000Z' }))
    const believed = await believedView(sender, late)
    expect(believed).toMatchObject({ doubt: null, deliveries: [{ withdrawn: { at: checked?.time } }] })
  })

  it.each<[string, (was: Withdrawn) => Withdrawn | null, RegExp]>([
    ['another reason', (was) => ({ ...was, reason: 'superseded' }), /another reason/],
    [
      'a statement that was changed',
      (was) => ({
        ...was,
        reason: 'superseded',
        statement: was.statement.replace('sent-in-error', 'superseded'),
      }),
      /signature does not match/,
    ],
    ['nothing that was signed', () => null, /nothing that its sender signed/],
    ['a stranger as its signer', (was) => ({ ...was, signer: '0'.repeat(40) }), /no agency has appointed/],
  ])('is not with %s', async (_what, change, why) => {
    const lied = shown(change)
    expect(await problemOf(lied)).toEqual([expect.stringMatching(why)])
    expect((await believedView(sender, lied)).doubt).toMatch(why)
  })

  it('is not with a signature of the recipient, of another referral, or of a former member', async () => {
    const [delivery] = view.deliveries
    const was = delivery?.withdrawn
    if (!was) throw new Error('it was withdrawn')
    const byReader = { ...was, signature: await signStatement(was.statement, reader.key, new Date()) }
    expect(await problemOf(shown(() => ({ ...byReader, signer: reader.key.getFingerprint() })))).toEqual([
      expect.stringContaining('was not appointed to send from'),
    ])
    const other = await sender.client.referral(two.referral)
    const moved = { ...other, deliveries: other.deliveries.map((row) => ({ ...row, withdrawn: was })) }
    expect(await problemOf(moved)).toEqual([expect.stringContaining('another referral')])
    const state = structuredClone(await sender.trust.state())
    Object.assign(state.people[sender.key.getFingerprint()] ?? {}, { mailboxes: [] })
    const trust = { ...sender.trust, state: async () => state }
    expect(await problemOf(view, { ...sender, trust })).toEqual([
      expect.stringContaining('was not appointed to send from'),
    ])
  })
})

describe('a service that says that advice was sent', () => {
  it('is believed only of what a member of the mailbox signed', async () => {
    const id = await adviceIdOf(one.delivery)
    const asked = { id, answers: one.referral, mailbox: YOT }
    expect(await sentAdvice(reader, asked)).toBeNull()
    const shown = { ...(await reader.client.referral(one.referral)), sentByMe: true, inReplyTo: one.referral }
    const claiming = (referral: string): Session => ({
      ...reader,
      client: { ...reader.client, referral: async () => ({ ...shown, referral }) },
    })
    await expect(sentAdvice(claiming(id), asked)).rejects.toThrow(/cannot be trusted/)
    await expect(sentAdvice(claiming(one.referral), asked)).rejects.toThrow(/answers with another referral/)
  })
})

describe('a service that gives one case in the place of another', () => {
  const now = new Date()
  const begin = (title: string) => beginCase(sender, { mailbox: ASB_TEAM, title, number: null, now })
  const note = (text: string) => addNote(newItemId(now), text, writtenBy(sender, now))

  it('has nobody write into the other what is meant for the one', async () => {
    const [meant, other] = [await begin('Meant'), await begin('Other')]
    await changeCase(sender, meant, note('A colleague was faster.'), now)
    const exchanging = at(sender, (path, shown) =>
      path === `/api/v1/cases/${meant.file.id}` ? { ...other.file } : shown,
    )
    await expect(changeCase(exchanging, meant, note('For the one.'), now)).rejects.toThrow(
      /answers with another case than/,
    )
    expect(await sender.client.case(other.file.id)).toMatchObject({ version: 1 })
  })

  it('has nobody take the notes of earlier for the newest, once they have seen those', async () => {
    const first = await begin('Newest')
    const second = await changeCase(sender, first, note('Second.'), now)
    await changeCase(sender, second, note('A colleague was faster.'), now)
    const goingBack = at(sender, (path, shown) =>
      path === `/api/v1/cases/${first.file.id}` ? { ...first.file } : shown,
    )
    await expect(changeCase(goingBack, second, note('Third.'), now)).rejects.toThrow(/as it was earlier/)
  })

  it('puts no referral of another exchange into it', async () => {
    const [view, stranger] = [
      await sender.client.referral(one.referral),
      await sender.client.referral(two.referral),
    ]
    const opened = await changeCase(
      sender,
      await begin('Exchange'),
      addThread(view.thread, writtenBy(sender, now)),
      now,
    )
    const mixing = at(sender, (path, shown) =>
      path === `/api/v1/threads/${view.thread}` ? { ...shown, referrals: [view, stranger] } : shown,
    )
    expect((await timelineOf(sender, [opened])).entries.map(({ reference }) => reference)).toContain(
      view.reference,
    )
    await expect(timelineOf(mixing, [opened])).rejects.toThrow(/in an exchange that it is not part of/)
  })
})

describe('a service that gives out a mailbox key of its own making', () => {
  it('has nothing sealed with it, though the grant fits it', async () => {
    const now = new Date()
    const key = await generateMailboxKey({ name: 'YOT', address: YOT, now })
    const token = 'a'.repeat(43)
    const locked = await lockKey(key, token, { fast: true })
    const grant = await makeGrant({
      mailbox: YOT,
      generation: 2,
      part: 'open',
      token,
      locked,
      grantee: reader.key.toPublic(),
      granter: key,
      expires: new Date(now.getTime() + 86_400_000),
      now,
    })
    const forged = {
      mailbox: YOT,
      generation: 2,
      part: 'open',
      locked,
      statement: grant.statement,
      signature: grant.signature,
      sealedToken: Buffer.from(grant.sealedToken).toString('base64'),
      granter: key.getFingerprint(),
    }
    const session = at(reader, (path, shown) =>
      path.endsWith('/key-grants') && Array.isArray(shown.grants)
        ? { grants: [...shown.grants, forged] }
        : shown,
    )
    await mailboxCertificate(session, YOT, { now })
    await expect(openMailboxKeys(session, { now })).rejects.toThrow('by somebody who may not grant it')
  })
  it('is asked of the trust log each time, also for what the session has opened before', async () => {
    const now = new Date()
    const before = await openMailboxKeys(reader, { now })
    const state = structuredClone(await reader.trust.state())
    const yot = state.mailboxes[YOT]
    if (!yot) throw new Error('the YOT has a mailbox')
    state.mailboxes[YOT] = { ...yot, fingerprint: '0'.repeat(40) }
    const elsewhere = {
      ...reader,
      trust: { ...reader.trust, state: async () => state, refresh: async () => state },
    }
    await expect(openMailboxKeys(elsewhere, { now, only: YOT })).rejects.toThrow('is not of its certificate')
    expect((await openMailboxKeys(reader, { now })).get(YOT)?.signing).toBe(before.get(YOT)?.signing)
  })
})
