import { rm } from 'node:fs/promises'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  SEFTON_YOT,
} from '../../../src/demo/partnership/mailboxes.ts'
import type { Urgency } from '../../../src/domain/wire/referral-fields.ts'
import { noteChases, USUAL_CHASING } from '../../../src/services/notices/chasing.ts'
import { takeDueNotices } from '../../../src/services/notices/due.ts'
import { recordNotice } from '../../../src/services/notices/record-notice.ts'
import type { Database } from '../../../src/store/tables.ts'
import type { TestDatabase } from '../../setup/database.ts'
import { createPartnership } from '../../setup/partnership.ts'

const YOT = 'Liverpool Youth Offending Team'
const COURT = 'Liverpool court listing office'

let database: TestDatabase
let dataDir: string
let superuser: pg.Client
let now: Date

beforeAll(async () => {
  ;({ database, dataDir } = await createPartnership('dsp-'))
  superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  // Rows as an administrator would add them who owes nothing to constraints between tables.
  await superuser.query('set session_replication_role = replica')
  await superuser.query(`
    insert into notice_setting (person_id, address, bundle_minutes, zone, next_look_at)
      select id, login || '@example.test', 15, 'Europe/London', '2000-01-01' from person where account = 'person';
    -- The second case worker manages both teams of the council.
    insert into role_grant (person_id, role, valid) select id, 'team-manager', '[2000-01-01,)' from person where login = 'asb.caseworker2';
    insert into membership (mailbox_id, person_id, rights, valid)
      select mailbox.id, person.id, '{open}', '[2000-01-01,)' from mailbox, person
        where address = '${LIVERPOOL_YOT}' and login = 'asb.caseworker2'`)
})
afterAll(async () => {
  await superuser?.end()
  await database?.drop()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  await superuser.query(`
    delete from chase_notice; delete from chased; delete from inbound; delete from delivery; delete from referral;
    update chase_look set looked_at = '-infinity'; update notice_setting set next_look_at = '2000-01-01', lease_until = null`)
  on('2030-03-04')
})

/** It is noon on that day. Monday, 4 March 2030, begins a week without holidays; Good Friday is 19 April. */
function on(day: string): void {
  now = new Date(`${day}T12:00:00Z`)
}

/** The court asks the youth offending team; it was delivered now. */
async function asks({
  by = null,
  to = LIVERPOOL_YOT,
  urgency = 'routine',
  state = 'delivered',
}: {
  by?: string | null
  to?: string
  urgency?: Urgency
  state?: 'delivered' | 'relayed' | 'accepted'
} = {}): Promise<string> {
  const id = uuid({ msecs: now.getTime() })
  await superuser.query(
    `insert into referral (id, reference, thread, origin, kind, from_mailbox, statement, statement_sha256, signature,
        signer_fpr, respond_by, urgency, marking, message_id, staged_id, accepted_at, submitted_by, agreement_id, agreement_version)
      select $1::uuid, '', '', 'submitted', 'information-request', id, '', $1::text, '', '', $2, $3,
          'RESTRICTED – PERSONAL', $1::text, nextval('log_staged_id_seq'), $4, id, 'a', 1 from mailbox where address = $5`,
    [id, by, urgency, now, COURT_LISTING],
  )
  await superuser.query(
    `insert into delivery (id, referral_id, mailbox_id, state, give_up_at, return_token, changed_at, respond_by, next_attempt_at)
      select $1::uuid, $1::uuid, id, $2, $3, $1::text, $3, $4, case when $2 = 'accepted' then $3::timestamptz end
        from mailbox where address = $5`,
    [id, state, now, by, to],
  )
  return id
}

const answered = (id: string, answer: string) =>
  superuser.query('update delivery set answer = $2 where id = $1', [id, answer])

/** What a worker tells now that it has told nobody before, by login. */
async function told(chasing = USUAL_CHASING): Promise<Record<string, unknown>> {
  await superuser.query('update person set last_active_at = $1', [now])
  await noteChases(database.db, now, chasing)
  const of = { db: database.db, clock: () => now }
  const { notices } = await takeDueNotices(of, 20)
  for (const notice of notices) await recordNotice(of, notice, 'relayed')
  // The keys of mailboxes end one day, too: that is another test's.
  const found = notices.map(({ address, waiting }) => {
    const chased = waiting.filter(({ what }) => what.startsWith('answer') || /escalated|collected/.test(what))
    return [
      address.split('@')[0],
      chased.map(({ what, mailbox, level, count }) => [what, mailbox, level, count]),
    ] as const
  })
  return Object.fromEntries(found.filter(([, chased]) => chased.length > 0))
}

const items = (what: string, mailbox: string, count = 1) => [[what, mailbox, 'RESTRICTED', count]]
/** Of the mailbox that is asked. */
const toMembers = (what: string, count = 1) => ({
  'yot.officer': items(what, YOT, count),
  'asb.caseworker2': items(what, YOT, count),
})

describe('a request that is not answered', () => {
  it('is told to whoever is to answer it one working day before, and over a weekend on the Friday', async () => {
    const id = await asks({ by: '2030-03-11' })
    await answered(id, 'opened')
    on('2030-03-07')
    expect(await told()).toEqual({})
    on('2030-03-08')
    expect(await told()).toEqual(toMembers('answer-due'))
    on('2030-03-09')
    expect(await told()).toEqual({})
    on('2030-03-11')
    expect(await told()).toEqual({})
  })

  it('is told as overdue to both sides on the next working day, and once', async () => {
    await answered(await asks({ by: '2030-03-08' }), 'opened')
    await answered(await asks({ by: '2030-03-08' }), 'collected')
    on('2030-03-09')
    expect(await told()).toEqual({})
    on('2030-03-11')
    const overdue = { ...toMembers('answer-overdue', 2), 'court.listing': items('answer-awaited', COURT, 2) }
    expect(await told()).toEqual(overdue)
    on('2030-03-12')
    expect(Object.keys(await told())).not.toContain('yot.officer')
  })

  it('goes to the manager and the liaison officer after two working days, and after five to that of who asked', async () => {
    await answered(await asks({ by: '2030-03-04' }), 'opened')
    on('2030-03-05')
    await told()
    on('2030-03-06')
    const escalated = items('answer-escalated', YOT)
    expect(await told()).toEqual({ 'asb.caseworker2': escalated, 'council.liaison': escalated })
    on('2030-03-08')
    expect(await told()).toEqual({})
    on('2030-03-11')
    expect(await told()).toEqual({ 'court.liaison': items('awaited-escalated', COURT) })
    on('2030-03-12')
    expect(await told()).toEqual({})
  })

  it('goes further by the working days of the settings, Easter left out', async () => {
    await answered(await asks({ by: '2030-03-04' }), 'opened')
    await answered(await asks({ by: '2030-04-18' }), 'opened')
    const chasing = { ...USUAL_CHASING, escalateDays: 1, escalateToSenderDays: 19 }
    on('2030-04-22')
    expect(Object.keys(await told(chasing))).toEqual(
      expect.arrayContaining(['council.liaison', 'court.liaison']),
    )
    on('2030-04-23')
    expect(await told(chasing)).toMatchObject({ 'council.liaison': items('answer-escalated', YOT) })
  })

  it('of a partner by mail is told to who asked, there being nobody else to tell', async () => {
    await asks({ by: '2030-03-04', to: SEFTON_YOT, state: 'relayed' })
    on('2030-03-06')
    expect(await told()).toEqual({ 'court.listing': items('answer-awaited', COURT) })
    on('2030-03-11')
    expect(await told()).toEqual({ 'court.liaison': items('awaited-escalated', COURT) })
  })

  it('that is immediate is told of at once, whichever day its sender chose', async () => {
    await asks({ by: '2030-03-29' })
    expect(await told()).toEqual({})
    const id = await asks({ by: '2030-03-29', urgency: 'immediate', state: 'accepted' })
    now = new Date(now.getTime() + 120_000)
    expect(await told()).toEqual({})
    await superuser.query("update delivery set state = 'delivered', next_attempt_at = null where id = $1", [
      id,
    ])
    now = new Date(now.getTime() + 120_000)
    expect(await told()).toEqual(toMembers('answer-due'))
  })

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['returned', (id) => answered(id, 'returned')],
    ['declined', (id) => answered(id, 'declined')],
    ['withdrawn', (id) => superuser.query("update delivery set state = 'withdrawn' where id = $1", [id])],
    [
      'replied to by mail',
      (id) =>
        superuser.query(
          `insert into inbound (id, raw_sha256, size, authenticated, state, answers, at)
            values (gen_random_uuid(), '', 1, true, 'filed', $1, now())`,
          [id],
        ),
    ],
  ])('is told to nobody once it was %s, nor what was noted before', async (_, settle) => {
    const id = await asks({ by: '2030-03-04' })
    on('2030-03-11')
    await noteChases(database.db, now, USUAL_CHASING)
    expect(await database.db.selectFrom('chase_notice').select('id').execute()).not.toEqual([])
    await settle(id)
    expect(await told()).toEqual({})
    on('2030-03-20')
    expect(await told()).toEqual({})
  })

  it('is told of what was only acknowledged, or of a request for information that was only accepted', async () => {
    const [seen, taken] = [await asks({ by: '2030-03-04' }), await asks({ by: '2030-03-04' })]
    await answered(seen, 'acknowledged')
    await answered(taken, 'accepted')
    on('2030-03-05')
    expect(Object.values(await told()).flat()).toContainEqual([
      ...[expect.stringMatching(/^answer-overdue/), expect.any(String), 'RESTRICTED', 2],
    ])
  })

  it('is told to nobody who has left the mailbox meanwhile', async () => {
    await answered(await asks({ by: '2030-03-04' }), 'opened')
    on('2030-03-05')
    await noteChases(database.db, now, USUAL_CHASING)
    const ends = (from: string) =>
      superuser.query(
        `update membership set valid = $1::daterange where person_id = (select id from person where login = 'yot.officer')`,
        [from],
      )
    await ends('[2000-01-01,2001-01-01)')
    expect(Object.keys(await told())).toEqual(expect.not.arrayContaining(['yot.officer']))
    await ends('[2000-01-01,)')
  })
})

describe('a referral that nobody collects', () => {
  it('is told after two working days to its mailbox, the liaison officer and its sender, once', async () => {
    await asks()
    await asks({ state: 'relayed', to: SEFTON_YOT })
    on('2030-03-05')
    expect(await told()).toEqual({})
    on('2030-03-06')
    expect(await told()).toEqual({
      ...toMembers('not-collected'),
      'council.liaison': items('not-collected', YOT),
      'court.listing': items('not-collected-there', COURT),
    })
    on('2030-03-07')
    expect(await told()).toEqual({})
  })

  it('is told on the next working day when it is immediate, and not when it was collected', async () => {
    on('2030-03-01')
    await asks({ urgency: 'immediate', by: null })
    await answered(await asks({ urgency: 'immediate' }), 'collected')
    on('2030-03-03')
    expect(await told()).toEqual({})
    on('2030-03-04')
    expect(await told()).toMatchObject(toMembers('not-collected'))
  })
})

describe('the steps that are taken', () => {
  it('are noted once by two workers at a time, and by one that comes after a death', async () => {
    await answered(await asks({ by: '2030-03-04' }), 'opened')
    on('2030-03-06')
    const look = () => noteChases(database.db, now, USUAL_CHASING)
    await Promise.all([look(), look()])
    const noted = () => database.db.selectFrom('chase_notice').select(['person_id', 'stage']).execute()
    const first = await noted()
    expect(new Set(first.map(({ person_id, stage }) => `${person_id} ${stage}`)).size).toBe(first.length)
    // The look was claimed, and nothing else of it was kept.
    await superuser.query('delete from chase_notice; delete from chased')
    await look()
    expect(await noted()).toEqual([])
    now = new Date(now.getTime() + 61_000)
    await look()
    expect(await noted()).toHaveLength(first.length)
  })

  it('are found without reading what was answered, or is not due for weeks', async () => {
    await superuser.query(
      `insert into referral (id, reference, thread, origin, kind, from_mailbox, statement, statement_sha256, signature,
          signer_fpr, respond_by, urgency, message_id, staged_id, accepted_at, submitted_by, agreement_id, agreement_version)
        select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, '', '', 'submitted', 'information-request', m.id,
            '', 'h' || n, '', '', date '2020-01-01' + n % 3000, 'routine', 'm' || n, -n, now(), m.id, 'a', 1
          from generate_series(1, 6000) n, mailbox m where m.address = $1`,
      [COURT_LISTING],
    )
    await superuser.query(
      `insert into delivery (id, referral_id, mailbox_id, state, answer, give_up_at, return_token, changed_at, respond_by, next_attempt_at)
        select referral.id, referral.id, mailbox.id, 'delivered', 'returned', now(), message_id, now(), referral.respond_by, null
          from referral, mailbox where mailbox.address = $1`,
      [ASB_TEAM],
    )
    await answered(await asks({ by: '2030-03-04' }), 'opened')
    await superuser.query('analyze')
    on('2030-03-11')
    const asked: { sql: string; parameters: readonly unknown[] }[] = []
    const db = new Kysely<Database>({
      dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: database.runtimeUrl, max: 1 }) }),
      log: ({ query }) => void asked.push(query),
    })
    await noteChases(db, now, USUAL_CHASING)
    await db.destroy()
    const steps = asked.filter(({ sql: text }) => / chase_notice /.test(text))
    expect(steps).toHaveLength(6)
    for (const { sql: text, parameters } of steps) {
      const { rows } = await superuser.query(`explain (analyze, format json) ${text}`, [...parameters])
      expect(touched(rows[0]['QUERY PLAN'][0].Plan), text).toBeLessThan(1_000)
    }
  })
})

type Plan = {
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}

/** How many rows a query looked at, in whatever way. */
function touched(plan: Plan): number {
  const here = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
  return here + (plan.Plans ?? []).reduce((sum, part) => sum + touched(part), 0)
}
