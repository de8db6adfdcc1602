import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import type { NoticeSetting } from '../../src/domain/wire/notices.ts'
import { relay } from '../../src/mail/gateway/relay.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { type Caller, readCaller } from '../../src/services/caller.ts'
import { USUAL_CHASING } from '../../src/services/notices/chasing.ts'
import { endNotices, readNotices, setNotices } from '../../src/services/notices/settings.ts'
import { type NotifyDependencies, notify } from '../../src/workers/notify.ts'
import { warnDormant } from '../../src/workers/warn-dormant.ts'
import { createWorld, type World } from '../faults/world.ts'
import { type MailServer, startMailServer } from '../services/notices/mail-server.ts'
import { wordsIn } from '../services/planted-words.ts'
import { delivered, prepared } from '../services/sending.ts'

const ADDRESS = 'pat@office.example.test'
const WISH: NoticeSetting = { address: ADDRESS, bundleMinutes: 15, quiet: null, zone: 'Europe/London' }

let world: World
let caseWorker: Session
let officer: Session
let officerAsCaller: Caller
let server: MailServer
let now: Date

beforeAll(async () => {
  world = await createWorld()
  await world.start()
  caseWorker = await world.session('asb.caseworker')
  officer = await world.session('yot.officer')
  officerAsCaller = await callerOf('yot.officer')
})
beforeEach(async () => {
  server = await startMailServer()
  now = new Date()
  await world.asSuperuser('delete from notice_setting')
  await world.asSuperuser('delete from notice_waiting')
  await world.asSuperuser('delete from notice_unsent')
  return () => server.stop()
})
afterAll(() => world?.end())

async function callerOf(login: string): Promise<Caller> {
  const [row] = await world.asSuperuser('select id from person where login = $1', [login])
  return readCaller(world.database.db, String(row?.id))
}

const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000)
}

/** The officer asks for notices. */
const asked = (wish: Partial<NoticeSetting> = {}, caller = officerAsCaller) =>
  setNotices({ db: world.database.db, clock: () => now, available: true }, caller, { ...WISH, ...wish })

/** Something is delivered to the youth offending team. */
async function arrives(): Promise<string> {
  const { referral } = await send({ session: caseWorker, prepared: await prepared(caseWorker) })
  await delivered(officer, referral)
  return referral
}

const worker = (change: Partial<NotifyDependencies> = {}): NotifyDependencies => ({
  db: world.database.db,
  clock: () => now,
  server,
  sender: { from: 'notices@despatch.test', origin: world.config.publicUrl, serviceDomain: 'despatch.test' },
  // What nobody collects is told of after days that these clocks do not go through.
  chasing: { ...USUAL_CHASING, notCollectedDays: 19 },
  relay,
  sign: null,
  logger: pino({ level: 'silent' }),
  ...change,
})

/** A worker sends everything that is due. */
async function turn(change: Partial<NotifyDependencies> = {}): Promise<void> {
  while (await notify(worker(change)));
}

/** What was told, a line for each mailbox and marking; the notices apart. */
const told = () => server.taken.map(({ text }) => text.slice(0, text.indexOf('\n\n')).split('\n'))

const YOT_NAME = 'Liverpool Youth Offending Team'
const one = `1 item marked RESTRICTED waits in ${YOT_NAME}.`
const two = `2 items marked RESTRICTED wait in ${YOT_NAME}.`

describe('a warning that an account is not used', () => {
  const DAY = 24 * 60
  const unused = async (days: number) => {
    await world.asSuperuser('delete from dormancy_warning')
    await world.asSuperuser("update person set last_active_at = $1 where login = 'yot.officer'", [
      new Date(now.getTime() - days * DAY * 60_000),
    ])
  }
  const subjects = () => server.taken.map(({ subject }) => subject)
  afterEach(() => world.asSuperuser('update person set last_active_at = now()'))

  it('comes 14 days and 3 days before the suspension, once each, and names nobody', async () => {
    await asked()
    await unused(75)
    await warnDormant(worker())
    expect(server.taken).toEqual([])
    later(DAY + 60)
    await Promise.all([warnDormant(worker()), warnDormant(worker())])
    await warnDormant(worker())
    expect(subjects()).toEqual(['Despatch: your account has not been used'])
    const on = new Date(now.getTime() + (14 * DAY - 60) * 60_000).toISOString().slice(0, 10)
    expect(server.taken[0]?.text).toContain(`It is suspended on ${on}, unless you use it before.`)
    expect(wordsIn(server.taken[0]?.raw ?? Buffer.alloc(0), ['yot', 'Liverpool'])).toEqual([])
    later(11 * DAY)
    await warnDormant(worker())
    await warnDormant(worker())
    expect(server.taken).toHaveLength(2)
    later(4 * DAY)
    await warnDormant(worker())
    expect(server.taken).toHaveLength(2)
  })

  it('comes again when the account was used meanwhile and then no more', async () => {
    await asked()
    await unused(80)
    await warnDormant(worker())
    await world.asSuperuser("update person set last_active_at = $1 where login = 'yot.officer'", [
      new Date(now.getTime() + 60_000),
    ])
    await warnDormant(worker())
    expect(server.taken).toHaveLength(1)
    later(80 * DAY)
    await warnDormant(worker())
    expect(server.taken).toHaveLength(2)
  })

  it('waits for the end of quiet hours, and for a server that is away', async () => {
    now = new Date('2030-01-15T23:00:00Z')
    await asked({ quiet: { from: '22:00', until: '07:00' } })
    await unused(80)
    await warnDormant(worker())
    later(10 * 60)
    await warnDormant(worker({ server: { ...server, port: 1 } }))
    expect(server.taken).toEqual([])
    await warnDormant(worker())
    expect(server.taken).toHaveLength(1)
  })
})

describe('a notice', () => {
  it('comes when something waits, and holds nothing of it', async () => {
    await asked()
    const referral = await arrives()
    const view = await caseWorker.client.referral(referral)
    await turn()
    expect(told()).toEqual([[one]])
    const [mail] = server.taken
    expect(mail).toMatchObject({
      from: 'notices@despatch.test',
      to: [ADDRESS],
      subject: 'Despatch: 1 item waits',
    })
    const planted = [
      'Testina',
      'Placeholder',
      'Nowhere Lane',
      'Imaginary',
      'asb-incident',
      'incident',
      'yot.officer',
      'asb.caseworker',
      'asb.team',
      LIVERPOOL_YOT,
      'anti-social behaviour',
      'PERSONAL',
      view.reference,
      view.thread,
      referral,
      ...view.deliveries.map(({ delivery }) => delivery),
    ]
    expect(wordsIn(mail?.raw ?? Buffer.alloc(0), planted)).toEqual([])
    // The only address in the web is where to sign in.
    expect(mail?.text.match(/https?:\S+/g)).toEqual([world.config.publicUrl])
  })

  it('tells the marking without its descriptors, and mail that nobody has marked yet as such', async () => {
    await asked()
    const [described, unmarked] = [await arrives(), await arrives()]
    await arrives()
    await world.asSuperuser("update referral set marking = 'RESTRICTED – MEDICAL' where id = $1", [described])
    await world.asSuperuser('update referral set marking = null where id = $1', [unmarked])
    await turn()
    expect(told()).toEqual([[two, `1 item not yet marked waits in ${YOT_NAME}.`]])
  })

  it('is one for all that came, and the next not sooner than was asked for', async () => {
    await asked()
    await arrives()
    await arrives()
    await turn()
    expect(told()).toEqual([[two]])
    await arrives()
    later(14)
    await turn()
    expect(told()).toHaveLength(1)
    later(1)
    await turn()
    expect(told()).toEqual([[two], [one]])
    later(60)
    await turn()
    expect(told()).toHaveLength(2)
    expect((await readNotices({ db: world.database.db, available: true }, officerAsCaller)).lastSentAt).toBe(
      new Date(now.getTime() - 60 * 60_000).toISOString(),
    )
  })

  it('tells nothing that waited before it was asked for, nor what somebody has collected', async () => {
    await arrives()
    await asked()
    const { delivery } = await delivered(officer, await arrives())
    await openDelivery({ session: officer, delivery, now: new Date() })
    await turn()
    expect(told()).toEqual([])
    await arrives()
    await turn()
    expect(told()).toEqual([[one]])
  })

  it('tells what becomes visible after what was sent later', async () => {
    await asked()
    const first = await arrives()
    await arrives()
    await world.asSuperuser(
      "update delivery set state = 'accepted', next_attempt_at = now() + interval '1 day' where referral_id = $1",
      [first],
    )
    await turn()
    expect(told()).toEqual([[one]])
    await world.asSuperuser(
      "update delivery set state = 'delivered', next_attempt_at = null where referral_id = $1",
      [first],
    )
    later(15)
    await turn()
    expect(told()).toEqual([[one], [one]])
  })

  it('waits for the end of quiet hours, over midnight and over the change of the clocks', async () => {
    // The clocks go forward in the night to 31 March 2030.
    now = new Date('2030-03-30T18:00:00Z')
    await asked({ quiet: { from: '19:00', until: '07:30' } })
    // For whoever cannot sign in, nothing waits: their account is in use that night.
    await world.asSuperuser('update person set last_active_at = $1', [now])
    await arrives()
    for (const time of ['2030-03-30T19:30:00Z', '2030-03-31T00:30:00Z', '2030-03-31T06:29:59Z']) {
      now = new Date(time)
      await turn()
      expect(told()).toEqual([])
    }
    now = new Date('2030-03-31T06:30:00Z')
    await turn()
    expect(told()).toEqual([[one]])
  })

  it('is sent once when two workers look at the same time', async () => {
    await asked()
    await asked({ address: 'second@office.example.test' }, await callerOf('asb.caseworker'))
    await arrives()
    await Promise.all([turn(), turn(), turn()])
    expect(told()).toEqual([[one]])
  })

  it('goes to every member of a mailbox who asked, and to nobody else', async () => {
    await asked()
    await asked({ address: 'worker@office.example.test' }, await callerOf('asb.caseworker'))
    await asked({ address: 'second@office.example.test' }, await callerOf('asb.caseworker2'))
    await world.asSuperuser(
      `insert into membership (mailbox_id, person_id, rights, valid)
       select m.id, p.id, array['open'], daterange(current_date, null) from mailbox m, person p
       where m.address = $1 and p.login = 'asb.caseworker2'`,
      [LIVERPOOL_YOT],
    )
    await arrives()
    await turn()
    expect(server.taken.flatMap(({ to }) => to).sort()).toEqual([ADDRESS, 'second@office.example.test'])
    await world.asSuperuser(
      "delete from membership using mailbox m, person p where m.id = mailbox_id and p.id = person_id and m.address = $1 and p.login = 'asb.caseworker2'",
      [LIVERPOOL_YOT],
    )
  })
})

describe('a notice about what was sent', () => {
  const route = (paused: string) =>
    world.asSuperuser(`update route_state set ${paused} where domain = 'merseyside.pnn.police.test'`)

  /** Sent to a partner whose route is paused. */
  const sent = async (): Promise<string> => {
    const ready = await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] })
    return (await send({ session: caseWorker, prepared: ready })).referral
  }
  const change = (referral: string, what: string) =>
    world.asSuperuser(`update delivery set ${what} where referral_id = $1`, [referral])

  beforeEach(async () => {
    await route('paused_at = now(), paused_by = (select id from person limit 1)')
    return () => route('paused_at = null, paused_by = null')
  })

  it('comes to those who work in the sending mailbox when it has not left for an hour, and when it was not delivered', async () => {
    await asked({ address: 'worker@office.example.test' }, await callerOf('asb.caseworker'))
    await asked()
    const referral = await sent()
    await change(referral, 'delayed_at = now()')
    await turn()
    expect(server.taken.flatMap(({ to }) => to)).toEqual(['worker@office.example.test'])
    expect(told()).toEqual([
      [
        expect.stringMatching(
          /^1 item marked RESTRICTED, sent from .+, has not left for an hour, and still waits\.$/,
        ),
      ],
    ])
    await change(referral, "state = 'expired', next_attempt_at = null")
    later(15)
    await turn()
    expect(told()[1]).toEqual([expect.stringMatching(/was not delivered, and will not be tried again\.$/)])
    later(60)
    await turn()
    expect(told()).toHaveLength(2)
    const view = await caseWorker.client.referral(referral)
    const planted = [
      referral,
      view.reference,
      view.thread,
      POLICE_INTELLIGENCE,
      'pnn',
      'incident',
      'PERSONAL',
    ]
    for (const { raw } of server.taken) expect(wordsIn(raw, planted)).toEqual([])
  })

  it('comes of an end that came while the delay was being told', async () => {
    await asked({ address: 'worker@office.example.test' }, await callerOf('asb.caseworker'))
    const referral = await sent()
    await change(referral, 'delayed_at = now()')
    await turn({
      relay: async (request) => {
        await change(referral, "state = 'expired', next_attempt_at = null")
        return relay(request)
      },
    })
    later(15)
    await turn()
    later(15)
    await turn()
    expect(told()).toEqual([
      [expect.stringMatching(/has not left for an hour/)],
      [expect.stringMatching(/was not delivered/)],
    ])
  })

  it('does not come when it has left meanwhile', async () => {
    await asked({ address: 'worker@office.example.test' }, await callerOf('asb.caseworker'))
    const referral = await sent()
    await change(referral, 'delayed_at = now()')
    await change(referral, "state = 'relayed', next_attempt_at = null")
    await turn()
    expect(told()).toEqual([])
    expect(await world.asSuperuser('select * from notice_unsent')).toEqual([])
  })
})

describe('no notice goes', () => {
  const person = "where id = (select id from person where login = 'yot.officer')"
  const own = "where person_id = (select id from person where login = 'yot.officer')"

  it.each([
    [
      'to whoever has left the mailbox',
      `update membership set valid = daterange(lower(valid), current_date) ${own}`,
    ],
    ['to whoever may only send from it', `update membership set rights = array['send'] ${own}`],
    [
      'about a mailbox that is closed',
      `update mailbox set closed_at = now() where address = '${LIVERPOOL_YOT}'`,
    ],
  ])('%s', async (_, change) => {
    await asked()
    await arrives()
    await changed(change, turn)
    expect(told()).toEqual([])
    expect(await world.asSuperuser('select * from notice_waiting')).toEqual([])
  })

  it.each([
    ['who is suspended', `update person set state = 'suspended' ${person}`],
    ['whose training is out of date', `update person set trained_until = current_date - 1 ${person}`],
    ['who is an auditor now', `update role_grant set role = 'auditor' ${own}`],
  ])('to somebody %s, until they may work again', async (_, change) => {
    await asked()
    await arrives()
    await changed(change, turn)
    expect(told()).toEqual([])
    await turn()
    expect(told()).toEqual([[one]])
  })

  it('after notices were ended', async () => {
    await asked()
    await arrives()
    await endNotices({ db: world.database.db, available: true }, officerAsCaller)
    await turn()
    expect(told()).toEqual([])
  })
})

/** Does something after a change to the partnership, and takes the change back. */
async function changed(change: string, act: () => Promise<void>): Promise<void> {
  const tables = ['person', 'membership', 'role_grant', 'mailbox'] as const
  for (const table of tables) await world.asSuperuser(`create table kept_${table} as table ${table}`)
  await world.asSuperuser(change)
  await act()
  await world.asSuperuser(`
    update person p set state = k.state, trained_until = k.trained_until from kept_person k where k.id = p.id;
    update membership m set rights = k.rights, valid = k.valid from kept_membership k
      where (k.mailbox_id, k.person_id) = (m.mailbox_id, m.person_id);
    update role_grant r set role = k.role from kept_role_grant k where (k.person_id, k.valid) = (r.person_id, r.valid);
    update mailbox m set closed_at = k.closed_at from kept_mailbox k where k.id = m.id;
    drop table ${tables.map((table) => `kept_${table}`).join(', ')}`)
}

describe('the mail server of the operator', () => {
  const state = async () => {
    const { failure, lastSentAt } = await readNotices(
      { db: world.database.db, available: true },
      officerAsCaller,
    )
    return { failure, sent: lastSentAt !== null }
  }

  it('is down, and what waits is told when it is back', async () => {
    await asked()
    await arrives()
    await server.stop()
    await turn()
    expect(await state()).toEqual({ failure: 'delayed', sent: false })
    await server.start()
    await turn()
    expect(told()).toEqual([])
    await arrives()
    later(1)
    await turn()
    expect(told()).toEqual([[two]])
    expect(await state()).toEqual({ failure: null, sent: true })
  })

  it('says to come later, and is asked again', async () => {
    await asked()
    await arrives()
    server.refusal = { code: 451, text: '4.7.1 Greylisted' }
    await turn()
    expect(await state()).toEqual({ failure: 'delayed', sent: false })
    server.refusal = null
    later(1)
    await turn()
    expect(told()).toEqual([[one]])
  })

  it('gets nothing when it shows another certificate, or one that no authority vouches for', async () => {
    await asked()
    await arrives()
    const other = await startMailServer()
    await turn({ server: { ...server, tlsCertificate: other.tlsCertificate } })
    await other.stop()
    expect(await state()).toEqual({ failure: 'delayed', sent: false })
    later(1)
    await turn({ server: { ...server, tlsCertificate: null } })
    expect(await state()).toEqual({ failure: 'delayed', sent: false })
    expect(told()).toEqual([])
  })

  it('refuses the address for two days: notices stop, until they are set anew', async () => {
    await asked()
    await arrives()
    server.refusal = { code: 550, text: `5.1.1 ${ADDRESS} unknown` }
    const logged: string[] = []
    const logger = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) })
    await turn({ logger })
    expect(await state()).toEqual({ failure: 'refused', sent: false })
    let hours = 0
    while ((await state()).failure === 'refused') {
      later(60)
      hours++
      await turn({ logger })
    }
    expect(hours).toBe(55)
    expect(await state()).toEqual({ failure: 'stopped', sent: false })
    expect(logged).toHaveLength(7)
    expect(logged.join()).not.toContain(ADDRESS)
    server.refusal = null
    later(24 * 60)
    await turn()
    expect(told()).toEqual([])
    await asked({ address: 'right@office.example.test' })
    expect(await state()).toEqual({ failure: null, sent: false })
    await turn()
    expect(told()).toEqual([[one]])
    expect(server.taken[0]?.to).toEqual(['right@office.example.test'])
  })
})

describe('a worker that dies between sending and noting it', () => {
  it('makes the notice go once more when its lease has ended, and never less than once', async () => {
    await asked()
    await arrives()
    const dies: NotifyDependencies['relay'] = async (request) => {
      await relay(request)
      throw new Error('killed')
    }
    await turn({ relay: dies })
    expect(told()).toEqual([[one]])
    await turn()
    expect(told()).toEqual([[one]])
    await world.asSuperuser('update notice_setting set lease_until = now()')
    await turn()
    expect(told()).toEqual([[one], [one]])
    later(60)
    await turn()
    expect(told()).toHaveLength(2)
  })

  it('does not count as told at a new address what went to the old one', async () => {
    await asked()
    await arrives()
    await turn({
      relay: async (request) => {
        const result = await relay(request)
        await asked({ address: 'new@office.example.test' })
        return result
      },
    })
    await turn()
    expect(server.taken.flatMap(({ to }) => to)).toEqual([ADDRESS, 'new@office.example.test'])
  })
})
