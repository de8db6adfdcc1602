import { randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signStatement } from '../../src/crypto/statement.ts'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
} from '../../src/demo/partnership/mailboxes.ts'
import { consentOf } from '../../src/domain/consents.ts'
import { parseMarking } from '../../src/domain/marking.ts'
import type { Manifest } from '../../src/domain/wire/manifest.ts'
import { signReceipt } from '../../src/sdk/receipt.ts'
import { readStatement } from '../../src/sdk/referral-statement.ts'
import type { Session } from '../../src/sdk/session.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { altered, named, prepared, refusal, type Submission, until } from './sending.ts'

let service: TestService
let sender: Session
let colleague: Session
let officer: Session
let court: Session

beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  colleague = await service.session('asb.caseworker2')
  officer = await service.session('yot.officer')
  court = await service.session('court.listing')
})
afterAll(() => service?.stop())

const minutes = (from: number) => new Date(Date.now() + from * 60_000).toISOString()
const thread = () => randomBytes(16).toString('base64url')

/** What the service says to a referral whose manifest was altered and signed anew. */
async function answerTo(fields: Partial<Manifest>) {
  const { status, type, detail, extra } = await refusal(
    sender.client.submit(await altered(sender, await prepared(sender), { fields })),
  )
  return { status, type, detail, extra }
}

async function rowsOf(referral: string) {
  const { db } = service.database
  const [referrals, deliveries, entries] = await Promise.all([
    db.selectFrom('referral').select('id').where('id', '=', referral).execute(),
    db.selectFrom('delivery').select('id').where('referral_id', '=', referral).execute(),
    db
      .selectFrom('log_staged')
      .select('id')
      .where('referral_id', '=', referral)
      .where('type', '=', 'accepted')
      .execute(),
  ])
  return { referrals: referrals.length, deliveries: deliveries.length, entries: entries.length }
}

describe('a submission is refused', () => {
  it('that a colleague has signed, or that is sent in with a colleague’s sign-in', async () => {
    const { manifest, content } = await prepared(sender)
    const signature = await signStatement(manifest, colleague.key, new Date())
    const refused = await refusal(sender.client.submit({ manifest, signature, content }))
    expect(refused).toMatchObject({ status: 403, type: named('signature-not-yours') })
    const theirs = await refusal(colleague.client.submit(await prepared(sender)))
    expect(theirs).toMatchObject({ status: 403, type: named('signature-not-yours') })
  })

  it('whose signature is over another text, or is no signature', async () => {
    const { manifest, content } = await prepared(sender)
    const { signature } = await prepared(sender)
    const other = await refusal(sender.client.submit({ manifest, signature, content }))
    expect(other).toMatchObject({ status: 422, type: named('signature-invalid') })
    const none = await refusal(sender.client.submit({ manifest, signature: 'signed: me', content }))
    expect(none).toMatchObject({ status: 422, type: named('signature-invalid') })
  })

  it('signed by the same person as a statement of another sort', async () => {
    const { content, ...ready } = await prepared(sender)
    await sender.client.submit({ ...ready, content })
    const statement = await readStatement(sender, await sender.client.referral(ready.fields.id))
    const receipt = await signReceipt(
      sender.key,
      { statement, mailbox: LIVERPOOL_YOT },
      { event: 'opened', reason: null, now: new Date() },
    )
    const refused = await refusal(
      sender.client.submit({ manifest: receipt.statement, signature: receipt.signature, content }),
    )
    expect(refused).toMatchObject({ status: 400, type: named('invalid-request') })
  })

  it('from a mailbox that its sender does not work in', async () => {
    const refused = await answerTo({ from: COURT_LISTING })
    expect(refused).toMatchObject({ status: 403, type: named('not-yours') })
  })

  it('whose content is not what the manifest names', async () => {
    const [{ sha256, size } = { sha256: '', size: 0 }] = (await prepared(sender)).fields.content
    for (const content of [
      { sha256: '0'.repeat(64), size },
      { sha256, size: size + 1 },
    ]) {
      const refused = await answerTo({ content: [content] })
      expect(refused).toMatchObject({ status: 422, type: named('digest-mismatch') })
    }
  })

  it('that is larger, as mail, than a partner takes: the sender is told how large and how much, and nothing is kept', async () => {
    const domain = POLICE_INTELLIGENCE.slice(POLICE_INTELLIGENCE.indexOf('@') + 1)
    const limits = async (laidDown: number | null, seen: number | null, days = 0) => {
      const { db } = service.database
      await db
        .updateTable('network')
        .set({ max_message_bytes: laidDown })
        .where('domain', '=', domain)
        .execute()
      const size_seen_at = new Date(Date.now() - days * 86_400_000)
      const state = { size_limit: seen === null ? null : BigInt(seen), size_seen_at }
      await db.updateTable('route_state').set(state).where('domain', '=', domain).execute()
    }
    const attachments = [{ name: 'plan.bin', type: 'application/octet-stream', bytes: randomBytes(200_000) }]
    const large = () => prepared(sender, { to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE], attachments })
    for (const [laidDown, seen] of [
      [150_000, null],
      [null, 150_000],
      [150_000, 10_000_000],
      [10_000_000, 150_000],
    ] as const) {
      await limits(laidDown, seen)
      const ready = await large()
      const refused = await refusal(sender.client.submit(ready))
      expect(refused).toMatchObject({
        status: 422,
        type: named('too-large-for-partner'),
        detail: expect.stringMatching(
          /^As mail this would be 0\.\d MB, and \S+ takes at most 0\.1 MB: leave out/,
        ),
        extra: { size: expect.any(Number), partners: [{ domain, limit: 150_000 }] },
      })
      expect(refused.detail).toContain(domain)
      expect(await rowsOf(ready.fields.id)).toEqual({ referrals: 0, deliveries: 0, entries: 0 })
    }
    // What is small enough passes, and so does what goes to others only.
    await sender.client.submit(await prepared(sender, { to: [POLICE_INTELLIGENCE] }))
    await sender.client.submit(await prepared(sender, { attachments }))
    // What the server said long ago is not believed for ever.
    await limits(null, 150_000, 8)
    await sender.client.submit(await large())
    await limits(null, null)
  })

  it('composed more than an hour ago', async () => {
    expect(await answerTo({ created: minutes(-61) })).toMatchObject({
      status: 422,
      type: named('manifest-stale'),
      detail: 'The manifest was composed 61 minutes ago; compose it again.',
    })
  })

  it('composed on a clock more than five minutes ahead, saying by how much', async () => {
    const refused = await answerTo({ created: minutes(6) })
    expect(refused).toMatchObject({ status: 422, type: named('manifest-ahead') })
    expect(refused.detail).toMatch(/^Your clock is 3(59|60) seconds ahead of the service/)
    expect(refused.extra.skewSeconds).toBeGreaterThanOrEqual(358)
    expect(refused.extra.skewSeconds).toBeLessThanOrEqual(360)
  })

  it('to an address that is no mailbox of the partnership', async () => {
    expect(await answerTo({ to: ['nobody@liverpool.gcsx.gov.test'] })).toMatchObject({
      status: 422,
      type: named('unknown-recipient'),
    })
  })

  it('in an exchange that the sending mailbox is no party to', async () => {
    const { thread } = await sender.client.submit(await prepared(sender))
    const intruding = await prepared(court, { from: COURT_LISTING, to: [ASB_TEAM], thread })
    const refused = await refusal(court.client.submit(intruding))
    expect(refused).toMatchObject({ status: 403, type: named('not-a-thread-party') })
    const { parties } = await sender.client.thread(thread)
    expect(parties).toEqual([ASB_TEAM, LIVERPOOL_YOT])
  })

  it('in answer to something that the sending mailbox cannot see, though it is party to the exchange', async () => {
    const exchange = thread()
    await sender.client.submit(await prepared(sender, { thread: exchange }))
    const aside = await sender.client.submit(
      await prepared(sender, { thread: exchange, to: [POLICE_INTELLIGENCE] }),
    )
    const answer = { from: LIVERPOOL_YOT, to: [ASB_TEAM], thread: exchange }
    for (const inReplyTo of [aside.referral, uuid()]) {
      const refused = await refusal(officer.client.submit(await prepared(officer, { ...answer, inReplyTo })))
      expect(refused).toMatchObject({ status: 403, type: named('not-a-thread-party') })
    }
  })
})

describe('what answers a referral', () => {
  it('is not marked below it, except by whoever marked that (M11)', async () => {
    const exchange = { thread: thread(), marking: parseMarking('RESTRICTED') }
    const { referral: inReplyTo } = await sender.client.submit(await prepared(sender, exchange))
    const lower = { ...exchange, inReplyTo, marking: parseMarking('PROTECT – PERSONAL') }
    const answer = await prepared(officer, { ...lower, from: LIVERPOOL_YOT, to: [ASB_TEAM] })
    const refused = await refusal(officer.client.submit(answer))
    expect(refused).toMatchObject({ type: named('rules-refused'), extra: { reasons: [{ rule: 'M11' }] } })
    const marked = { fields: { id: uuid(), marking: exchange.marking } }
    expect((await officer.client.submit(await altered(officer, answer, marked))).referral).toBe(
      marked.fields.id,
    )
    expect((await sender.client.submit(await prepared(sender, lower))).thread).toBe(exchange.thread)
  })

  it('does not keep back for want of a basis what identifies nobody (L14)', async () => {
    const exchange = { thread: thread() }
    const nobody = { dataClass: 'depersonalised' as const, categories: [], bases: [] }
    const about = async (session: Session, request: object, more: object) =>
      altered(session, await prepared(session, { ...exchange, ...request }), {
        fields: { id: uuid(), ...nobody, ...more },
      })
    const { referral: inReplyTo } = await sender.client.submit(await about(sender, {}, {}))
    const answering = { from: LIVERPOOL_YOT, to: [ASB_TEAM], inReplyTo }
    const replying = async (reason: 'no-legal-basis' | 'cannot-depersonalise') =>
      about(officer, answering, { kind: 'reply', reply: { outcome: 'cannot-share', reason } })
    expect(await refusal(officer.client.submit(await replying('no-legal-basis')))).toMatchObject({
      type: named('rules-refused'),
      extra: { reasons: [{ rule: 'L14' }] },
    })
    const { thread: answered } = await officer.client.submit(await replying('cannot-depersonalise'))
    expect(answered).toBe(exchange.thread)
  })
})

describe('a submission that comes again', () => {
  it('gets the first answer, with its proof, and is not sent twice', async () => {
    const submission = await prepared(sender)
    const { proof: first, ...answer } = await sender.client.submit(submission)
    const published = await until('it was published', async () => {
      return first ?? (await sender.client.proof(answer.referral)) ?? undefined
    })
    const { proof: again, ...sameAnswer } = await sender.client.submit(submission)
    expect(sameAnswer).toEqual(answer)
    // The proof may lead to a later checkpoint; the entry and its place are the same.
    expect({ ...again, proof: published.proof }).toEqual(published)
    expect(await rowsOf(answer.referral)).toEqual({ referrals: 1, deliveries: 1, entries: 1 })
  })

  it('at the very same time is accepted once, and both are told so', async () => {
    const submission = await prepared(sender, { to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE] })
    const answers = await Promise.all([1, 2, 3].map(() => sender.client.submit(submission)))
    expect(
      new Set(answers.map(({ referral, reference, thread }) => `${referral} ${reference} ${thread}`)).size,
    ).toBe(1)
    expect(await rowsOf(submission.fields.id)).toEqual({ referrals: 1, deliveries: 2, entries: 1 })
  })

  it('with another content, manifest or sender under the same id is a conflict', async () => {
    const submission = await prepared(sender)
    const { referral } = await sender.client.submit(submission)
    const conflicting: [Session, Submission][] = [
      [sender, { ...submission, content: (await prepared(sender)).content }],
      [
        sender,
        await altered(sender, submission, { fields: { consent: consentOf('given', { on: '2010-01-04' }) } }),
      ],
      [colleague, submission],
      [colleague, await altered(colleague, submission, { fields: {} })],
    ]
    for (const [{ client }, parts] of conflicting) {
      expect(await refusal(client.submit(parts))).toMatchObject({ status: 409, type: named('conflict') })
    }
    expect(await rowsOf(referral)).toEqual({ referrals: 1, deliveries: 1, entries: 1 })
  })

  it('as the content of another referral is refused', async () => {
    const submission = await prepared(sender)
    await sender.client.submit(submission)
    const again = await altered(sender, submission, { fields: { id: uuid(), thread: thread() } })
    expect(await refusal(sender.client.submit(again))).toMatchObject({
      status: 409,
      type: named('content-already-used'),
    })
  })
})

describe('submissions that come at the same time', () => {
  it('are each judged and answered alone: one that is refused keeps back no other', async () => {
    const first = await prepared(sender)
    const same = await altered(sender, first, { fields: { id: uuid(), thread: thread() } })
    const others = [await prepared(sender), await prepared(sender), await prepared(sender)]
    const outcomes = await Promise.allSettled(
      [first, others[0], same, others[1], others[2]].map((one) => sender.client.submit(one ?? first)),
    )
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(refused).toMatchObject([{ status: 409, type: named('content-already-used') }])
    for (const { fields } of others) {
      expect(await rowsOf(fields.id)).toEqual({ referrals: 1, deliveries: 1, entries: 1 })
    }
  })

  it('are judged by the certificates of that moment', async () => {
    const submission = await prepared(sender)
    await sender.client.submit(await prepared(sender))
    const { owner } = service.database
    const of = owner.selectFrom('mailbox').select('id').where('address', '=', LIVERPOOL_YOT)
    const current = owner.updateTable('certificate').where('mailbox_id', '=', of)
    await current.set({ state: 'revoked' }).execute()
    expect(await refusal(sender.client.submit(submission))).toMatchObject({ type: named('no-certificate') })
    await current.set({ state: 'current' }).execute()
    await sender.client.submit(submission)
  })

  it('are judged by the sender’s own certificate of that moment', async () => {
    const submission = await prepared(sender)
    await sender.client.submit(await prepared(sender))
    const own = service.database.owner
      .updateTable('certificate')
      .where('fpr', '=', sender.key.getFingerprint())
    await own.set({ state: 'revoked' }).execute()
    expect(await refusal(sender.client.submit(submission))).toMatchObject({
      type: named('signature-not-yours'),
    })
    await own.set({ state: 'current' }).execute()
    await sender.client.submit(submission)
  })
})
