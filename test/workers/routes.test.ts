import { generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { pino } from 'pino'
import { SMTPServer } from 'smtp-server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { createSigner, dkimRecord } from '../../src/mail/gateway/dkim.ts'
import { createStsPolicies, type Resolve } from '../../src/mail/gateway/mta-sts.ts'
import { relayed } from '../../src/mail/gateway/outcome.ts'
import { createRelayPool } from '../../src/mail/gateway/relay-pool.ts'
import type { Relay, RelayResult } from '../../src/mail/gateway/relay-request.ts'
import { createServerFinder } from '../../src/mail/gateway/relay-servers.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { dueDeliveries } from '../../src/services/deliveries/due.ts'
import { expirePaused } from '../../src/services/deliveries/give-up.ts'
import { leaseDue } from '../../src/services/deliveries/lease.ts'
import { noteDelays } from '../../src/services/deliveries/note-delays.ts'
import { pauseRoute, resumeRoute, retryRoute } from '../../src/services/routes/pause.ts'
import { createDispatch, type Dispatch, type DispatchDependencies } from '../../src/workers/dispatch.ts'
import { createWorld, type World } from '../faults/world.ts'
import { type Authority, makeAuthority } from '../mail/gateway/authority.ts'
import { prepared } from '../services/sending.ts'

const POLICE = POLICE_INTELLIGENCE.slice(POLICE_INTELLIGENCE.indexOf('@') + 1)

let world: World
let caseWorker: Session
let authority: Authority
let network: Record<string, unknown>
let begun: Dispatch[] = []
const servers: SMTPServer[] = []

/** Everything runs but the worker: what is published waits for those of the test. */
beforeAll(async () => {
  world = await createWorld()
  for (const role of ['sequencer', 'api'] as const) await world.start({ role })
  caseWorker = await world.session('asb.caseworker')
  authority = await makeAuthority('Police Network Root')
  const [row] = await world.asSuperuser('select * from network where domain = $1', [POLICE])
  network = row ?? {}
})
afterEach(async () => {
  for (const dispatch of begun) await dispatch.stop(5_000)
  begun = []
  for (const server of servers.splice(0)) await new Promise<void>((done) => server.close(() => done()))
  await world.asSuperuser(
    "update delivery set state = 'failed', next_attempt_at = null, lease_until = null where state = 'accepted'",
  )
  await settings({
    relay_by: 'host',
    relay_host: network.relay_host,
    relay_port: network.relay_port,
    tls_certificate: network.tls_certificate,
    tls_authority: null,
    rate_per_minute: null,
    max_connections: null,
    max_message_bytes: null,
  })
  await world.asSuperuser(
    'update route_state set paused_at = null, paused_by = null, minute = null, mta_sts = null',
  )
})
afterAll(() => world?.end())

async function settings(change: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(change).map((column, n) => `${column} = $${n + 2}`)
  await world.asSuperuser(`update network set ${columns.join(', ')} where domain = $1`, [
    POLICE,
    ...Object.values(change),
  ])
}

const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look)

async function sent(request: Parameters<typeof prepared>[1] = {}): Promise<string> {
  const ready = await prepared(caseWorker, { to: [POLICE_INTELLIGENCE], ...request })
  const { referral } = await send({ session: caseWorker, prepared: ready })
  const published = 'select 1 from referral join log_entry using (staged_id) where id = $1'
  await eventually(() => world.asSuperuser(published, [referral])).toHaveLength(1)
  return referral
}

const sentSome = (count: number) => Promise.all(Array.from({ length: count }, () => sent()))

async function state() {
  const [row = {}] = await world.asSuperuser('select * from route_state where domain = $1', [POLICE])
  return row
}

async function delivery(referral: string) {
  const [found] = (await caseWorker.client.referral(referral)).deliveries
  if (!found) throw new Error('it has no delivery')
  return found
}

const result: RelayResult = {
  ...relayed('250 2.0.0 Taken'),
  host: 'mx.test',
  tls: 'TLSv1.3 TLS_AES_256_GCM_SHA384',
  dsn: true,
  seen: null,
}
const nobody = async () => {
  throw new Error('nobody is asked')
}

const worker = (change: Partial<DispatchDependencies>): Dispatch => {
  const dispatch = createDispatch({
    db: world.database.db,
    clock: () => new Date(),
    serviceDomain: world.config.serviceDomain,
    relay: async () => result,
    findServers: createServerFinder({ resolve: nobody, policyOf: nobody }),
    credentialsOf: () => null,
    sign: null,
    tidy() {},
    logger: pino({ level: 'silent' }),
    ...change,
  })
  begun.push(dispatch)
  return dispatch
}

/** Until there is enough of this minute left for what follows. */
const earlyInAMinute = () =>
  expect
    .poll(async () => (await world.asSuperuser('select extract(second from now())::int as s'))[0]?.s, {
      timeout: 30_000,
    })
    .toBeLessThan(45)

const nextMinute = () => world.asSuperuser("update route_state set minute = minute - interval '1 minute'")

describe('a route with a rate', () => {
  it('is leased no more than that in a minute, by however many workers, and the rest when it turns', async () => {
    await settings({ rate_per_minute: 5 })
    await sentSome(12)
    await earlyInAMinute()
    const { db } = world.database
    const taken = await Promise.all([1, 2, 3, 4].map(() => leaseDue(db, POLICE, 4)))
    expect(taken.flat()).toHaveLength(5)
    expect(await state()).toMatchObject({ in_minute: 5 })
    for (const { withinMs } of taken.flat()) {
      expect(withinMs).toBeGreaterThan(0)
      expect(withinMs).toBeLessThanOrEqual(60_000)
    }
    // Nobody is woken for it meanwhile.
    expect((await dueDeliveries(db)).domains).not.toContain(POLICE)
    await nextMinute()
    expect((await dueDeliveries(db)).domains).toContain(POLICE)
    expect(await leaseDue(db, POLICE, 25)).toHaveLength(5)
    await nextMinute()
    expect(await leaseDue(db, POLICE, 25)).toHaveLength(2)
    expect(await state()).toMatchObject({ in_minute: 2 })
  })

  it('has that many relayed by two workers together, and as many in the next', async () => {
    await settings({ rate_per_minute: 5 })
    await sentSome(12)
    let relays = 0
    const counted: Relay = async () => {
      relays += 1
      return result
    }
    const workers = [worker({ relay: counted }), worker({ relay: counted })]
    await earlyInAMinute()
    for (const expected of [5, 10, 12]) {
      for (const { look } of workers) look(POLICE)
      await eventually(() => relays).toBe(expected)
      // They look again, and there is nothing for them.
      for (const { look } of workers) look(POLICE)
      expect(await leaseDue(world.database.db, POLICE, 25)).toEqual([])
      expect(relays).toBe(expected)
      await nextMinute()
    }
  })

  it('has one without a rate leave unhindered', async () => {
    await sentSome(3)
    const leased = await leaseDue(world.database.db, POLICE, 25)
    expect(leased.map(({ withinMs }) => withinMs)).toEqual([null, null, null])
    expect(await state()).toMatchObject({ minute: null })
  })
})

describe('a route that is paused', () => {
  const pause = async () => {
    const [person] = await world.asSuperuser("select id from person where login = 'asb.caseworker'")
    return pauseRoute(world.database.db, POLICE, String(person?.id))
  }

  it('is not leased and wakes nobody, until it is resumed', async () => {
    await sent()
    const { db } = world.database
    expect(await pause()).toBe(true)
    expect(await pauseRoute(db, 'unknown.test', '01890000-0000-7000-8000-000000000000')).toBe(false)
    expect((await dueDeliveries(db)).domains).not.toContain(POLICE)
    expect(await leaseDue(db, POLICE, 25)).toEqual([])
    expect(await resumeRoute(db, POLICE)).toBe(true)
    expect((await dueDeliveries(db)).domains).toContain(POLICE)
    expect(await leaseDue(db, POLICE, 25)).toHaveLength(1)
  })

  it('lets expire what comes to be given up, and enters it in the log', async () => {
    const [over, waits] = [await sent(), await sent()]
    await pause()
    await world.asSuperuser('update delivery set give_up_at = now() where referral_id = $1', [over])
    const dependencies = { db: world.database.db, clock: () => new Date() }
    expect(await expirePaused(dependencies)).toBe(1)
    expect(await expirePaused(dependencies)).toBe(0)
    expect(await delivery(over)).toMatchObject({ state: 'expired', attempts: [], nextAttemptAt: null })
    expect(await delivery(waits)).toMatchObject({ state: 'accepted' })
    const entries = 'select record::json as record from log_staged where referral_id = $1 and type = $2'
    expect(await world.asSuperuser(entries, [over, 'expired'])).toMatchObject([
      {
        record: {
          despatch: 'expired/1',
          referral: over,
          mailbox: POLICE_INTELLIGENCE,
          host: '-',
          code: null,
        },
      },
    ])
  })

  it('has everything tried at once when that is asked for', async () => {
    const referral = await sent()
    await world.asSuperuser(
      "update delivery set next_attempt_at = now() + interval '1 hour' where referral_id = $1",
      [referral],
    )
    expect(await retryRoute(world.database.db, POLICE)).toBe(1)
    expect(await leaseDue(world.database.db, POLICE, 25)).toHaveLength(1)
  })
})

describe('what was leased before', () => {
  /** A worker that has five in hand, and seven leased beside them. */
  async function underWay() {
    await sentSome(12)
    const ports: number[] = []
    const answers: (() => void)[] = []
    const relay: Relay = ({ port }) =>
      new Promise((answer) => {
        ports.push(port)
        answers.push(() => answer(result))
      })
    const dispatch = worker({ relay })
    dispatch.look(POLICE)
    await eventually(() => ports.length).toBe(5)
    const leased = async () =>
      Number(
        (
          await world.asSuperuser(
            "select count(*) from delivery where state = 'accepted' and lease_until > now()",
          )
        )[0]?.count,
      )
    expect(await leased()).toBe(12)
    return {
      ports,
      dispatch,
      leased,
      /** Lets the server answer, a little more than a second later. */
      async answer() {
        const since = performance.now()
        await eventually(() => performance.now() - since).toBeGreaterThan(1_050)
        for (const one of answers.splice(0)) one()
      },
    }
  }

  it('is not begun any more when the route is paused: it is given back', async () => {
    const { ports, leased, answer } = await underWay()
    await world.asSuperuser(
      'update route_state set paused_at = now(), paused_by = (select id from person limit 1) where domain = $1',
      [POLICE],
    )
    await answer()
    await eventually(leased).toBe(0)
    expect(ports).toHaveLength(5)
    const waits = "select attempts from delivery where state = 'accepted'"
    expect(await world.asSuperuser(waits)).toEqual(Array.from({ length: 7 }, () => ({ attempts: 0 })))
  })

  it('leaves by the new way when the route is laid elsewhere, and what left by the old says nothing of it', async () => {
    const { ports, dispatch, leased, answer } = await underWay()
    const old = Number(network.relay_port)
    await settings({ relay_port: old + 1 })
    const before = await state()
    await answer()
    await eventually(leased).toBe(0)
    expect(await state()).toEqual(before)
    dispatch.look(POLICE)
    await eventually(() => ports.length).toBe(10)
    expect(ports).toEqual([
      ...Array.from({ length: 5 }, () => old),
      ...Array.from({ length: 5 }, () => old + 1),
    ])
    await answer()
    await eventually(() => ports.length).toBe(12)
    await answer()
    await eventually(leased).toBe(0)
  })
})

describe('what attempts show of the way', () => {
  it('is kept with the route: the server, its limit and certificate, what it said, how often it put off', async () => {
    const notAfter = new Date('2027-01-01T00:00:00Z')
    const certificate = { subject: 'CN=mx.test', sha256: 'ab'.repeat(32), notAfter }
    const answers: RelayResult[] = [
      { ...result, outcome: 'retry', code: 451, reply: '451 later', seen: { size: 5_000_000, certificate } },
      { ...result, outcome: 'retry', code: null, reply: 'It failed.', fault: 'connection', tls: null },
      { ...result, seen: { size: null, certificate } },
    ]
    let n = 0
    const relay: Relay = async () => answers[n++] ?? result
    const dispatch = worker({ relay })
    const referral = await sent()
    const once = async (attempts: number) => {
      await world.asSuperuser("update delivery set next_attempt_at = now() where state = 'accepted'")
      dispatch.look(POLICE)
      await eventually(async () => (await delivery(referral)).attempts).toHaveLength(attempts)
      return state()
    }
    const seen = { tls_subject: 'CN=mx.test', tls_sha256: 'ab'.repeat(32), tls_not_after: notAfter }
    expect(await once(1)).toMatchObject({
      ...seen,
      last_code: 451,
      last_reply: '451 later',
      last_fault: null,
      deferrals: 1,
      size_limit: '5000000',
      tls: 'TLSv1.3 TLS_AES_256_GCM_SHA384',
    })
    // What was not seen this time is as it was.
    expect(await once(2)).toMatchObject({
      ...seen,
      last_code: null,
      last_fault: 'connection',
      deferrals: 2,
      size_limit: '5000000',
    })
    expect(await once(3)).toMatchObject({ ...seen, last_code: 250, deferrals: 0, size_limit: null })
    const { last_attempt_at, last_success_at } = await state()
    expect(last_success_at).toEqual(last_attempt_at)
    // Another server has another limit and certificate.
    await settings({ relay_port: 26 })
    const unknown = { tls: null, tls_sha256: null, size_seen_at: null, size_limit: null, deferrals: 0 }
    expect(await state()).toMatchObject({ ...unknown, last_code: 250 })
    // So has one that is known by another certificate.
    const seenAgain = () =>
      world.asSuperuser(
        "update route_state set tls = 'TLSv1.3', size_limit = 1000, size_seen_at = now(), deferrals = 3",
      )
    await seenAgain()
    await settings({ tls_certificate: null })
    expect(await state()).toMatchObject(unknown)
    await seenAgain()
    await settings({ max_connections: 3 })
    expect(await state()).toMatchObject({ tls: 'TLSv1.3', deferrals: 3 })
  })

  it('leaves out what went wrong on our side', async () => {
    const before = await state()
    const referral = await sent()
    const broken = async () => {
      throw new TypeError('ours')
    }
    worker({ relay: broken }).look(POLICE)
    await eventually(async () => (await delivery(referral)).attempts).toHaveLength(1)
    expect(await state()).toEqual(before)
  })
})

describe('a delivery is given up', () => {
  const givenUp = async (referral: string) => {
    const [row] = await world.asSuperuser(
      `select extract(epoch from give_up_at - waits_since)::int / 3600 as hours,
         to_char(give_up_at at time zone 'Europe/London', 'YYYY-MM-DD HH24:MI') as at,
         next_attempt_at <= give_up_at as before from delivery where referral_id = $1`,
      [referral],
    )
    return row
  }
  const day = (days: number) => {
    const date = new Date()
    date.setUTCDate(date.getUTCDate() + days)
    return date.toISOString().slice(0, 10)
  }

  it('after five days, or when the day ends by which its answer is due, but not within four hours', async () => {
    expect(await givenUp(await sent())).toMatchObject({ hours: 120 })
    expect(await givenUp(await sent({ respondBy: day(60) }))).toMatchObject({ hours: 120 })
    expect(await givenUp(await sent({ respondBy: day(2) }))).toMatchObject({ at: `${day(3)} 00:00` })
    const today = await givenUp(await sent({ respondBy: day(0) }))
    expect(today?.hours).toBeGreaterThanOrEqual(4)
    expect(today?.hours).toBeLessThanOrEqual(24)
    const soon = await sent({ respondBy: day(2) })
    await world.asSuperuser(
      "update delivery set give_up_at = now() + interval '1 second' where referral_id = $1",
      [soon],
    )
    worker({ relay: async () => ({ ...result, outcome: 'retry', code: 451, reply: '451 later' }) }).look(
      POLICE,
    )
    await eventually(async () => (await delivery(soon)).attempts).toHaveLength(1)
    // The last attempt is made at that moment, and not after.
    expect(await givenUp(soon)).toMatchObject({ before: true })
  })
})

describe('a mail that has waited for an hour', () => {
  it('is shown as delayed to its sender, once, and the members of the mailbox are to be told', async () => {
    await world.asSuperuser('delete from notice_unsent')
    await world.asSuperuser(
      `insert into notice_setting (person_id, address, bundle_minutes, zone, next_look_at)
       select id, login || '@office.example.test', 15, 'Europe/London', now() from person
       where login in ('asb.caseworker', 'yot.officer') on conflict do nothing`,
    )
    const [late, waits] = [await sent(), await sent()]
    worker({ relay: async () => ({ ...result, outcome: 'retry', code: 451, reply: '451 later' }) }).look(
      POLICE,
    )
    await eventually(async () => (await delivery(late)).attempts).toHaveLength(1)
    await world.asSuperuser(
      "update delivery set waits_since = now() - interval '61 minutes' where referral_id = $1",
      [late],
    )
    expect((await delivery(late)).delayed).toBeNull()
    await noteDelays(world.database.db)
    const { delayed } = await delivery(late)
    expect(delayed?.reason).toBe('451 later')
    expect(Date.parse(delayed?.since ?? '')).toBeLessThan(Date.now() - 60 * 60_000)
    expect((await delivery(waits)).delayed).toBeNull()
    const told = () =>
      world.asSuperuser(
        `select p.login, d.referral_id as referral from notice_unsent n
         join delivery d on d.id = n.delivery_id join person p on p.id = n.person_id`,
      )
    expect(await told()).toEqual([{ login: 'asb.caseworker', referral: late }])
    await world.asSuperuser('delete from notice_unsent')
    await noteDelays(world.database.db)
    expect(await told()).toEqual([])
    // That it ends undelivered is told too.
    await world.asSuperuser(
      "update delivery set state = 'expired', next_attempt_at = null where referral_id = $1",
      [late],
    )
    expect(await told()).toEqual([{ login: 'asb.caseworker', referral: late }])
    expect((await delivery(late)).delayed).toBeNull()
  })
})

describe('mail to a domain by its MX', () => {
  /** A server at an address of its own, which refuses connections when it is down. */
  async function mx(name: string, host: string, port = 0) {
    const taken: Buffer[] = []
    const server = new SMTPServer({
      ...(await authority.issue(name)),
      disableReverseLookup: true,
      closeTimeout: 200,
      onAuth({ username, password }, _session, done) {
        if (username === 'despatch' && password === 'right') done(null, { user: username })
        else done(Object.assign(new Error('No'), { responseCode: 535 }))
      },
      onData: async (stream, _session, done) => {
        const pieces: Buffer[] = []
        for await (const piece of stream) pieces.push(piece)
        taken.push(Buffer.concat(pieces))
        done(null, '2.0.0 Taken')
      },
    })
    server.on('error', () => undefined)
    servers.push(server)
    const listening = await new Promise<number>((resolve) => {
      const at = server.listen(port, host, () => {
        const address = at.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    return { taken, port: listening }
  }

  it('goes to the MX that its policy names, signed and with our name and password; without a policy it stays', async () => {
    const second = await mx('mx2.police.test', '127.0.0.42')
    let published = false
    const resolve: Resolve = async (name, type) => {
      if (type === 'MX')
        return [
          { exchange: 'mx2.police.test', priority: 20 },
          { exchange: 'mx1.police.test', priority: 10 },
        ]
      if (type === 'TXT' && published) return [['v=STSv1; id=1;']]
      // Nothing listens at the first.
      if (type === 'A') return [name === 'mx1.police.test' ? '127.0.0.41' : '127.0.0.42']
      throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
    }
    const fetchPolicy = async () => 'version: STSv1\nmode: enforce\nmx: *.police.test\nmax_age: 604800\n'
    const finder = () =>
      createServerFinder({
        resolve,
        policyOf: createStsPolicies({ resolve, fetchPolicy }),
        mxPort: second.port,
      })
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString()
    const pool = createRelayPool()
    const dispatch = (password: string) =>
      worker({
        relay: pool.relay,
        findServers: finder(),
        credentialsOf: (domain, host) =>
          domain === POLICE && host === 'mx2.police.test' ? { user: 'despatch', password } : null,
        sign: createSigner({ selector: 'd1', key }, world.config.serviceDomain),
      })
    await settings({
      relay_by: 'mx',
      relay_host: null,
      relay_port: null,
      tls_certificate: null,
      tls_authority: authority.cert,
    })
    const referral = await sent()
    const due = () =>
      world.asSuperuser("update delivery set next_attempt_at = now() where state = 'accepted'")

    dispatch('right').look(POLICE)
    await eventually(async () => (await delivery(referral)).attempts).toHaveLength(1)
    expect((await delivery(referral)).attempts[0]).toMatchObject({
      code: null,
      tls: null,
      reply: expect.stringMatching(/publishes no MTA-STS policy.*mode enforce/),
    })
    expect(await state()).toMatchObject({ last_fault: 'route', mta_sts: null })

    published = true
    await due()
    dispatch('wr0ng').look(POLICE)
    await eventually(async () => (await delivery(referral)).attempts).toHaveLength(2)
    expect(await delivery(referral)).toMatchObject({
      state: 'accepted',
      attempts: [{}, { host: 'mx2.police.test', code: 535 }],
    })
    expect(await state()).toMatchObject({
      last_fault: 'credentials',
      mta_sts: expect.stringContaining('"enforce"'),
    })
    const everything = await world.asSuperuser(
      "select (select string_agg(a::text, '') from attempt a) || (select string_agg(s::text, '') from route_state s) as text",
    )
    expect(String(everything[0]?.text)).not.toContain('wr0ng')

    // Its policy cannot be read any more: another worker goes by what was kept.
    published = false
    await due()
    dispatch('right').look(POLICE)
    await eventually(async () => (await delivery(referral)).state).toBe('relayed')
    await pool.close(1000)
    expect(await state()).toMatchObject({
      last_host: 'mx2.police.test',
      tls_subject: 'CN=mx2.police.test',
      last_fault: null,
    })
    const { results } = await dkimVerify(second.taken[0] ?? '', {
      resolver: async () => [[dkimRecord({ key })]],
    })
    expect(results.map(({ status }) => status.result)).toEqual(['pass', 'pass'])
  })
})
