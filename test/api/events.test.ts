import pg from 'pg'
import { pino } from 'pino'
import { beforeAll, describe, expect, it } from 'vitest'
import { ASB_TEAM, COURT_LISTING, LIVERPOOL_YOT, SEFTON_YOT } from '../../src/demo/partnership/mailboxes.ts'
import type { ServiceEvent } from '../../src/domain/wire/events.ts'
import { composeService } from '../../src/main/compose.ts'
import { createClient } from '../../src/sdk/client.ts'
import type { Session } from '../../src/sdk/session.ts'
import { named, prepared, refusal, until } from '../services/sending.ts'
import { freePort } from '../setup/ports.ts'
import { startTestService, type TestService } from '../setup/service.ts'

let service: TestService
let sender: Session
let reader: Session
let listing: Session
/** so far the service's clock is ahead, ms */
let ahead = 0

beforeAll(async () => {
  // Three beats are all that whoever listens lets the service be silent for: enough that a machine which is busy is not taken for dead.
  service = await startTestService({ beatMs: 1_000, clock: () => new Date(Date.now() + ahead) })
  sender = await service.session('asb.caseworker')
  reader = await service.session('yot.officer')
  listing = await service.session('court.listing')
})

type Listening = {
  next(): Promise<ServiceEvent | null>
  until(name: string): Promise<ServiceEvent>
  /** the last event, once none before it told of this referral */
  endWithout(referral: string): Promise<ServiceEvent | undefined>
  stop(): void
}

/** Listens, once the service says that it tells. */
async function listen(session: Pick<Session, 'client'>): Promise<Listening> {
  const leaving = new AbortController()
  const events = session.client.events({ signal: leaving.signal })
  const next = async () => (await events.next()).value ?? null
  expect((await next())?.event).toBe('listening')
  return {
    next,
    async until(name) {
      for (;;) {
        const event = await next()
        if (event === null) throw new Error(`the stream ended before ${name}`)
        if (event.event === name) return event
      }
    },
    async endWithout(referral) {
      const heard: ServiceEvent[] = []
      for (let event = await next(); event !== null; event = await next()) heard.push(event)
      expect(JSON.stringify(heard)).not.toContain(referral)
      return heard.at(-1)
    },
    stop: () => leaving.abort(),
  }
}

/** Changes what the database says of the reader, as their co-ordinator's records would. */
const reads = (sql: string) =>
  superuser(`update membership set ${sql} where person_id = '${reader?.person.id}'`)

async function superuser(sql: string): Promise<void> {
  const client = new pg.Client(service.database.superuserUrl)
  await client.connect()
  await client.query(sql)
  await client.end()
}

describe('the stream of events', () => {
  it('says of which lists of which mailboxes somebody is told', async () => {
    const events = reader.client.events({ seconds: 0 })
    expect((await events.next()).value).toMatchObject({
      event: 'listening',
      mailboxes: [{ mailbox: LIVERPOOL_YOT, lists: ['inbox', 'sent', 'drafts', 'cases', 'quarantine'] }],
    })
    expect((await events.next()).value).toEqual({ event: 'ended', why: 'time' })
  })

  it('tells sender and reader what has changed by ids alone, and nobody else anything', async () => {
    const [sending, reading, court] = await Promise.all([listen(sender), listen(reader), listen(listing)])
    const referral = await prepared(sender)
    await sender.client.submit(referral)
    const { id, thread } = referral.fields
    const changed = { event: 'changed', referral: id, thread }
    expect(await reading.until('changed')).toEqual({ ...changed, list: 'inbox', mailbox: LIVERPOOL_YOT })
    expect(await sending.until('changed')).toEqual({ ...changed, list: 'sent', mailbox: ASB_TEAM })
    // Whatever the court is told first is of its own: what came before it was nothing of theirs.
    const order = await prepared(listing, { from: COURT_LISTING, to: [SEFTON_YOT] })
    await listing.client.submit(order)
    expect(await court.until('changed')).toMatchObject({ mailbox: COURT_LISTING, referral: order.fields.id })
    for (const one of [sending, reading, court]) one.stop()
  })

  it('asks to look again once the service may have missed something', async () => {
    const reading = await listen(reader)
    await superuser(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'despatch % listen'`,
    )
    await reading.until('again')
    reading.stop()
  })

  it('is told by every process that serves people, whichever was sent to', async () => {
    const { config, database } = service
    const port = await freePort('127.0.0.1')
    const other = composeService(
      { ...config, port },
      { runtimeUrl: database.runtimeUrl, ownerUrl: null, sequencerUrl: null, embedded: false },
      { demo: false, role: 'api', client: Promise.resolve(null), logger: pino({ level: 'silent' }) },
    )
    await other.start()
    try {
      const client = createClient({ origin: `http://127.0.0.1:${port}`, token: reader.client.token })
      const reading = await listen({ client })
      const referral = await prepared(sender)
      await sender.client.submit(referral)
      expect(await reading.until('changed')).toMatchObject({ list: 'inbox', referral: referral.fields.id })
      reading.stop()
    } finally {
      await other.stop()
    }
  })

  it('is refused to whoever has as many as one account may, until one of them has ended', async () => {
    const open = await Promise.all([1, 2, 3, 4, 5].map(() => listen(reader)))
    const refused = await refusal(reader.client.events().next())
    expect(refused.type).toBe(named('too-many-requests'))
    expect(refused.retryAfterSeconds).toBe(30)
    // Somebody else has places of their own.
    ;(await listen(sender)).stop()
    open[0]?.stop()
    const again = await until('a place was free', () => listen(reader).catch(() => undefined))
    for (const one of [...open, again]) one.stop()
  })

  it('ends when the session does, and tells nothing after it', async () => {
    const session = await service.session('yot.officer')
    const reading = await listen(session)
    await session.client.endSessions('this')
    const unheard = await prepared(sender)
    await sender.client.submit(unheard)
    expect(await reading.endWithout(unheard.fields.id)).toEqual({ event: 'ended', why: 'signed-out' })
  })

  it('ends when the account is suspended, and tells nothing after it', async () => {
    const reading = await listen(reader)
    const state = (is: string) => superuser(`update person set state = '${is}' where login = 'yot.officer'`)
    await state('suspended')
    const unheard = await prepared(sender)
    await sender.client.submit(unheard)
    expect(await reading.endWithout(unheard.fields.id)).toEqual({ event: 'ended', why: 'signed-out' })
    await state('active')
  })

  it('ends when a mailbox is taken away or may be used otherwise, and tells nothing of it after that', async () => {
    const reading = await listen(reader)
    await reads(`rights = '{send}'`)
    const unheard = await prepared(sender)
    await sender.client.submit(unheard)
    expect(await reading.endWithout(unheard.fields.id)).toEqual({ event: 'ended', why: 'mailboxes' })
    const events = reader.client.events({ seconds: 0 })
    expect((await events.next()).value).toMatchObject({ mailboxes: [{ lists: ['sent', 'drafts'] }] })
    await reads(`rights = '{send,open}'`)
  })

  it('ends with the access token', async () => {
    const reading = await listen(reader)
    ahead = 16 * 60_000
    expect(await reading.until('ended')).toEqual({ event: 'ended', why: 'signed-out' })
    expect((await refusal(reader.client.events().next())).type).toBe(named('token-expired'))
    ahead = 0
  })

  it('ends in an orderly way when the service stops, which does not wait for it', async () => {
    const late = await service.session('yot.officer')
    const reading = await listen(late)
    await service.stop()
    expect(await reading.until('ended')).toEqual({ event: 'ended', why: 'stopping' })
    expect(await reading.next()).toBeNull()
  })
})
