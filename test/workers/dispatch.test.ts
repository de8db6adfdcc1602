import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DRUG_AND_ALCOHOL_TEAM, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { relayed } from '../../src/mail/gateway/outcome.ts'
import type { Relay, RelayRequest, RelayResult } from '../../src/mail/gateway/relay-request.ts'
import { createServerFinder } from '../../src/mail/gateway/relay-servers.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { leaseDue } from '../../src/services/deliveries/lease.ts'
import { createDispatch, type Dispatch } from '../../src/workers/dispatch.ts'
import { createSweep } from '../../src/workers/sweep.ts'
import { createWorld, type World } from '../faults/world.ts'
import { prepared } from '../services/sending.ts'

const POLICE = domainOf(POLICE_INTELLIGENCE)
const HEALTH = domainOf(DRUG_AND_ALCOHOL_TEAM)

let world: World
let caseWorker: Session
let begun: Dispatch[] = []

/** Everything runs but the worker: what is published waits for those of the test. */
beforeAll(async () => {
  world = await createWorld()
  for (const role of ['sequencer', 'api'] as const) await world.start({ role })
  caseWorker = await world.session('asb.caseworker')
})
afterEach(async () => {
  for (const dispatch of begun) await dispatch.stop(5_000)
  begun = []
  // Nothing of one test is left for the next.
  await world.asSuperuser(
    "update delivery set state = 'failed', next_attempt_at = null, lease_until = null where state = 'accepted'",
  )
})
afterAll(() => world?.end())

/** The machine may be busy with other tests. */
const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look)

function domainOf(address: string): string {
  return address.slice(address.indexOf('@') + 1)
}

async function sendTo(...to: string[]): Promise<string> {
  const { referral } = await send({ session: caseWorker, prepared: await prepared(caseWorker, { to }) })
  const published = 'select 1 from referral join log_entry using (staged_id) where id = $1'
  await eventually(() => world.asSuperuser(published, [referral])).toHaveLength(1)
  return referral
}

/** Every route here has a host with its certificate; nothing is asked of the DNS. */
const nobody = async () => {
  throw new Error('nobody is asked')
}
const findServers = createServerFinder({ resolve: nobody, policyOf: nobody })

const worker = (relay: Relay): Dispatch => {
  const { db } = world.database
  const { serviceDomain } = world.config
  const dispatch = createDispatch({
    db,
    clock: () => new Date(),
    serviceDomain,
    relay,
    findServers,
    credentialsOf: () => null,
    sign: null,
    tidy() {},
    logger: pino({ level: 'silent' }),
  })
  begun.push(dispatch)
  return dispatch
}

const result = (host: string): RelayResult => ({
  ...relayed('250 2.0.0 Taken'),
  host,
  tls: 'TLSv1.3',
  dsn: true,
  seen: null,
})
const taken = async ({ host }: RelayRequest) => result(host)
const unreachable = async ({ host }: RelayRequest): Promise<RelayResult> => ({
  ...result(host),
  outcome: 'retry',
  code: null,
  reply: 'The connection failed.',
  fault: 'connection',
  tls: null,
})

/** A relay that keeps what it is given until it is told to answer. */
function heldRelay() {
  const held: { to: string; answer(): void }[] = []
  const relay: Relay = ({ host, envelope }) =>
    new Promise((resolve) => held.push({ to: envelope.to, answer: () => resolve(result(host)) }))
  return { relay, held }
}

const rows = (referral: string) =>
  world.asSuperuser(
    `select d.state, d.attempts, d.lease_until is not null as leased,
       (select count(*)::int from attempt a where a.delivery_id = d.id) as made
     from delivery d where referral_id = $1`,
    [referral],
  )

describe('a delivery that cannot be made for a reason of our own', () => {
  it('is put off as one that a partner puts off, and given up in the end', async () => {
    const referral = await sendTo(POLICE_INTELLIGENCE)
    const broken: Relay = async () => {
      throw new TypeError('the pinned certificate is none')
    }
    worker(broken).look(POLICE)
    await eventually(() => rows(referral)).toEqual([
      { state: 'accepted', attempts: 1, leased: false, made: 1 },
    ])
    await world.asSuperuser(
      `update delivery set next_attempt_at = now(), give_up_at = now() where referral_id = '${referral}'`,
    )
    worker(broken).look(POLICE)
    await eventually(() => rows(referral)).toMatchObject([{ state: 'expired', made: 2 }])
  })

  it('is left to the end of its lease when something that we stand on is away', async () => {
    const referral = await sendTo(POLICE_INTELLIGENCE)
    const dispatch = worker(async () => {
      throw new Error('the message could not be read', {
        cause: Object.assign(new Error('away'), { code: 'ECONNREFUSED' }),
      })
    })
    dispatch.look(POLICE)
    await eventually(() => rows(referral)).toMatchObject([{ attempts: 1, leased: true }])
    await dispatch.stop(5_000)
    expect(await rows(referral)).toMatchObject([{ state: 'accepted', leased: true, made: 0 }])
  })
})

describe('a worker that is woken', () => {
  it('twice, or together with another worker, relays what is due once', async () => {
    const referral = await sendTo(POLICE_INTELLIGENCE)
    const sent: string[] = []
    const relay: Relay = async (request) => {
      sent.push(request.envelope.envid ?? '')
      return taken(request)
    }
    const [one, other] = [worker(relay), worker(relay)]
    for (const { look } of [one, other, one, other]) look(POLICE)
    await eventually(() => rows(referral)).toEqual([
      { state: 'relayed', attempts: 1, leased: false, made: 1 },
    ])
    one.look(POLICE)
    other.look(POLICE)
    await one.stop(5_000)
    await other.stop(5_000)
    expect(sent).toHaveLength(1)
  })

  it('leaves alone what another holds, and takes it over when its lease has ended', async () => {
    const referral = await sendTo(POLICE_INTELLIGENCE)
    // Somebody took it and died.
    expect(await leaseDue(world.database.db, POLICE, 10)).toHaveLength(1)
    expect(await leaseDue(world.database.db, POLICE, 10)).toEqual([])
    const { look } = worker(taken)
    look(POLICE)
    expect(await rows(referral)).toEqual([{ state: 'accepted', attempts: 1, leased: true, made: 0 }])
    await world.asSuperuser('update delivery set lease_until = now() where lease_until is not null')
    look(POLICE)
    await eventually(() => rows(referral)).toEqual([
      { state: 'relayed', attempts: 2, leased: false, made: 1 },
    ])
  })

  it('delivers to one partner though another answers nothing, however much waits for that one', async () => {
    for (let n = 0; n < 8; n++) await sendTo(POLICE_INTELLIGENCE)
    const { relay, held } = heldRelay()
    const dispatch = worker((request) =>
      request.envelope.to === POLICE_INTELLIGENCE ? relay(request) : taken(request),
    )
    dispatch.look(POLICE)
    await eventually(() => held.length).toBe(5)
    const referral = await sendTo(DRUG_AND_ALCOHOL_TEAM)
    dispatch.look(HEALTH)
    await eventually(() => rows(referral)).toEqual([
      { state: 'relayed', attempts: 1, leased: false, made: 1 },
    ])
    // No more than so many at once to one partner.
    expect(held).toHaveLength(5)
    for (let answered = 0; answered < 8; answered++) {
      await eventually(() => held.length).toBeGreaterThan(answered)
      held[answered]?.answer()
    }
  })

  it('tries a partner that cannot be reached with one mail at a time, and counts no attempt for the others', async () => {
    const referrals: string[] = []
    for (let n = 0; n < 7; n++) referrals.push(await sendTo(POLICE_INTELLIGENCE))
    let atOnce = 0
    let tried = 0
    let most = 0
    const dispatch = worker(async (request) => {
      tried += 1
      atOnce += 1
      // The first five may have been begun before the first of them failed.
      if (tried > 5) most = Math.max(most, atOnce)
      const answer = await unreachable(request)
      atOnce -= 1
      return answer
    })
    dispatch.look(POLICE)
    await eventually(async () =>
      (await Promise.all(referrals.map(rows))).flat().map(({ made }) => made),
    ).toEqual([1, 1, 1, 1, 1, 1, 1])
    expect({ tried, most }).toEqual({ tried: 7, most: 1 })
    for (const [row] of await Promise.all(referrals.map(rows)))
      expect(row).toEqual({ state: 'accepted', attempts: 1, leased: false, made: 1 })
  })
})

describe('a worker that is stopped', () => {
  it('finishes and records what is in hand, and gives back what it had not begun', async () => {
    const referrals: string[] = []
    for (let n = 0; n < 7; n++) referrals.push(await sendTo(POLICE_INTELLIGENCE))
    const { relay, held } = heldRelay()
    const dispatch = worker(relay)
    dispatch.look(POLICE)
    await eventually(() => held.length).toBe(5)
    const stopped = dispatch.stop(10_000)
    for (const { answer } of held) answer()
    await stopped
    expect(held).toHaveLength(5)
    const states = (await Promise.all(referrals.map(rows))).flat()
    expect(states.filter(({ state }) => state === 'relayed')).toHaveLength(5)
    expect(states.filter(({ state }) => state === 'accepted')).toEqual([
      { state: 'accepted', attempts: 0, leased: false, made: 0 },
      { state: 'accepted', attempts: 0, leased: false, made: 0 },
    ])
    expect(await leaseDue(world.database.db, POLICE, 10)).toHaveLength(2)
  })

  it('does not wait for ever', async () => {
    await sendTo(POLICE_INTELLIGENCE)
    const { relay, held } = heldRelay()
    const dispatch = worker(relay)
    dispatch.look(POLICE)
    await eventually(() => held.length).toBe(1)
    await dispatch.stop(10)
    held[0]?.answer()
  })
})

describe('a sweep', () => {
  it('sees to a partner itself when nobody takes up the job, as when the queue has lost it', async () => {
    const referral = await sendTo(POLICE_INTELLIGENCE)
    const { db } = world.database
    const woken: string[] = []
    const queue = {
      wake: async (jobs: readonly { id: string }[]) => void woken.push(...jobs.map(({ id }) => id)),
    }
    const sweep = createSweep({ db, clock: () => new Date(), queue, dispatch: worker(taken) })
    await sweep()
    expect(woken).toEqual([POLICE])
    await eventually(async () => {
      await sweep()
      return rows(referral)
    }).toEqual([{ state: 'relayed', attempts: 1, leased: false, made: 1 }])
  })
})
